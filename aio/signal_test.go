//go:build unix

package aio_test

import (
	"os"
	"syscall"
	"testing"
	"time"

	"clew/aio"
)

func TestR44_SignalRunsItsCallbackOnTheLoopUntilStop(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		defer ctx.Loop().Hold()()
		guard := make(chan os.Signal, 1)
		got := aio.NewQueue[os.Signal](0)
		stop := ctx.Loop().OnSignal(func(s os.Signal) { got.TryPut(s) }, syscall.SIGUSR1)
		kill := func() error { return syscall.Kill(syscall.Getpid(), syscall.SIGUSR1) }
		for range 2 {
			if err := kill(); err != nil {
				return err
			}
			s, err := aio.WaitFor(ctx, 10*time.Second, got.Get)
			equal(t, "signal", s, os.Signal(syscall.SIGUSR1))
			is(t, "wait", err, nil)
		}
		stopGuard := ctx.Loop().OnSignal(func(s os.Signal) { guard <- s; got.Close() }, syscall.SIGUSR1)
		defer stopGuard()
		stop()
		stop() // twice is allowed
		if err := kill(); err != nil {
			return err
		}
		_, err := aio.WaitFor(ctx, 10*time.Second, got.Get)
		is(t, "after stop only the other callback is called", err, aio.ErrClosed)
		return nil
	})
}

func TestR44_SignalReachesEveryLoop(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		r, ready, got := inMode(t, aio.Runner{}), make(chan bool), make(chan error)
		go func() {
			got <- r.Run(func(ctx *aio.Context) error { return awaitSignal(ctx, func() { close(ready) }) })
		}()
		<-ready
		err := awaitSignal(ctx, func() { syscall.Kill(syscall.Getpid(), syscall.SIGUSR1) })
		is(t, "the other loop", <-got, nil)
		return err
	})
}

// awaitSignal waits for SIGUSR1 after it has called ready.
func awaitSignal(ctx *aio.Context, ready func()) error {
	defer ctx.Loop().Hold()()
	var came aio.Event
	defer ctx.Loop().OnSignal(func(os.Signal) { came.Set() }, syscall.SIGUSR1)()
	ready()
	return aio.Timeout(ctx, 10*time.Second, came.Wait)
}
