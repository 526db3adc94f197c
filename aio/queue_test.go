package aio_test

import (
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR33_FirstInFirstOut(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		q := aio.NewQueue[int](0)
		for i := range 20 {
			is(t, "put", q.Put(ctx, i), nil)
		}
		equal(t, "length", q.Len(), 20)
		for range 3 {
			v, _ := q.Get(ctx)
			d.note(v)
			q.Put(ctx, 100+v)
		}
		for q.Len() > 0 {
			v, err := q.Get(ctx)
			is(t, "get", err, nil)
			d.note(v)
		}
		d.reads(t, "values", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 100 101 102")
		return nil
	})
}

func TestR33_TryPutAndTryGet(t *testing.T) {
	q := aio.NewQueue[int](2)
	if _, ok := q.TryGet(); ok {
		t.Error("got from an empty queue")
	}
	equal(t, "first", q.TryPut(1), true)
	equal(t, "second", q.TryPut(2), true)
	equal(t, "third of two", q.TryPut(3), false)
	v, ok := q.TryGet()
	equal(t, "value", v, 1)
	equal(t, "got", ok, true)
	equal(t, "room again", q.TryPut(3), true)
}

func TestR33_GettersAreServedInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		q := aio.NewQueue[int](0)
		lineUp(ctx, ctx, 3, func(ctx *aio.Context, i int) error {
			v, err := q.Get(ctx)
			d.note(i, "-", v)
			return err
		})
		for i := range 3 {
			q.TryPut(10 + i)
			yield(ctx, 1)
		}
		d.reads(t, "getter-value", "0-10 1-11 2-12")
		return nil
	})
}

func TestR33_PuttersAreServedInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		q := aio.NewQueue[int](1)
		lineUp(ctx, ctx, 5, func(ctx *aio.Context, i int) error { return q.Put(ctx, i) })
		for range 5 {
			v, err := q.Get(ctx)
			if err != nil {
				return err
			}
			d.note(v)
		}
		d.reads(t, "values", "0 1 2 3 4")
		return nil
	})
}

func TestR33_TryGetDoesNotTakeWhatAWaitingGetWasPromised(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[string](0)
		getter := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut("first")
		_, ok := q.TryGet()
		equal(t, "stolen from the waiting Get", ok, false)
		q.TryPut("second")
		if v, ok := q.TryGet(); ok { // it may also refuse until the Get has run
			equal(t, "value of the TryGet, which came later", v, "second")
		}
		v, err := getter.Wait(ctx)
		equal(t, "value of the Get, which came first", v, "first")
		return err
	})
}

func TestR33_TryPutDoesNotOvertakeAWaitingPut(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[string](2)
		q.TryPut("a")
		q.TryPut("b")
		putter := spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, "waited") })
		yield(ctx, 1)
		q.TryGet() // lets the waiting Put in, which has not run yet
		q.TryGet()
		q.TryPut("late") // it may also refuse until the Put has run
		putter.Wait(ctx)
		v, err := q.Get(ctx)
		equal(t, "the value whose Put came first", v, "waited")
		return err
	})
}

func TestR33_CanceledGetterLosesNothing(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		first, second := aio.Go(ctx, q.Get), aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(7)
		first.Cancel(nil) // woken, and canceled before it ran
		_, err := first.Wait(ctx)
		is(t, "first", err, aio.ErrCanceled)
		v, err := second.Wait(ctx)
		equal(t, "second", v, 7)
		return err
	})
}

func TestR33_CanceledGettersDropNothingOfWhatIsThere(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		first := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		second, third := aio.Go(ctx, q.Get), aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(1)
		q.TryPut(2)
		first.Cancel(nil)
		_, err := first.Wait(ctx)
		is(t, "first", err, aio.ErrCanceled)
		a, _ := second.Wait(ctx)
		b, _ := third.Wait(ctx)
		equal(t, "what the others got", a+b, 3)

		only := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(1)
		q.TryPut(2)
		only.Cancel(nil)
		only.Wait(ctx)
		v, err := q.Get(ctx)
		equal(t, "the oldest value", v, 1)
		return err
	})
}

