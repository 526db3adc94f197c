package aio_test

import (
	"fmt"
	"testing"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR10_ResultIsSetOnce(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		f := aio.NewFuture[int](ctx)
		equal(t, "done before", f.Done(), false)
		is(t, "first result", f.Set(1, nil), nil)
		is(t, "second result", f.Set(2, errTest), aio.ErrInvalidState)
		equal(t, "done after", f.Done(), true)
		v, err := f.Wait(ctx)
		equal(t, "value", v, 1)
		return err
	})
}

func TestR10_CallbacksAreScheduledInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		f := aio.NewFuture[int](ctx)
		f.OnDone(func() { d.note("cb1"); f.OnDone(func() { d.note("cb4") }) })
		f.OnDone(func() { d.note("cb2") })
		f.Set(1, nil)
		f.OnDone(func() { d.note("cb3") })
		d.note("after-set")
		yield(ctx, 3)
		d.reads(t, "order", "after-set cb1 cb2 cb3 cb4")
		return nil
	})
}

func TestFutureWakesItsWaitersInOrder(t *testing.T) {
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		f := aio.NewFuture[string](ctx)
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 3 {
				g.Go(func(ctx *aio.Context) error {
					v, err := f.Wait(ctx)
					d.note(v, i)
					return err
				})
			}
			yield(ctx, 1)
			return f.Set("v", nil)
		})
		d.reads(t, "order", "v0 v1 v2")
		return err
	})
}

func TestFutureErrorIsTheWaitersError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		f := aio.NewFuture[int](ctx)
		f.Set(0, errTest)
		_, err := f.Wait(ctx)
		is(t, "wait", err, errTest)
		return nil
	})
}

func TestCancelOfAWaiterLeavesTheFuture(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		f := aio.NewFuture[int](ctx)
		a, b := aio.Go(ctx, f.Wait), aio.Go(ctx, f.Wait)
		yield(ctx, 1)
		a.Cancel(errTest)
		_, err := a.Wait(ctx)
		isCancel(t, "the canceled waiter", err, errTest)
		f.Set(7, nil)
		v, err := b.Wait(ctx)
		equal(t, "the other waiter", v, 7)
		return err
	})
}

func TestR10_ResultDoesNotWait(t *testing.T) {
	errs := reporting(t, func(ctx *aio.Context) error {
		f := aio.NewFuture[int](ctx)
		_, err := f.Result()
		is(t, "of a future that is not set", err, aio.ErrInvalidState)
		f.Set(7, errTest)
		v, err := f.Result()
		equal(t, "value", v, 7)
		is(t, "error", err, errTest)

		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) { aio.Yield(ctx); return 8, errTest })
		_, err = task.Result()
		is(t, "of a task that has not ended", err, aio.ErrInvalidState)
		yield(ctx, 2)
		v, err = task.Result()
		equal(t, "value", v, 8)
		is(t, "error", err, errTest)
		return nil
	})
	equal(t, "failures that nobody asked for", len(errs), 0)
}

func TestR16_WaitForAFutureOfAnotherLoopIsAnError(t *testing.T) {
	var foreign *aio.Future[int]
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error { foreign = aio.NewFuture[int](ctx); return nil })
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := foreign.Wait(ctx)
		contains(t, "wait", fmt.Sprint(err), "another loop")
		foreign.Set(7, nil)
		_, err = foreign.Wait(ctx)
		contains(t, "wait for the result", fmt.Sprint(err), "another loop")
		return nil
	})
}
