package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR29_FreeLockIsTakenWithoutWaiting(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		before := ctx.Loop().Stats().Switches
		is(t, "acquire", l.Acquire(ctx), nil)
		equal(t, "locked", l.Locked(), true)
		equal(t, "try while it is held", l.TryAcquire(ctx), false)
		l.Release()
		equal(t, "locked after the release", l.Locked(), false)
		equal(t, "try while it is free", l.TryAcquire(ctx), true)
		l.Release()
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		return nil
	})
}

func TestR29_SecondAcquireByTheHolderIsAnError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		return l.With(ctx, func() error {
			if err := l.Acquire(ctx); err == nil {
				t.Error("the holder took the lock again")
			}
			equal(t, "still held", l.Locked(), true)
			return nil
		})
	})
}

func TestR29_ReleaseByAnotherPanics(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		contains(t, "free lock", panicOf(l.Release), "not held")
		l.Acquire(ctx)
		other := spawn(ctx, func(ctx *aio.Context) error {
			contains(t, "another's lock", panicOf(l.Release), `held by task 1 "main"`)
			return nil
		})
		other.Wait(ctx)
		ctx.Loop().CallSoon(func() { contains(t, "from a callback", panicOf(l.Release), "held by") })
		yield(ctx, 2)
		equal(t, "still held", l.Locked(), true)
		l.Release()
		return nil
	})
}

// panicOf calls fn and returns what it panics with, as text.
func panicOf(fn func()) (text string) {
	defer func() {
		if v := recover(); v != nil {
			text = (&aio.PanicError{Value: v}).Error()
		}
	}()
	fn()
	return "no panic"
}

func TestR29_ReleaseHandsTheLockOver(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		l.Acquire(ctx)
		next := spawn(ctx, func(ctx *aio.Context) error { return l.With(ctx, func() error { return nil }) })
		yield(ctx, 1)
		l.Release()
		equal(t, "held before the next has run", l.Locked(), true)
		equal(t, "slipping in before it", l.TryAcquire(ctx), false)
		contains(t, "release by the former holder", panicOf(l.Release), "held by")
		is(t, "acquire behind it", l.Acquire(ctx), nil)
		equal(t, "the next was served first", next.Done(), true)
		l.Release()
		return nil
	})
}

func TestR29_TasksAreServedInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		var l aio.Lock
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			return l.With(ctx, func() error {
				lineUp(ctx, g, 4, func(ctx *aio.Context, i int) error {
					for range 2 {
						err := l.With(ctx, func() error { d.note(i); return aio.Yield(ctx) })
						if err != nil {
							return err
						}
					}
					return nil
				})
				return nil
			})
		})
		d.reads(t, "order", "0 1 2 3 0 1 2 3")
		return err
	})
}

func TestR29_CanceledWaiterIsSkipped(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		l.Acquire(ctx)
		first, second := spawn(ctx, l.Acquire), spawn(ctx, l.Acquire)
		yield(ctx, 1)
		first.Cancel(errTest)
		l.Release() // before the canceled task has run
		_, err := first.Wait(ctx)
		isCancel(t, "first", err, errTest)
		_, err = second.Wait(ctx)
		return err
	})
}

func TestR29_WokenThenCanceledPassesTheLockOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		l.Acquire(ctx)
		first, second := spawn(ctx, l.Acquire), spawn(ctx, l.Acquire)
		yield(ctx, 1)
		l.Release()
		first.Cancel(errTest) // it holds the lock and has not run yet
		_, err := first.Wait(ctx)
		isCancel(t, "first", err, errTest)
		_, err = second.Wait(ctx)
		return err
	})
}

func TestR29_WokenThenCanceledFreesTheLock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		l.Acquire(ctx)
		only := spawn(ctx, l.Acquire)
		yield(ctx, 1)
		l.Release()
		only.Cancel(nil)
		only.Wait(ctx)
		equal(t, "locked", l.Locked(), false)
		return nil
	})
}

func TestR29_CancelWhileWaitingLeavesTheQueue(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		l.Acquire(ctx)
		waiter := spawn(ctx, l.Acquire)
		yield(ctx, 1)
		waiter.Cancel(errTest)
		_, err := waiter.Wait(ctx)
		isCancel(t, "waiter", err, errTest)
		l.Release()
		equal(t, "locked", l.Locked(), false)
		return nil
	})
}

func TestR29_LockThatComesWithTheLimitIsKept(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		spawn(ctx, func(ctx *aio.Context) error {
			return l.With(ctx, func() error { return aio.Sleep(ctx, time.Second) })
		})
		yield(ctx, 1)
		is(t, "acquire", aio.Timeout(ctx, time.Second, l.Acquire), nil)
		l.Release()
		return nil
	})
}

func TestR29_LimitLeavesTheLockToItsHolder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		holder := spawn(ctx, func(ctx *aio.Context) error {
			return l.With(ctx, func() error { return aio.Sleep(ctx, time.Minute) })
		})
		yield(ctx, 1)
		isTimeout(t, "acquire", aio.Timeout(ctx, time.Second, l.Acquire))
		holder.Wait(ctx)
		equal(t, "locked", l.Locked(), false)
		return nil
	})
}

func TestLockWithReleasesAfterAPanic(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		text := panicOf(func() { l.With(ctx, func() error { panic("inside") }) })
		contains(t, "panic", text, "inside")
		equal(t, "locked", l.Locked(), false)
		return nil
	})
}

// Tasks take and leave a lock while others are canceled and time out at random:
// one is inside at most, and in the end it is free.
func TestR29_LockIsConserved(t *testing.T) {
	rnd := seeded(t)
	conserved(t, func(ctx *aio.Context) {
		var l aio.Lock
		inside, taken := 0, 0
		chaos(t, ctx, rnd, 20, soak(t, 10_000, 5_000_000), func(ctx *aio.Context, _ int) error {
			err := aio.Timeout(ctx, pause(rnd), l.Acquire)
			if err != nil {
				return err
			}
			taken++
			if inside++; inside != 1 {
				t.Errorf("%d inside", inside)
			}
			err = aio.Sleep(ctx, pause(rnd)/4)
			inside--
			l.Release()
			return err
		})
		equal(t, "locked at the end", l.Locked(), false)
		if taken < 100 {
			t.Errorf("the lock was taken %d times only", taken)
		}
	})
}