func TestR33_CanceledGetterLeavesTheValueInTheQueue(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		only := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(7)
		only.Cancel(nil)
		only.Wait(ctx)
		v, ok := q.TryGet()
		equal(t, "still there", ok, true)
		equal(t, "value", v, 7)
		return nil
	})
}

func TestR33_CanceledPutterPutsNothingAndGivesItsRoomOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](1)
		q.TryPut(0)
		first := spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, 1) })
		second := spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, 2) })
		yield(ctx, 1)
		q.TryGet()
		first.Cancel(nil)
		_, err := first.Wait(ctx)
		is(t, "first", err, aio.ErrCanceled)
		_, err = second.Wait(ctx)
		is(t, "second", err, nil)
		v, _ := q.TryGet()
		equal(t, "value", v, 2)
		equal(t, "nothing else", q.Len(), 0)
		return nil
	})
}

func TestR33_GetUnderALimitLosesNothing(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		ctx.Loop().CallLater(time.Second, func() { q.TryPut(7) })
		v, err := aio.WaitFor(ctx, time.Second, q.Get)
		if err != nil { // also right, if the value is still there
			v, _ = q.TryGet()
		}
		equal(t, "value", v, 7)
		return nil
	})
}

func TestR34_JoinWaitsForTaskDone(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		is(t, "join of an empty queue", q.Join(ctx), nil)
		q.TryPut(1)
		q.TryPut(2)
		join := spawn(ctx, q.Join)
		yield(ctx, 1)
		q.TryGet()
		q.TaskDone()
		q.TryGet()
		yield(ctx, 1)
		equal(t, "joined before the last TaskDone", join.Done(), false)
		q.TaskDone()
		_, err := join.Wait(ctx)
		return err
	})
}

func TestR34_TaskDoneTooOftenPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	q := aio.NewQueue[int](0)
	q.TryPut(1)
	q.TaskDone()
	q.TaskDone()
}

func TestR34_ClosedQueueRefusesPutsAndDrains(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](5)
		q.TryPut(1)
		q.TryPut(2)
		q.Close()
		q.Close()
		is(t, "put", q.Put(ctx, 3), aio.ErrClosed)
		equal(t, "try to put", q.TryPut(3), false)
		for want := 1; want <= 2; want++ {
			v, err := q.Get(ctx)
			is(t, "get of what is left", err, nil)
			equal(t, "value", v, want)
		}
		_, err := q.Get(ctx)
		is(t, "get of nothing", err, aio.ErrClosed)
		return nil
	})
}

func TestR34_CloseWakesWhoWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		empty, full := aio.NewQueue[int](1), aio.NewQueue[int](1)
		full.TryPut(1)
		get := aio.Go(ctx, empty.Get)
		put := spawn(ctx, func(ctx *aio.Context) error { return full.Put(ctx, 2) })
		yield(ctx, 1)
		empty.Close()
		full.Close()
		_, err := get.Wait(ctx)
		is(t, "get", err, aio.ErrClosed)
		_, err = put.Wait(ctx)
		is(t, "put", err, aio.ErrClosed)
		return nil
	})
}

func TestR34_CloseDoesNotTakeWhatWasPromised(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		get := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(7)
		q.Close()
		v, err := get.Wait(ctx)
		equal(t, "value", v, 7)
		return err
	})
}

func TestR34_CloseAndCancelTogetherLoseNothing(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		get := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.Close()
		get.Cancel(nil)
		get.Wait(ctx)
		_, ok := q.TryGet()
		equal(t, "a value out of nothing", ok, false)
		_, err := q.Get(ctx)
		is(t, "get", err, aio.ErrClosed)
		return nil
	})
}

