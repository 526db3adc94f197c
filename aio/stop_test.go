package aio_test

import (
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR8_StopEndsTheBatchAndThenTheRun(t *testing.T) {
	var d diary
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		l := ctx.Loop()
		l.CallSoon(func() { d.note("a"); l.Stop(errTest); l.CallSoon(func() { d.note("next turn") }) })
		l.CallSoon(func() { d.note("b") })
		err := forever(ctx)
		isCancel(t, "main", err, errTest)
		d.note("main")
		return err
	})
	is(t, "run", err, errTest)
	if errors.Is(err, aio.ErrCanceled) {
		t.Errorf("run: %v: main's cancel is the loop's own doing and no error", err)
	}
	d.reads(t, "what ran", "a b next turn main")
}

func TestR8_StopBeforeTheFirstWaitRunsOneTurn(t *testing.T) {
	notEager(t)
	ran := 0
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		ctx.Loop().Stop(nil)
		ran++
		spawn(ctx, func(ctx *aio.Context) error { ran += 100; return nil })
		err := aio.Yield(ctx)
		is(t, "the first call that waits", err, aio.ErrCanceled)
		return err
	})
	is(t, "run stopped without a cause", err, nil)
	equal(t, "turns of main and of a task that had not begun", ran, 1)
}

// In CPython, an event that came in the turn of the stop was once run again by
// the next run: here nothing of the loop survives it.
func TestR8_StopWhileAnEventIsPendingRunsItOnce(t *testing.T) {
	read := 0
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.1:0")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		a.Write(ctx, []byte("x"))
		b.OnReadable(func() { read++; ctx.Loop().Stop(nil) })
		return forever(ctx)
	})
	is(t, "run", err, nil)
	equal(t, "calls", read, 1)
}

func TestStopFromAnotherGoroutine(t *testing.T) {
	err := inMode(t, aio.Runner{}).Run(func(ctx *aio.Context) error {
		l := ctx.Loop()
		go l.Post(func() { l.Stop(errTest) })
		return forever(ctx)
	})
	is(t, "run", err, errTest)
}

func TestStopKeepsWhatMainFailsWith(t *testing.T) {
	other := errors.New("clean-up failed")
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		ctx.Loop().Stop(errTest)
		aio.Yield(ctx)
		return other
	})
	is(t, "run", err, errTest)
	is(t, "run", err, other)
}

// R7: what must end the loop is the handler's to decide.
func TestR7_HandlerStopsTheLoopWhereAnErrorIsFatal(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	var l *aio.Loop
	r.OnError = func(err error) { l.Stop(err) }
	err := r.Run(func(ctx *aio.Context) error {
		l = ctx.Loop()
		l.CallLater(time.Second, func() { panic(errTest) })
		return forever(ctx)
	})
	is(t, "run", err, errTest)
}

func TestR41_FirstInterruptCancelsMainSecondStops(t *testing.T) {
	me, _ := os.FindProcess(os.Getpid())
	interrupted := errors.New("interrupted")
	started := time.Now()
	var d diary
	err := inMode(t, aio.Runner{Grace: time.Millisecond}).Run(func(ctx *aio.Context) error {
		main, l := ctx.Task(), ctx.Loop()
		l.OnSignal(func(os.Signal) {
			if d.note("signal"); len(d) == 1 {
				main.Cancel(interrupted)
			} else {
				l.Stop(interrupted)
			}
		}, syscall.SIGUSR2)
		me.Signal(syscall.SIGUSR2)
		err := forever(ctx)
		isCancel(t, "first signal", err, interrupted)
		d.note("clean-up")
		me.Signal(syscall.SIGUSR2)
		aio.Shield(ctx, forever) // a clean-up that does not end
		return err
	})
	is(t, "run", err, interrupted)
	contains(t, "run", err.Error(), "still running")
	d.reads(t, "what happened", "signal clean-up signal")
	if time.Since(started) > 5*time.Second {
		t.Error("the second signal did not end the clean-up")
	}
}

func TestTaskOfAContext(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var inner aio.AnyTask
		outer := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
				inner = ctx.Task()
				return forever(ctx)
			})
		})
		outer.SetName("outer")
		yield(ctx, 2)
		contains(t, "the task seen from its time limit", inner.String(), `"outer"`)
		inner.Cancel(errTest)
		_, err := outer.Wait(ctx)
		isCancel(t, "wait", err, errTest)
		return nil
	})
}
