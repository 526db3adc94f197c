package aio_test

import (
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR40_WaitUntil(t *testing.T) {
	for _, c := range []struct {
		until         aio.Until
		done, pending string
		after         time.Duration
	}{
		{aio.FirstCompleted, "[3]", "[2 4 5]", 1 * time.Second},
		{aio.FirstFailed, "[3 4 5]", "[2]", 3 * time.Second}, // the canceled one has not failed
		{aio.AllCompleted, "[2 3 4 5]", "[]", 4 * time.Second},
	} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			last := spawn(ctx, failAfter(4*time.Second, nil))
			first := spawn(ctx, failAfter(time.Second, nil))
			failed := spawn(ctx, failAfter(3*time.Second, errTest))
			canceled := spawn(ctx, forever)
			ctx.Loop().CallLater(2*time.Second, func() { canceled.Cancel(nil) })
			done, pending, err := aio.Wait(ctx, c.until, last, first, failed, canceled, first)
			is(t, "wait", err, nil)
			if n := len(done); n > 0 && done[n-1] == aio.AnyTask(first) {
				done = done[:n-1] // given twice
			}
			equal(t, "done", fmt.Sprint(done), c.done)
			equal(t, "pending", fmt.Sprint(pending), c.pending)
			equal(t, "time", w.Elapsed(), c.after)
			failed.Wait(ctx)
			last.Wait(ctx)
			return nil
		})
	}
}

func TestR40_WaitForNothingIsAnErrorAndForTheDoneIsNone(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		if _, _, err := aio.Wait(ctx, aio.AllCompleted); err == nil {
			t.Error("waited for nothing")
		}
		task := spawn(ctx, func(*aio.Context) error { return nil })
		task.Wait(ctx)
		before := ctx.Loop().Stats().Switches
		_, _, err := aio.Wait(ctx, aio.FirstFailed, task)
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		return err
	})
}

func TestR40_CancelAndLimitEndTheWaitAndNotTheTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		slow, quick := spawn(ctx, failAfter(time.Minute, nil)), spawn(ctx, func(*aio.Context) error { return nil })
		var done, pending []aio.AnyTask
		isTimeout(t, "wait", aio.Timeout(ctx, time.Second, func(ctx *aio.Context) (err error) {
			done, pending, err = aio.Wait(ctx, aio.AllCompleted, slow, quick)
			return err
		}))
		equal(t, "done and pending", fmt.Sprint(done, pending), "[3] [2]")
		waiter := spawn(ctx, func(ctx *aio.Context) error {
			_, _, err := aio.Wait(ctx, aio.AllCompleted, slow)
			return err
		})
		yield(ctx, 1)
		waiter.Cancel(errTest)
		_, err := waiter.Wait(ctx)
		isCancel(t, "waiter", err, errTest)
		_, err = slow.Wait(ctx)
		return err
	})
}

func TestR40_AsCompletedYieldsInTheOrderOfTheEnds(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		a, b := aio.Go(ctx, valueAfter(3*time.Second, 1, nil)), aio.Go(ctx, valueAfter(time.Second, 2, nil))
		c := aio.Go(ctx, valueAfter(2*time.Second, 3, errTest)) // retrieved: reported nowhere else
		for v, err := range aio.AsCompleted(ctx, a, b, c, b) {
			d.note(v, ":", err, ":", at(ctx))
		}
		d.reads(t, "results", "2:<nil>:1s 3:test error:2s 1:<nil>:3s")
		for range aio.AsCompleted[int](ctx) {
			t.Error("a result of nothing")
		}
		return nil
	})
}

func TestR40_AsCompletedUnderALimitAndACancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		a, b := aio.Go(ctx, valueAfter(time.Second, 1, nil)), aio.Go(ctx, valueAfter(time.Minute, 2, nil))
		err := aio.Timeout(ctx, 2*time.Second, func(ctx *aio.Context) (last error) {
			for v, err := range aio.AsCompleted(ctx, a, b) {
				d.note(v, ":", err)
				last = err
			}
			return last
		})
		isTimeout(t, "limit", err)
		d.reads(t, "pairs", "1:<nil> 0:canceled")
		waiter := spawn(ctx, func(ctx *aio.Context) (last error) {
			for _, err := range aio.AsCompleted(ctx, b) {
				last = err
			}
			return last
		})
		yield(ctx, 1)
		waiter.Cancel(errTest)
		_, err = waiter.Wait(ctx)
		isCancel(t, "waiter", err, errTest)
		_, err = b.Wait(ctx)
		return err
	})
}

// A long task that is waited for again and again, with whatever end, is not to
// remember any of the waits.
func TestR40_WaitsLeaveNothingAtATaskThatGoesOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		long := aio.Go(ctx, valueAfter(1000*time.Hour, 0, nil))
		quick := aio.Go(ctx, valueAfter(0, 0, nil))
		yield(ctx, 2)
		for range 100 {
			aio.Wait(ctx, aio.FirstCompleted, long, quick)
			aio.Timeout(ctx, 1, func(ctx *aio.Context) error {
				_, _, err := aio.Wait(ctx, aio.AllCompleted, long)
				return err
			})
			for range aio.AsCompleted(ctx, long, quick) {
				break
			}
		}
		equal(t, "watches left", aio.Watches(long), 0)
		return nil
	})
}

func TestR40_WaitReturnsAllThatHaveEndedByThen(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		one, two := spawn(ctx, failAfter(time.Second, nil)), spawn(ctx, failAfter(time.Second, nil))
		done, pending, err := aio.Wait(ctx, aio.FirstCompleted, one, two)
		equal(t, "done", len(done), 2)
		equal(t, "pending", len(pending), 0)
		return err
	})
}
