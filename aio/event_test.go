package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR31_WaitForASetEventDoesNotSuspend(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var e aio.Event
		equal(t, "the zero value is set", e.IsSet(), false)
		e.Set()
		e.Set()
		before := ctx.Loop().Stats().Switches
		err := e.Wait(ctx)
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		equal(t, "set", e.IsSet(), true)
		e.Clear()
		equal(t, "cleared", e.IsSet(), false)
		return err
	})
}

func TestR31_SetWakesAllInOrder(t *testing.T) {
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		var e aio.Event
		for i := range 4 {
			spawn(ctx, func(ctx *aio.Context) error {
				err := e.Wait(ctx)
				d.note(i)
				return err
			})
		}
		yield(ctx, 1)
		e.Set()
		yield(ctx, 1)
		d.reads(t, "woken", "0 1 2 3")
		return nil
	})
}

func TestR31_ClearInTheSameTurnTakesNothingBack(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var e aio.Event
		before := spawn(ctx, e.Wait)
		yield(ctx, 1)
		e.Set()
		e.Clear()
		after := spawn(ctx, e.Wait)
		_, err := before.Wait(ctx)
		is(t, "who waited", err, nil)
		yield(ctx, 2)
		equal(t, "who came later was woken", after.Done(), false)
		e.Set()
		_, err = after.Wait(ctx)
		return err
	})
}

func TestR31_CanceledWaiterLeaves(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var e aio.Event
		first, second, third := spawn(ctx, e.Wait), spawn(ctx, e.Wait), spawn(ctx, e.Wait)
		yield(ctx, 1)
		first.Cancel(errTest)
		e.Set()
		second.Cancel(errTest) // woken and not run
		for _, task := range []*aio.Task[struct{}]{first, second} {
			_, err := task.Wait(ctx)
			isCancel(t, "canceled waiter", err, errTest)
		}
		_, err := third.Wait(ctx)
		return err
	})
}

func TestR31_EventAndLimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var e aio.Event
		isTimeout(t, "never set", aio.Timeout(ctx, time.Second, e.Wait))
		ctx.Loop().CallLater(time.Second, e.Set)
		return aio.Timeout(ctx, time.Second, e.Wait) // what comes with the limit wins
	})
}
