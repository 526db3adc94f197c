package aio_test

import (
	"runtime"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// reporting runs main in a new world and returns what was reported.
func reporting(t *testing.T, main func(ctx *aio.Context) error) reported {
	t.Helper()
	r := inMode(t, aiotest.New().Runner())
	var errs reported
	r.OnError = errs.handler
	is(t, "run", r.Run(main), nil)
	return errs
}

func TestR17_FailureIsReportedOnceTheTaskIsGarbage(t *testing.T) {
	var errs reported
	r := inMode(t, aio.Runner{OnError: errs.handler})
	err := r.Run(func(ctx *aio.Context) error {
		spawn(ctx, func(*aio.Context) error { return errTest })
		return aio.Timeout(ctx, 10*time.Second, func(ctx *aio.Context) error {
			for len(errs) == 0 {
				runtime.GC()
				if err := aio.Sleep(ctx, time.Millisecond); err != nil {
					return err
				}
			}
			return nil
		})
	})
	is(t, "run", err, nil)
	equal(t, "reports", len(errs), 1)
}

func TestR17_FailureThatIsStillHeldIsReportedAtTheEnd(t *testing.T) {
	var held []*aio.Task[struct{}]
	errs := reporting(t, func(ctx *aio.Context) error {
		for range 3 {
			held = append(held, spawn(ctx, func(*aio.Context) error { return errTest }))
		}
		aio.Yield(ctx)
		runtime.GC()
		aio.Sleep(ctx, time.Second)
		held[1].Wait(ctx)
		return nil
	})
	equal(t, "reports", len(errs), 2)
	for _, err := range errs {
		is(t, "report", err, errTest)
	}
	runtime.KeepAlive(held)
}

func TestR17_WaiterThatWasCanceledHasNotSeenTheFailure(t *testing.T) {
	errs := reporting(t, func(ctx *aio.Context) error {
		failing := spawn(ctx, func(ctx *aio.Context) error { aio.Sleep(ctx, time.Second); return errTest })
		waiting := spawn(ctx, func(ctx *aio.Context) error { _, err := failing.Wait(ctx); return err })
		failing.OnDone(func() { waiting.Cancel(nil) }) // between the end and the waiter's turn
		aio.Sleep(ctx, 2*time.Second)
		return nil
	})
	equal(t, "reports", len(errs), 1)
}

func TestR17_OneOfTwoWaitersIsEnough(t *testing.T) {
	errs := reporting(t, func(ctx *aio.Context) error {
		failing := spawn(ctx, func(ctx *aio.Context) error { aio.Sleep(ctx, time.Second); return errTest })
		wait := func(ctx *aio.Context) error { failing.Wait(ctx); return nil }
		waiting := spawn(ctx, wait)
		spawn(ctx, wait)
		failing.OnDone(func() { waiting.Cancel(nil) })
		aio.Sleep(ctx, 2*time.Second)
		return nil
	})
	equal(t, "reports", len(errs), 0)
}

func TestR17_FailureOfAFutureThatNobodyAskedFor(t *testing.T) {
	errs := reporting(t, func(ctx *aio.Context) error {
		lost := aio.NewFuture[int](ctx)
		lost.Set(0, errTest)

		seen := aio.NewFuture[int](ctx)
		seen.Set(0, errTest)
		seen.Wait(ctx)
		seen.Wait(ctx)

		awaited := aio.NewFuture[int](ctx)
		spawn(ctx, func(ctx *aio.Context) error { awaited.Wait(ctx); return nil })
		aio.Yield(ctx)
		awaited.Set(0, errTest)

		aio.NewFuture[int](ctx).Set(0, aio.ErrCanceled)
		aio.NewFuture[int](ctx).Set(1, nil)
		aio.Yield(ctx)
		return nil
	})
	equal(t, "reports", len(errs), 1)
	contains(t, "report", errs[0].Error(), "future failed and nobody waited for it: test error")
}

func TestR16_FutureOfAnotherLoop(t *testing.T) {
	var foreign *aio.Future[int]
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		foreign = aio.NewFuture[int](ctx)
		return nil
	})
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := foreign.Wait(ctx)
		contains(t, "wait", err.Error(), "another loop")
		return nil
	})
}
