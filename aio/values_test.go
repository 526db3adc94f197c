package aio_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR33_LifoQueue(t *testing.T) {
	var d diary
	q := aio.NewLifoQueue[int](0)
	for i := range 12 { // beyond the first ring
		q.TryPut(i)
	}
	for i := range 12 {
		v, _ := q.TryGet()
		d.note(v)
		if i == 5 {
			q.TryPut(100)
		}
	}
	d.reads(t, "values", "11 10 9 8 7 6 100 5 4 3 2 1")
	equal(t, "left", q.Len(), 1)
}

// ranked is compared by rank alone; n tells equals apart.
type ranked struct{ rank, n int }

// TestR33_QueuesAgainstAModel runs every kind of queue against a slice.
func TestR33_QueuesAgainstAModel(t *testing.T) {
	rnd := seeded(t)
	less := func(a, b ranked) bool { return a.rank < b.rank }
	for kind, q := range map[string]*aio.Queue[ranked]{
		"fifo":     aio.NewQueue[ranked](50),
		"lifo":     aio.NewLifoQueue[ranked](50),
		"priority": aio.NewPriorityQueue(50, less),
	} {
		var model []ranked
		for n := range soak(t, 5000, 2_000_000) {
			if rnd.IntN(2) == 0 {
				v := ranked{rnd.IntN(10), n}
				equal(t, kind+": put", q.TryPut(v), len(model) < 50)
				if len(model) < 50 {
					model = append(model, v)
				}
			} else {
				v, ok := q.TryGet()
				equal(t, kind+": got", ok, len(model) > 0)
				if len(model) > 0 {
					i := 0
					switch kind {
					case "lifo":
						i = len(model) - 1
					case "priority": // the first of the least: MinFunc returns the first
						i = slices.Index(model, slices.MinFunc(model, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) }))
					}
					equal(t, kind+": value", v, model[i])
					model = slices.Delete(model, i, i+1)
				}
			}
			equal(t, kind+": length", q.Len(), len(model))
			if t.Failed() {
				return
			}
		}
	}
}

func TestR33_WaitingPutAndGetOfAPriorityQueue(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		q := aio.NewPriorityQueue(1, cmp.Less[int])
		lineUp(ctx, ctx, 3, func(ctx *aio.Context, i int) error { return q.Put(ctx, [...]int{3, 1, 2}[i]) })
		for range 3 {
			v, err := q.Get(ctx)
			is(t, "get", err, nil)
			d.note(v)
			yield(ctx, 1)
		}
		d.reads(t, "values: one fits in, so in the order of the puts", "3 1 2")
		getter := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		getter.Cancel(errTest)
		q.TryPut(7)
		_, err := getter.Wait(ctx)
		isCancel(t, "getter", err, errTest)
		v, _ := q.TryGet()
		equal(t, "value", v, 7)
		return nil
	})
}

func TestR34_CloseNowDropsWhatIsLeft(t *testing.T) {
	for kind, q := range map[string]*aio.Queue[int]{
		"fifo": aio.NewQueue[int](3), "lifo": aio.NewLifoQueue[int](3), "priority": aio.NewPriorityQueue(3, cmp.Less[int]),
	} {
		t.Run(kind, func(t *testing.T) {
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				for i := range 3 {
					q.TryPut(i)
				}
				q.TryGet() // in flight
				q.TryPut(3)
				put := spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, 4) })
				join := spawn(ctx, q.Join)
				yield(ctx, 1)
				q.CloseNow()
				q.CloseNow()
				equal(t, "length", q.Len(), 0)
				_, err := put.Wait(ctx)
				is(t, "waiting put", err, aio.ErrClosed)
				_, err = q.Get(ctx)
				is(t, "get", err, aio.ErrClosed)
				is(t, "put", q.Put(ctx, 5), aio.ErrClosed)
				yield(ctx, 2)
				equal(t, "joined before what is in flight", join.Done(), false)
				q.TaskDone()
				_, err = join.Wait(ctx)
				return err
			})
		})
	}
}

func TestR34_CloseNowLeavesWhatAWokenGetWasPromised(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		first := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		second := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(1)
		q.CloseNow()
		v, err := first.Wait(ctx)
		equal(t, "value", v, 1)
		is(t, "first", err, nil)
		_, err = second.Wait(ctx)
		is(t, "second", err, aio.ErrClosed)
		q.TaskDone()
		return q.Join(ctx)
	})
}

func TestR34_CloseNowRefusesAPutThatWasWoken(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](1)
		q.TryPut(1)
		first := spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, 2) })
		second := spawn(ctx, func(ctx *aio.Context) error { return q.Put(ctx, 3) })
		yield(ctx, 1)
		q.TryGet() // wakes the first
		q.TaskDone()
		q.CloseNow()
		for _, task := range []*aio.Task[struct{}]{first, second} {
			_, err := task.Wait(ctx)
			is(t, "put", err, aio.ErrClosed)
		}
		equal(t, "length", q.Len(), 0)
		return q.Join(ctx)
	})
}

func TestR34_CanceledJoinLeaves(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		q.TryPut(1)
		isTimeout(t, "join", aio.Timeout(ctx, time.Second, q.Join))
		q.TaskDone()
		return q.Join(ctx)
	})
}
