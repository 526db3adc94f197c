package aio_test

import (
	"errors"
	"iter"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// ticks yields 0, 1, 2, … a second apart, and takes a second to clean up. A
// cancel is its last pair.
func ticks(ctx *aio.Context, d *diary, name string) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		defer func() {
			err := aio.Sleep(ctx, time.Second)
			d.note(name, " closed ", err)
		}()
		for i := 0; ; i++ {
			if err := aio.Sleep(ctx, time.Second); err != nil {
				yield(0, err)
				return
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

func TestR53_BreakCleansUpBeforeTheLoopGoesOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		for i, err := range ticks(ctx, &d, "ticks") {
			is(t, "tick", err, nil)
			if i == 2 {
				d.note("break")
				break
			}
		}
		d.note("after")
		d.reads(t, "order", "break ticks closed <nil> after")
		equal(t, "time, the clean-up's included", w.Elapsed(), 4*time.Second)
		return nil
	})
}

func TestR53_ReturnAndPanicCleanUpToo(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		leave := func(how func() error) error {
			for range ticks(ctx, &d, "ticks") {
				return how()
			}
			return nil
		}
		is(t, "return", leave(func() error { return errTest }), errTest)
		contains(t, "panic", panicOf(func() { leave(func() error { panic(errTest) }) }), errTest.Error())
		d.reads(t, "clean-up", "ticks closed <nil> ticks closed <nil>")
		return nil
	})
}

func TestR53_CancelIsTheLastPairAndCleanUpMayWait(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		task := spawn(ctx, func(ctx *aio.Context) (last error) {
			for i, err := range ticks(ctx, &d, "ticks") {
				d.note(i, " ", err)
				last = err
			}
			return last
		})
		aio.Sleep(ctx, 1500*time.Millisecond)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		d.reads(t, "pairs", "0 <nil> 0 canceled: test error ticks closed <nil>")
		equal(t, "time", w.Elapsed(), 2500*time.Millisecond)
		return nil
	})
}

func TestR53_CancelInTheBodyOfTheLoop(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		err := aio.Timeout(ctx, 3*time.Second, func(ctx *aio.Context) error {
			for range ticks(ctx, &d, "ticks") {
				if err := forever(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		isTimeout(t, "loop", err)
		d.reads(t, "clean-up, which waits though the time is up", "ticks closed <nil>")
		return nil
	})
}

func TestR53_NestedGeneratorsCloseFromTheInside(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		even := func(yield func(int, error) bool) {
			defer d.note("even closed")
			for i, err := range ticks(ctx, &d, "ticks") {
				if i%2 == 0 && !yield(i, err) {
					return
				}
			}
		}
		for i, err := range even {
			is(t, "value", err, nil)
			for j := range ticks(ctx, &d, "inner") {
				if j == 1 {
					break
				}
			}
			if i == 2 {
				break
			}
		}
		d.reads(t, "order", "inner closed <nil> inner closed <nil> ticks closed <nil> even closed")
		return nil
	})
}

// What a generator is in when it yields, it leaves when the loop is left: the
// loop's body runs inside of it.
func TestR53_ScopesOfAGeneratorEndWithTheLoop(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ended := 0
		numbers := func(yield func(int) bool) {
			aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					g.Go(func(ctx *aio.Context) error { defer func() { ended++ }(); return aio.Sleep(ctx, time.Second) })
					for i := 0; yield(i); i++ {
					}
					return nil
				})
			})
		}
		for i := range numbers {
			if i == 3 {
				break
			}
		}
		equal(t, "tasks of the generator that have ended", ended, 1)
		_, limited := ctx.Deadline()
		equal(t, "its limit is still there", limited, false)
		err := aio.Sleep(ctx, time.Hour)
		for range numbers {
			is(t, "wait in the body, beyond the generator's limit", aio.Sleep(ctx, time.Hour), aio.ErrCanceled)
			break
		}
		return errors.Join(err, aio.Sleep(ctx, time.Hour))
	})
}

func TestR53_PulledGeneratorMayWait(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		next, stop := iter.Pull2(ticks(ctx, &d, "ticks"))
		for want := range 3 {
			i, err, ok := next()
			equal(t, "value", i, want)
			equal(t, "there is one", ok, true)
			is(t, "error", err, nil)
			aio.Yield(ctx)
		}
		stop()
		d.reads(t, "clean-up", "ticks closed <nil>")
		equal(t, "time", w.Elapsed(), 4*time.Second)
		return nil
	})
}

func TestR53_SecondNextAtTheSameTimePanics(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		pulled := make(chan func() (int, error, bool), 1)
		var d diary
		first := spawn(ctx, func(ctx *aio.Context) error {
			next, stop := iter.Pull2(ticks(ctx, &d, "ticks"))
			defer stop()
			pulled <- next
			_, err, _ := next()
			return err
		})
		yield(ctx, 1)
		next := <-pulled
		contains(t, "second", panicOf(func() { next() }), "next called again before yield")
		_, err := first.Wait(ctx)
		is(t, "first", err, nil)
		d.reads(t, "clean-up", "ticks closed <nil>")
		return nil
	})
}

func TestR53_RunEndsTheGeneratorsOfTheTasksThatAreLeft(t *testing.T) {
	for reports, ending := range []error{nil, errTest} {
		var d diary
		var errs reported
		r := inMode(t, aiotest.New().Runner())
		r.OnError = errs.handler
		err := r.Run(func(ctx *aio.Context) error {
			spawn(ctx, func(ctx *aio.Context) error {
				for _, err := range ticks(ctx, &d, "ticks") {
					if err != nil {
						return ending
					}
				}
				return nil
			})
			return aio.Sleep(ctx, 1500*time.Millisecond)
		})
		is(t, "run", err, nil)
		equal(t, "reports", len(errs), reports)
		d.reads(t, "clean-up", "ticks closed <nil>")
	}
}

func TestR53_PulledGeneratorOfAnAbandonedTaskIsUnwound(t *testing.T) {
	unwound := false
	r := inMode(t, aiotest.New().Runner())
	r.Grace = time.Second
	err := r.Run(func(ctx *aio.Context) error {
		spawn(ctx, func(ctx *aio.Context) error {
			next, stop := iter.Pull(func(yield func(bool) bool) {
				defer func() { unwound = true }()
				for {
					aio.Sleep(ctx, time.Hour)
				}
			})
			defer stop()
			next()
			return nil
		})
		return aio.Sleep(ctx, time.Second)
	})
	equal(t, "Run names the task", err != nil, true)
	equal(t, "deferred functions of the generator ran", unwound, true)
}
