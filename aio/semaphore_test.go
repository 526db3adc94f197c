package aio_test

import (
	"slices"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR27_AcquireTakesWhatIsFreeWithoutWaiting(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s, before := aio.NewSemaphore(2), ctx.Loop().Stats().Switches
		is(t, "first", s.Acquire(ctx), nil)
		equal(t, "locked with one left", s.Locked(), false)
		is(t, "second", s.Acquire(ctx), nil)
		equal(t, "locked with none left", s.Locked(), true)
		equal(t, "a third without waiting", s.TryAcquire(), false)
		s.Release()
		equal(t, "after a release", s.TryAcquire(), true)
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		return nil
	})
}

func TestR27_ReleaseHandsThePermitToTheWokenWaiter(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		waiter := spawn(ctx, s.Acquire)
		yield(ctx, 1)
		s.Release()
		equal(t, "locked while the woken waiter has not run", s.Locked(), true)
		equal(t, "slipping in before it", s.TryAcquire(), false)
		s.Release()
		equal(t, "locked although there is one more", s.Locked(), true)
		equal(t, "as it is", s.TryAcquire(), false)
		_, err := waiter.Wait(ctx)
		equal(t, "locked once it has run", s.Locked(), false)
		return err
	})
}

func TestR27_PermitsThatAreLeftWaitUntilTheWokenHasRun(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		waiter := spawn(ctx, s.Acquire)
		yield(ctx, 1)
		for range 3 {
			s.Release()
		}
		equal(t, "locked while the woken waiter has not run", s.Locked(), true)
		equal(t, "slipping in before it", s.TryAcquire(), false)
		is(t, "acquire behind it", s.Acquire(ctx), nil)
		equal(t, "the woken waiter has run", waiter.Done(), true)
		equal(t, "locked with one left", s.Locked(), false)
		return nil
	})
}

func TestR27_OfManyCanceledWaitersTheNextLiveOneIsServed(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		var tasks [4]*aio.Task[struct{}]
		for i := range tasks {
			tasks[i] = spawn(ctx, s.Acquire)
			yield(ctx, 1)
		}
		tasks[0].Cancel(nil)
		tasks[1].Cancel(nil)
		s.Release()
		yield(ctx, 2)
		equal(t, "third", tasks[2].Done(), true)
		equal(t, "fourth", tasks[3].Done(), false)
		s.Release()
		_, err := tasks[3].Wait(ctx)
		return err
	})
}

func TestR27_HolderMayCancelWhoWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(1)
		s.Acquire(ctx)
		waiter := spawn(ctx, s.Acquire)
		yield(ctx, 1)
		s.Release()
		waiter.Cancel(errTest)
		_, err := waiter.Wait(ctx)
		isCancel(t, "waiter", err, errTest)
		return aio.Timeout(ctx, time.Second, s.Acquire)
	})
}

func TestR27_WaitersAreServedInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		s := aio.NewSemaphore(0)
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			lineUp(ctx, g, 5, func(ctx *aio.Context, i int) error {
				for range 2 {
					if err := s.Acquire(ctx); err != nil {
						return err
					}
					d.note(i)
					aio.Yield(ctx)
					s.Release()
				}
				return nil
			})
			s.Release()
			return nil
		})
		d.reads(t, "order", "0 1 2 3 4 0 1 2 3 4")
		return err
	})
}

func TestR27_CanceledWaiterIsSkipped(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		first, second := spawn(ctx, s.Acquire), spawn(ctx, s.Acquire)
		yield(ctx, 1)
		first.Cancel(nil)
		s.Release() // before the canceled task has run
		_, err := first.Wait(ctx)
		is(t, "first", err, aio.ErrCanceled)
		_, err = second.Wait(ctx)
		return err
	})
}

func TestR27_WokenThenCanceledGivesThePermitToTheNext(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		first, second := spawn(ctx, s.Acquire), spawn(ctx, s.Acquire)
		yield(ctx, 1)
		s.Release()
		first.Cancel(nil) // it owns the permit and has not run yet
		_, err := first.Wait(ctx)
		is(t, "first", err, aio.ErrCanceled)
		_, err = second.Wait(ctx)
		is(t, "second", err, nil)
		equal(t, "no permit is left over", s.TryAcquire(), false)
		return nil
	})
}

