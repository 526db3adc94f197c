package aio_test

import (
	"runtime"
	"sync"
	"testing"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR9_RunInsideALoopIsRefused(t *testing.T) {
	nested := func(*aio.Context) error { t.Error("the inner loop ran"); return nil }
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		refused := func(where string) {
			if err := inMode(t, aio.Runner{}).Run(nested); err == nil {
				t.Errorf("Run in %s: no error", where)
			}
		}
		refused("a task")
		ctx.Loop().CallSoon(func() { refused("a callback") })
		var deep func(n int)
		deep = func(n int) {
			if n == 0 {
				refused("a task, deep down")
				return
			}
			deep(n - 1)
		}
		deep(1000)
		aio.Yield(ctx)
		aio.Yield(ctx) // the loop still turns
		return nil
	})
}

func TestR9_RunInAThreadIsAnotherLoop(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ran, err := aio.ToThread(ctx, func() (ran bool, err error) {
			err = inMode(t, aio.Runner{}).Run(func(*aio.Context) error { ran = true; return nil })
			return ran, err
		})
		equal(t, "ran", ran, true)
		return err
	})
}

func TestR9_RunAfterRun(t *testing.T) {
	for range 3 {
		is(t, "run", inMode(t, aio.Runner{}).Run(func(ctx *aio.Context) error { return aio.Yield(ctx) }), nil)
	}
}

// elsewhere calls fn in another goroutine, on another thread, and returns what
// it panicked with.
func elsewhere(fn func()) (panicked any) {
	var wg sync.WaitGroup
	wg.Go(func() {
		runtime.LockOSThread()
		defer func() { panicked = recover() }()
		fn()
	})
	wg.Wait()
	return panicked
}

func TestR9_CallsFromAnotherThreadPanicInDebugMode(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("threads have no numbers here")
	}
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		l := ctx.Loop()
		future := aio.NewFuture[int](ctx)
		waiting := spawn(ctx, func(ctx *aio.Context) error { _, err := future.Wait(ctx); return err })
		yield(ctx, 2)
		for what, call := range map[string]func(){
			"CallSoon":      func() { l.CallSoon(func() {}) },
			"CallLater":     func() { l.CallLater(0, func() {}) },
			"CallAt":        func() { l.CallAt(l.Now(), func() {}) },
			"Stop":          func() { l.Stop(nil) },
			"a Context":     func() { aio.Yield(ctx) },
			"Go":            func() { spawn(ctx, forever) },
			"Future.Set":    func() { future.Set(1, nil) },
			"Task.Cancel":   func() { waiting.Cancel(nil) },
			"Hold":          func() { l.Hold() },
			"OnSignal":      func() { l.OnSignal(nil) },
			"AddReader":     func() { l.AddReader(0, func() {}) },
			"RemoveReader":  func() { l.RemoveReader(0) },
			"Tree":          func() { _ = l.Tree() },
			"Stats":         func() { l.Stats() },
			"NewLane":       func() { aio.NewLane(l, "lane", 1) },
			"Handle.Cancel": func() { l.CallLater(0, func() {}).Cancel() },
		} {
			if elsewhere(call) == nil {
				t.Errorf("%s from another thread: no panic", what)
			}
		}
		if v := elsewhere(func() { l.Post(func() {}) }); v != nil {
			t.Errorf("Post: %v", v)
		}
		waiting.Cancel(nil)
		return nil
	})
}
