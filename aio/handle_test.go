package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestHandleIsCalledOnceAtItsTime(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		l := ctx.Loop()
		l.CallLater(2*time.Second, func() { d.note("late", at(ctx)) })
		l.CallLater(time.Second, func() { d.note("early", at(ctx)) })
		aio.Sleep(ctx, time.Minute)
		d.reads(t, "calls", "early1s late2s")
		return nil
	})
}

func TestCallAtIsByTheLoopsClock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		l := ctx.Loop()
		l.CallAt(l.Now().Add(2*time.Second), func() { d.note("at", at(ctx)) })
		l.CallLater(2*time.Second, func() { d.note("later", at(ctx)) })
		l.CallAt(l.Now().Add(-time.Hour), func() { d.note("past", at(ctx)) })
		aio.Sleep(ctx, time.Minute)
		d.reads(t, "calls", "past0s at2s later2s")
		return nil
	})
}

func TestHandleCancelLeavesNoTimer(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		called := func() { t.Error("a canceled callback was called") }
		h, daemon := ctx.Loop().CallLater(time.Hour, called), ctx.Loop().CallLater(time.Hour, called).Daemon()
		equal(t, "cancel", h.Cancel(), true)
		equal(t, "cancel again", h.Cancel(), false)
		equal(t, "cancel of the daemon", daemon.Cancel(), true)
		daemon.Daemon() // too late for anything
		return aio.NewSemaphore(0).Acquire(ctx)
	}, deadlocks)
	equal(t, "time until the deadlock is seen", w.Elapsed(), 0)
}

func TestHandleMayCancelItselfAndSetAnother(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		var h *aio.Handle
		h = ctx.Loop().CallLater(time.Second, func() {
			equal(t, "cancel from within", h.Cancel(), false)
			d.note("first")
			ctx.Loop().CallLater(0, func() { d.note("second") })
		})
		aio.Sleep(ctx, time.Second)
		yield(ctx, 3)
		d.reads(t, "calls", "first second")
		return nil
	})
}
