package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// stuck waits for what nobody will give.
func stuck(ctx *aio.Context) error { return aio.NewSemaphore(0).Acquire(ctx) }

func TestDaemonsDoNotHideADeadlock(t *testing.T) {
	for what, start := range map[string]func(ctx *aio.Context){
		"handle": func(ctx *aio.Context) { ctx.Loop().CallLater(time.Hour, func() {}).Daemon().Daemon() },
		"sleep":  func(ctx *aio.Context) { spawn(ctx, forever).Daemon() },
		"limit": func(ctx *aio.Context) {
			spawn(ctx, func(ctx *aio.Context) error { return aio.Timeout(ctx, time.Hour, stuck) }).Daemon()
		},
		"limit that moves": func(ctx *aio.Context) {
			spawn(ctx, func(ctx *aio.Context) error {
				return aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error {
					ctx.Reschedule(time.Minute)
					return stuck(ctx)
				})
			}).Daemon()
		},
		"listener": func(ctx *aio.Context) {
			ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
			is(t, "listen", err, nil)
			spawn(ctx, func(ctx *aio.Context) error { defer ln.Close(); _, err := ln.Accept(ctx); return err }).Daemon()
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				start(ctx)
				yield(ctx, 2)
				return stuck(ctx)
			}, deadlocks)
			equal(t, "time until the deadlock is seen", w.Elapsed(), 0)
		})
	}
}

func TestDaemonRunsWhileOthersHaveSomethingToWaitFor(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ticks := 0
		spawn(ctx, func(ctx *aio.Context) error {
			for ; aio.Sleep(ctx, time.Second) == nil; ticks++ {
			}
			return nil
		}).Daemon()
		aio.Sleep(ctx, 10*time.Second+1)
		equal(t, "ticks", ticks, 10)
		return nil
	})
}

func TestDaemonTimersThatFireAreCountedOff(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for range 5 {
			ctx.Loop().CallLater(time.Second, func() {}).Daemon()
		}
		aio.Sleep(ctx, 2*time.Second)
		ctx.Loop().CallLater(time.Second, func() {}) // no daemon: is waited for
		return stuck(ctx)
	}, deadlocks)
	equal(t, "time until the deadlock is seen", w.Elapsed(), 3*time.Second)
}

func TestHoldKeepsTheLoopWaiting(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		l, f := ctx.Loop(), aio.NewFuture[string](ctx)
		release := l.Hold()
		go l.Post(func() {
			release()
			release() // twice is once
			f.Set("posted", nil)
		})
		v, err := f.Wait(ctx)
		equal(t, "value", v, "posted")
		return err
	})
}

func TestHoldThatIsReleasedHoldsNoMore(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		first, second := ctx.Loop().Hold(), ctx.Loop().Hold()
		first()
		first()
		ctx.Loop().CallLater(time.Second, second).Daemon() // runs, as the second hold keeps the loop
		return stuck(ctx)
	}, deadlocks)
}