// The value is promised to a Get that has not run and may yet be canceled: who
// comes meanwhile must not hear that there is nothing more.
func TestR34_ClosedQueueSaysSoOnlyWhenNothingCanComeBack(t *testing.T) {
	for _, canceled := range []bool{true, false} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			q := aio.NewQueue[int](0)
			first := aio.Go(ctx, q.Get)
			yield(ctx, 1)
			q.TryPut(7)
			q.Close()
			second := aio.GoEager(ctx, q.Get)
			if canceled {
				first.Cancel(nil)
				_, err := first.Wait(ctx)
				is(t, "first", err, aio.ErrCanceled)
				v, err := second.Wait(ctx)
				equal(t, "value that came back", v, 7)
				return err
			}
			_, err := second.Wait(ctx)
			is(t, "second", err, aio.ErrClosed)
			_, err = first.Wait(ctx)
			return err
		})
	}
}

func TestR34_JoinOfAClosedQueueEndsWithWhatIsInFlight(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		q.TryPut(1)
		q.TryGet()
		q.Close()
		join := spawn(ctx, q.Join)
		yield(ctx, 2)
		equal(t, "joined before the last TaskDone", join.Done(), false)
		q.TaskDone()
		_, err := join.Wait(ctx)
		return err
	})
}

func TestQueueAllEndsWithTheQueueOrTheCancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		q := aio.NewQueue[int](0)
		q.TryPut(1)
		q.TryPut(2)
		q.Close()
		for v, err := range q.All(ctx) {
			d.note(v, ":", err)
		}
		open := aio.NewQueue[int](0)
		open.TryPut(3)
		task := spawn(ctx, func(ctx *aio.Context) error {
			for v, err := range open.All(ctx) {
				d.note(v, ":", err)
			}
			return nil
		})
		yield(ctx, 1)
		task.Cancel(nil)
		task.Wait(ctx)
		d.reads(t, "pairs", "1:<nil> 2:<nil> 3:<nil> 0:canceled")
		return nil
	})
}

func TestQueueErrorsSayWhat(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		q.Close()
		_, err := q.Get(ctx)
		equal(t, "get", fmt.Sprint(err), "get: queue closed")
		equal(t, "put", fmt.Sprint(q.Put(ctx, 1)), "put: queue closed")
		return nil
	})
}

func TestR33_GetQueuesBehindAGetThatWasWoken(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[string](0)
		first := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut("first")
		q.TryPut("second")
		v, err := q.Get(ctx)
		equal(t, "value of the Get that came second", v, "second")
		is(t, "its error", err, nil)
		v, err = first.Wait(ctx)
		equal(t, "value of the Get that came first", v, "first")
		return err
	})
}

func TestR33_PutQueuesBehindAPutThatWasWoken(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[string](2)
		q.TryPut("a")
		q.TryPut("b")
		spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, "first") })
		yield(ctx, 1)
		q.TryGet()
		q.TryGet()
		is(t, "second put", q.Put(ctx, "second"), nil)
		v, _ := q.Get(ctx)
		equal(t, "the value whose Put came first", v, "first")
		return nil
	})
}

// Tasks put and get while they are canceled and time out at random. Every value
// comes out once, and those of one producer in its order.
func TestR33_ValuesAreConserved(t *testing.T) {
	type item struct{ producer, n int }
	rnd := seeded(t)
	conserved(t, func(ctx *aio.Context) {
		const producers, consumers = 10, 10
		q := aio.NewQueue[item](4)
		var sent, received [producers]int
		take := func(v item) {
			if v.n != received[v.producer] {
				t.Errorf("value %d of producer %d came where %d was due", v.n, v.producer, received[v.producer])
			}
			received[v.producer]++
		}
		chaos(t, ctx, rnd, producers+consumers, soak(t, 10_000, 5_000_000), func(ctx *aio.Context, i int) error {
			if i < producers {
				err := aio.Timeout(ctx, pause(rnd), func(ctx *aio.Context) error { return q.Put(ctx, item{i, sent[i]}) })
				if err == nil {
					sent[i]++
				}
			} else if v, err := aio.WaitFor(ctx, 1+pause(rnd), q.Get); err == nil {
				take(v)
			}
			return aio.Sleep(ctx, pause(rnd))
		})
		for v, ok := q.TryGet(); ok; v, ok = q.TryGet() {
			take(v)
		}
		equal(t, "received of each producer", received, sent)
	})
}
