package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestNoSuspendAllowsWhatNeedNotWait(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		var e aio.Event
		q, before := aio.NewQueue[int](1), ctx.Loop().Stats().Switches
		err := aio.NoSuspend(ctx, func() error {
			e.Set()
			is(t, "event", e.Wait(ctx), nil)
			is(t, "put", q.Put(ctx, 1), nil)
			_, err := q.Get(ctx)
			is(t, "get", err, nil)
			is(t, "inner", aio.NoSuspend(ctx, func() error { return nil }), nil)
			return l.With(ctx, func() error { return errTest })
		})
		is(t, "error of the section", err, errTest)
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		return aio.Yield(ctx)
	})
}

// Whatever would wait panics, names the place, and leaves nothing behind: no
// timer (the world's clock stands still), no waiter (what is given goes to
// another), no task.
func TestNoSuspendNamesThePlaceAndLeavesTheLoopSound(t *testing.T) {
	var l aio.Lock
	var e aio.Event
	empty, full, s, b := aio.NewQueue[int](0), aio.NewQueue[int](1), aio.NewSemaphore(0), aio.NewBarrier(2)
	full.TryPut(0)
	var task *aio.Task[struct{}]
	for what, call := range map[string]func(*aio.Context) error{
		"timer in 1h0m0s":  func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) },
		"its turn":         aio.Yield,
		"lock held by":     l.Acquire,
		"event":            e.Wait,
		"semaphore":        s.Acquire,
		"barrier":          func(ctx *aio.Context) error { _, err := b.Wait(ctx); return err },
		"get from a queue": func(ctx *aio.Context) error { _, err := empty.Get(ctx); return err },
		"put into a queue": func(ctx *aio.Context) error { return full.Put(ctx, 1) },
		"queue: 1 unfin":   full.Join,
		"task 2":           func(ctx *aio.Context) error { _, err := task.Wait(ctx); return err },
		"tasks":            func(ctx *aio.Context) error { _, _, err := aio.Wait(ctx, aio.AllCompleted, task); return err },
		"future":           func(ctx *aio.Context) error { _, err := aio.NewFuture[int](ctx).Wait(ctx); return err },
		"lane": func(ctx *aio.Context) error {
			_, err := aio.ToThread(ctx, func() (int, error) { return 0, nil })
			return err
		},
		"its":               func(ctx *aio.Context) error { return aio.Timeout(ctx, time.Hour, aio.Yield) },
		"1 tasks of its gr": func(ctx *aio.Context) error { return groupOf(ctx, forever) },
	} {
		t.Run(what, func(t *testing.T) {
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				task = spawn(ctx, func(ctx *aio.Context) error { return l.With(ctx, func() error { return e.Wait(ctx) }) })
				yield(ctx, 1)
				text := panicOf(func() { aio.NoSuspend(ctx, func() error { return call(ctx) }) })
				contains(t, "panic", text, `aio: task 1 "main" would suspend inside NoSuspend, at `)
				contains(t, "panic", text, "nosuspend_test.go:")
				contains(t, "panic", text, "to wait for "+what)
				yield(ctx, 2) // the section is over
				equal(t, "tasks left", ctx.Loop().Stats().Tasks, 2)
				if full.TryPut(1) || s.TryAcquire() || b.Waiting() != 0 {
					t.Error("something was left behind")
				}
				e.Set()
				e.Clear()
				_, err := task.Wait(ctx)
				equal(t, "locked", l.Locked(), false)
				equal(t, "time that passed", w.Elapsed(), 0)
				return err
			})
		})
	}
}

// groupOf runs the functions as the tasks of a group.
func groupOf(ctx *aio.Context, fns ...func(*aio.Context) error) error {
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for _, fn := range fns {
			g.Go(fn)
		}
		return nil
	})
}

func TestNoSuspendLeavesNoTimerBehind(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		panicOf(func() { aio.NoSuspend(ctx, func() error { return aio.Sleep(ctx, time.Hour) }) })
		panicOf(func() { aio.NoSuspend(ctx, func() error { return aio.Timeout(ctx, time.Hour, aio.Yield) }) })
		return aio.NewSemaphore(0).Acquire(ctx)
	}, deadlocks)
	equal(t, "time until the deadlock is seen", w.Elapsed(), 0)
}

func TestNoSuspendGivesAWaiterBack(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](0)
		panicOf(func() { aio.NoSuspend(ctx, func() error { _, err := q.Get(ctx); return err }) })
		getter := aio.Go(ctx, q.Get)
		yield(ctx, 1)
		q.TryPut(7)
		v, err := getter.Wait(ctx)
		equal(t, "value", v, 7)
		return err
	})
}

func TestNoSuspendInAGroupTakesItsTasksAlong(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		text := panicOf(func() {
			aio.NoSuspend(ctx, func() error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					eager(g, func(ctx *aio.Context) error { forever(ctx); aio.Yield(ctx); return errTest })
					return nil
				})
			})
		})
		contains(t, "panic", text, "would suspend inside NoSuspend")
		equal(t, "tasks left", ctx.Loop().Stats().Tasks, 1)
		return aio.Yield(ctx)
	})
}

func TestNoSuspendOfATaskIsNoMatterToOthers(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var eager *aio.Task[struct{}]
		aio.NoSuspend(ctx, func() error {
			eager = aio.GoEager(ctx, func(ctx *aio.Context) (struct{}, error) { return struct{}{}, aio.Yield(ctx) })
			return nil
		})
		_, err := eager.Wait(ctx)
		return err
	})
}
