package aio_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestContextIsCanceledWithItsTask(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			is(t, "Err before", ctx.Err(), nil)
			equal(t, "Done before", closed(ctx.Done()), false)
			err := forever(ctx)
			is(t, "Err", ctx.Err(), context.Canceled)
			equal(t, "Done", closed(ctx.Done()), true)
			is(t, "a wait afterwards", aio.Sleep(ctx, time.Second), nil)
			is(t, "Err stays", ctx.Err(), context.Canceled)
			return err
		})
		yield(ctx, 1)
		task.Cancel(nil)
		_, err := task.Wait(ctx)
		is(t, "the task", err, aio.ErrCanceled)
		return nil
	})
}

func closed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func TestContextOfALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		if _, ok := ctx.Deadline(); ok {
			t.Error("a task without a limit has a deadline")
		}
		aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
			aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error {
				at, ok := ctx.Deadline()
				equal(t, "there is a deadline", ok, true)
				equal(t, "the earliest of all around", at, aiotest.Epoch.Add(time.Minute))
				return nil
			})
			forever(ctx)
			is(t, "Err", ctx.Err(), context.DeadlineExceeded)
			equal(t, "Done", closed(ctx.Done()), true)
			return nil
		})
		is(t, "Err outside", ctx.Err(), nil)
		equal(t, "Done outside", closed(ctx.Done()), false)
		return nil
	})
}

func TestContextInsideIsCanceledFromOutside(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				done := ctx.Done()
				err := forever(ctx)
				equal(t, "Done of the inner scope", closed(done), true)
				is(t, "Err of the inner scope", ctx.Err(), context.DeadlineExceeded)
				return err
			})
		})
		return nil
	})
}

func TestContextOfAGroupEndsWithAFailure(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		aio.Group(ctx, func(inner *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { return errTest })
			forever(inner)
			is(t, "Err of the block", inner.Err(), context.Canceled)
			is(t, "Err around it", ctx.Err(), nil)
			return nil
		})
		return nil
	})
}

func TestContextEndsWithItsScope(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var watched, unwatched, ofTask *aio.Context
		var done <-chan struct{}
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { watched, done = ctx, ctx.Done(); return nil })
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { unwatched = ctx; return nil })
		spawn(ctx, func(ctx *aio.Context) error { ofTask = ctx; return nil }).Wait(ctx)
		equal(t, "Done that was asked for inside", closed(done), true)
		is(t, "Err of the same", watched.Err(), context.Canceled)
		is(t, "Err of a scope that nobody watched", unwatched.Err(), context.Canceled)
		equal(t, "Done of a scope that nobody watched", closed(unwatched.Done()), true)
		is(t, "Err of a task that has ended", ofTask.Err(), context.Canceled)
		return nil
	})
}

func TestContextErrNeverChanges(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
				err := forever(ctx) // canceled from outside
				is(t, "Err", ctx.Err(), context.Canceled)
				forever(ctx) // out of time
				is(t, "Err when the limit has passed too", ctx.Err(), context.Canceled)
				return err
			})
		})
		yield(ctx, 1)
		task.Cancel(nil)
		task.Wait(ctx)
		return nil
	})
}

func TestContextAfterFunc(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var wg sync.WaitGroup
		var stop func() bool
		wg.Add(2)
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			ctx.AfterFunc(wg.Done)
			stop = ctx.AfterFunc(wg.Done)
			never := ctx.AfterFunc(func() { t.Error("a function that was stopped ran") })
			equal(t, "stop in time", never(), true)
			equal(t, "stop again", never(), false)
			return forever(ctx)
		})
		wg.Wait()
		equal(t, "stop too late", stop(), false)
		return nil
	})
}

func TestContextAfterFuncOfACanceledScopeRunsAtOnce(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ran := make(chan bool)
		aio.Timeout(ctx, 0, func(ctx *aio.Context) error {
			ctx.AfterFunc(func() { close(ran) })
			return nil
		})
		<-ran
		return nil
	})
}

func TestDerivedContextsStartNoGoroutine(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before := runtime.NumGoroutine()
		var derived []context.Context
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			for range 100 {
				d, cancel := context.WithCancel(ctx)
				defer cancel()
				derived = append(derived, d)
			}
			// Some of a former test may still be ending: fewer are no mistake.
			equal(t, "more goroutines than before", runtime.NumGoroutine() > before, false)
			return forever(ctx)
		})
		for _, d := range derived {
			<-d.Done() // canceled by the limit, or the test hangs
		}
		return nil
	})
}

func TestContextFromOtherGoroutines(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		var wg sync.WaitGroup
		defer wg.Wait()
		for i := range 50 {
			aio.Timeout(ctx, time.Duration(i)*20*time.Microsecond, func(ctx *aio.Context) error {
				for range 2 {
					wg.Go(func() {
						ran := make(chan bool)
						ctx.AfterFunc(func() { close(ran) })
						derived, cancel := context.WithCancel(ctx)
						defer cancel()
						ctx.Deadline()
						<-ctx.Done()
						<-derived.Done()
						<-ran
						if ctx.Err() == nil {
							t.Error("Done is closed and Err is nil")
						}
					})
				}
				return forever(ctx)
			})
		}
		return nil
	})
}

// For the race detector.
func TestContextDeadlineWhileItIsRescheduled(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		var wg sync.WaitGroup
		defer wg.Wait()
		return aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error {
			wg.Go(func() {
				for range 100 {
					ctx.Deadline()
				}
			})
			for range 100 {
				ctx.Reschedule(time.Hour)
			}
			return nil
		})
	})
}

func TestWithValue(t *testing.T) {
	type key string
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		view := aio.WithValue(aio.WithValue(ctx, key("a"), 1), key("b"), 2)
		equal(t, "a", view.Value(key("a")), any(1))
		equal(t, "b", view.Value(key("b")), any(2))
		equal(t, "outside the view", ctx.Value(key("a")), nil)
		spawn(view, func(ctx *aio.Context) error {
			equal(t, "in a task spawned through it", ctx.Value(key("a")), any(1))
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
				equal(t, "in a scope of that task", ctx.Value(key("b")), any(2))
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					g.Go(func(ctx *aio.Context) error {
						equal(t, "in a task of a group there", ctx.Value(key("b")), any(2))
						return nil
					})
					return nil
				})
			})
		}).Wait(ctx)
		v, err := aio.ToThread(view, func() (any, error) { return view.Value(key("a")), nil })
		equal(t, "in a lane", v, any(1))
		return err
	})
}
