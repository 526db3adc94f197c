package aio_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR39_CancelFromOutsideWaitsForTheEndOfTheShield(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			err := aio.Shield(ctx, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Minute) })
			is(t, "shield", err, nil)
			equal(t, "time", w.Elapsed(), time.Minute)
			return aio.Sleep(ctx, time.Hour)
		})
		yield(ctx, 1)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		equal(t, "time", w.Elapsed(), time.Minute)
		return nil
	})
}

func TestR39_CancelBeforeTheShieldIsKeptOutToo(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var self *aio.Task[struct{}]
		self = spawn(ctx, func(ctx *aio.Context) error {
			aio.Yield(ctx) // an eager task has no self before
			self.Cancel(errTest)
			is(t, "shield", aio.Shield(ctx, func(ctx *aio.Context) error { return aio.Yield(ctx) }), nil)
			return nil // without another wait: canceled all the same
		})
		_, err := self.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR39_LimitInsideWorksAndLimitOutsideWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, 2*time.Second, func(ctx *aio.Context) error {
			err := aio.Shield(ctx, func(ctx *aio.Context) error {
				isTimeout(t, "inside", aio.Timeout(ctx, time.Second, forever))
				_, limited := ctx.Deadline()
				equal(t, "a limit is seen inside", limited, false)
				return aio.Sleep(ctx, time.Minute)
			})
			is(t, "shield", err, nil)
			return aio.Yield(ctx)
		})
		isTimeout(t, "outside", err)
		equal(t, "time", w.Elapsed(), time.Second+time.Minute)
		return nil
	})
}

func TestR39_ErrorOfTheBodyIsTheCallers(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		is(t, "shield", aio.Shield(ctx, func(*aio.Context) error { return errTest }), errTest)
		contains(t, "panic", panicOf(func() { aio.Shield(ctx, func(*aio.Context) error { panic("inside") }) }), "inside")
		isTimeout(t, "a limit after it", aio.Timeout(ctx, time.Second, forever))
		return nil
	})
}

func TestR39_FailureOfAGroupWaitsForTheShieldOfItsBlock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(failAfter(time.Second, errTest))
			is(t, "shield", aio.Shield(ctx, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Minute) }), nil)
			err := aio.Yield(ctx)
			isCancel(t, "after the shield", err, errTest)
			return err
		})
		equal(t, "group", err, errTest)
		return nil
	})
}

func TestR39_GroupInsideIsShieldedToo(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ended := false
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Shield(ctx, func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					g.Go(func(ctx *aio.Context) error {
						err := aio.Sleep(ctx, time.Second)
						ended = err == nil
						return err
					})
					return nil
				})
			})
		})
		yield(ctx, 2)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		equal(t, "the group's task ended by itself", ended, true)
		return nil
	})
}

func TestR39_ContextInsideIsNotCanceledFromOutside(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Shield(ctx, func(ctx *aio.Context) error {
				done := ctx.Done()
				aio.Sleep(ctx, time.Second)
				equal(t, "Err", ctx.Err(), error(nil))
				equal(t, "Done", closed(done), false)
				derived, cancel := context.WithCancel(ctx)
				defer cancel()
				equal(t, "Err of one derived from it", derived.Err(), error(nil))
				return nil
			})
		})
		yield(ctx, 1)
		task.Cancel(errTest)
		task.Wait(ctx)
		return nil
	})
}

func TestR39_CancelThatHasToWaitDoesNotSpinTheLoop(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Shield(ctx, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) })
		})
		yield(ctx, 1)
		task.Cancel(errTest)
		before := ctx.Loop().Stats().Turns
		task.Wait(ctx)
		if turns := ctx.Loop().Stats().Turns - before; turns > 5 {
			t.Errorf("it took %d turns", turns)
		}
		return nil
	})
}

// What asyncio's shield is for, work that goes on when its caller is canceled, is
// a task here, and Wait.

func TestR39_TaskGoesOnWhenItsWaiterIsCanceled(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		inner := aio.Go(ctx, valueAfter(time.Minute, 42, nil))
		for range 100 {
			waiter := aio.Go(ctx, inner.Wait)
			yield(ctx, 1)
			waiter.Cancel(errTest)
			_, err := waiter.Wait(ctx)
			isCancel(t, "waiter", err, errTest)
		}
		equal(t, "waiters left at the task", aio.Joiners(inner), 0)
		v, err := inner.Wait(ctx)
		equal(t, "value", v, 42)
		is(t, "error", err, nil)
		v, err = inner.Wait(ctx) // done
		equal(t, "value again", v, 42)
		return err
	})
}

func TestR39_GatheredWaitersAreCanceledAndTheTasksGoOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		one, two := aio.Go(ctx, valueAfter(time.Minute, 1, nil)), aio.Go(ctx, valueAfter(time.Minute, 2, nil))
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) ([]int, error) {
			return aio.Gather(ctx, one.Wait, two.Wait)
		})
		isTimeout(t, "gather", err)
		got, err := aio.Gather(ctx, one.Wait, two.Wait)
		equal(t, "values", fmt.Sprint(got), "[1 2]")
		return err
	})
}

func TestR39_FailureAfterTheWaitersHaveGoneIsReportedOnce(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		inner := spawn(ctx, failAfter(time.Minute, errTest))
		for range 2 {
			aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { _, err := inner.Wait(ctx); return err })
		}
		return aio.Sleep(ctx, time.Hour)
	})
	is(t, "run", err, nil)
	if len(errs) != 1 || !errors.Is(errs[0], errTest) {
		t.Errorf("reports: %v", errs)
	}
}
