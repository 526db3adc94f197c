package aio_test

import (
	"math/rand/v2"
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

func TestR27_WaitersAreServedInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		s := aio.NewSemaphore(1)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 5 {
				g.Go(func(ctx *aio.Context) error {
					for round := range 2 {
						if err := s.Acquire(ctx); err != nil {
							return err
						}
						d.note(i)
						aio.Yield(ctx)
						s.Release()
						if round == 1 && len(d) == 10 {
							d.reads(t, "order", "0 1 2 3 4 0 1 2 3 4")
						}
					}
					return nil
				})
			}
			return nil
		})
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
		aio.Yield(ctx)
		s.Release() // goes to second, which has not run
		equal(t, "locked while the woken task has not run", s.Locked(), true)
		second.Wait(ctx)
		s.Release()
		tooMany("at the end")
		equal(t, "the permit is there", s.TryAcquire(), true)
		return nil
	})
}

// Tasks take and give permits while others are canceled and time out at random.
// None is lost, none is doubled, and who waits longest gets the next.
func TestR27_PermitsAreConserved(t *testing.T) {
	rnd := seeded(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		const permits, workers, steps = 3, 40, 300_000
		s := aio.NewSemaphore(permits)
		inside := 0
		var waiting []*asker // in the order in which they asked
		turns := func() uint64 { return ctx.Loop().Stats().Turns }
		var tasks [workers]*aio.Task[struct{}]
		work := func(ctx *aio.Context) error {
			for {
				a := &asker{overtaken: turns() + 1<<60}
				waiting = append(waiting, a)
				err := aio.Timeout(ctx, pause(rnd), s.Acquire)
				if late := int64(turns() - a.overtaken); late > 1 {
					t.Errorf("a worker was served %d turns after one that asked later", late)
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
				if err != nil {
					return err
				}
			}
		}
		for ctx.Loop().Stats().Switches < steps && !t.Failed() {
			for i := range tasks {
				switch {
				case tasks[i] == nil || tasks[i].Done():
					tasks[i] = spawn(ctx, func(ctx *aio.Context) error { return ignore(work(ctx)) })
				case rnd.IntN(8) == 0:
					tasks[i].Cancel(nil)
				}
			}
			aio.Sleep(ctx, pause(rnd))
		}
		for _, task := range tasks {
			task.Cancel(nil)
			task.Wait(ctx)
		}
		for range permits {
			equal(t, "permit at the end", s.TryAcquire(), true)
		}
		equal(t, "one more than there were", s.TryAcquire(), false)
		return nil
	})
}

// asker is somebody who waits, and the turn in which one who came later was
// served.
type asker struct{ overtaken uint64 }

// pause is short and often the same, so that much happens in the same turn.
func pause(rnd *rand.Rand) time.Duration { return time.Duration(rnd.IntN(4)) * time.Millisecond }

// ignore drops cancels and timeouts, which a chaos test is full of.
func ignore(err error) error { return nil }