func TestR27_WokenThenCanceledGivesThePermitBack(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		only := spawn(ctx, s.Acquire)
		yield(ctx, 1)
		s.Release()
		only.Cancel(nil)
		only.Wait(ctx)
		equal(t, "the permit is free again", s.TryAcquire(), true)
		equal(t, "and there is one", s.TryAcquire(), false)
		return nil
	})
}

func TestR27_PermitThatComesWithTheLimitIsKept(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewSemaphore(0)
		ctx.Loop().CallLater(time.Second, s.Release)
		err := aio.Timeout(ctx, time.Second, s.Acquire)
		is(t, "acquire", err, nil)
		equal(t, "the permit is taken", s.TryAcquire(), false)
		return nil
	})
}

func TestR28_SemaphoreOfNoneAndOfLess(t *testing.T) {
	equal(t, "none", aio.NewSemaphore(0).TryAcquire(), false)
	defer func() {
		if recover() == nil {
			t.Error("a negative number was accepted")
		}
	}()
	aio.NewSemaphore(-1)
}

func TestR28_BoundedSemaphoreRefusesOneTooMany(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewBoundedSemaphore(1)
		tooMany := func(when string) {
			defer func() {
				if recover() == nil {
					t.Errorf("a release too many %s: no panic", when)
				}
			}()
			s.Release()
		}
		tooMany("at first")
		s.Acquire(ctx)
		second := spawn(ctx, s.Acquire)
		yield(ctx, 2)
		s.Release() // goes to second, which has not run
		equal(t, "locked while the woken task has not run", s.Locked(), true)
		second.Wait(ctx)
		s.Release()
		tooMany("at the end")
		equal(t, "the permit is there", s.TryAcquire(), true)
		return nil
	})
}

func TestR28_BoundedSemaphoreRefusesAReleaseTooMany(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := aio.NewBoundedSemaphore(2)
		for range 3 {
			s.Acquire(ctx)
			s.Release()
		}
		contains(t, "release", panicOf(s.Release), "no permit of the bounded semaphore is taken")
		equal(t, "first", s.TryAcquire(), true)
		equal(t, "second", s.TryAcquire(), true)
		equal(t, "third of two", s.TryAcquire(), false)
		waiter := spawn(ctx, s.Acquire)
		yield(ctx, 1)
		s.Release() // goes to the waiter: one is still taken twice
		s.Release()
		_, err := waiter.Wait(ctx)
		s.Release()
		contains(t, "release of what nobody has", panicOf(s.Release), "no permit")
		return err
	})
}

// Tasks take and give permits while others are canceled and time out at random.
// None is lost, none is doubled, and who waits longest gets the next.
func TestR27_PermitsAreConserved(t *testing.T) {
	rnd := seeded(t)
	conserved(t, func(ctx *aio.Context) {
		const permits = 3
		s, inside := aio.NewSemaphore(permits), 0
		var waiting []*asker // in the order in which they asked
		turns := func() uint64 { return ctx.Loop().Stats().Turns }
		chaos(t, ctx, rnd, 40, soak(t, 10_000, 5_000_000), func(ctx *aio.Context, _ int) error {
			a := &asker{overtaken: turns() + 1<<60}
			waiting = append(waiting, a)
			err := aio.Timeout(ctx, pause(rnd), s.Acquire)
			if late := int64(turns() - a.overtaken); late > 1 {
				t.Errorf("a task was served %d turns after one that asked later", late)
			}
			place := slices.Index(waiting, a)
			waiting = slices.Delete(waiting, place, place+1)
			if err != nil {
				return err
			}
			// Who asked before and is still here must be woken already.
			for _, before := range waiting[:place] {
				before.overtaken = min(before.overtaken, turns())
			}
			if inside++; inside > permits {
				t.Errorf("%d inside", inside)
			}
			err = aio.Sleep(ctx, pause(rnd)/2)
			inside--
			s.Release()
			return err
		})
		for range permits {
			equal(t, "permit at the end", s.TryAcquire(), true)
		}
		equal(t, "one more than there were", s.TryAcquire(), false)
	})
}

// asker is somebody who waits, and the turn in which one who came later was
// served.
type asker struct{ overtaken uint64 }
