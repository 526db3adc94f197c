package aio_test

import (
	"context"
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
