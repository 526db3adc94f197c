package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR32_SetIsLetThroughTogetherWithItsNumbers(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(3)
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 3 {
				g.Go(func(ctx *aio.Context) error {
					for round := range 2 {
						aio.Sleep(ctx, time.Duration(i)*time.Second)
						equal(t, "waiting", b.Waiting(), i)
						n, err := b.Wait(ctx)
						if err != nil {
							return err
						}
						equal(t, "number, that of the arrival", n, i)
						equal(t, "time", at(ctx), [...]time.Duration{2 * time.Second, 5 * time.Second}[round])
						aio.Sleep(ctx, time.Second)
					}
					return nil
				})
			}
			return nil
		})
		equal(t, "waiting at the end", b.Waiting(), 0)
		return err
	})
}

func TestR32_BarrierOfOneAndOfNone(t *testing.T) {
	contains(t, "none", panicOf(func() { aio.NewBarrier(0) }), "at least one")
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b, before := aio.NewBarrier(1), ctx.Loop().Stats().Switches
		for range 3 {
			n, err := b.Wait(ctx)
			equal(t, "number", n, 0)
			is(t, "wait", err, nil)
		}
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		return nil
	})
}

func TestR32_CanceledWaiterJustLeaves(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(2)
		first := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		equal(t, "waiting", b.Waiting(), 1)
		first.Cancel(errTest)
		equal(t, "waiting after the cancel", b.Waiting(), 0)
		equal(t, "broken", b.Broken(), false)
		_, err := first.Wait(ctx)
		isCancel(t, "first", err, errTest)
		_, err = aio.WaitFor(ctx, time.Second, b.Wait)
		isTimeout(t, "alone", err)
		second := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		n, err := b.Wait(ctx)
		equal(t, "number", n, 1)
		second.Wait(ctx)
		return err
	})
}

func TestR32_CanceledAfterItWasLetThroughHoldsUpNobody(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(2)
		first := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		_, err := b.Wait(ctx)
		is(t, "second", err, nil)
		first.Cancel(errTest)
		third := aio.Go(ctx, b.Wait)
		_, err = first.Wait(ctx)
		isCancel(t, "first", err, errTest)
		_, err = b.Wait(ctx)
		is(t, "fourth", err, nil)
		_, err = third.Wait(ctx)
		return err
	})
}

func TestR32_LateArrivalsWaitWhileASetIsLeaving(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		b := aio.NewBarrier(2)
		through := func(name string) func(*aio.Context) error {
			return func(ctx *aio.Context) error {
				_, err := b.Wait(ctx)
				d.note(name)
				return err
			}
		}
		spawn(ctx, through("A"))
		yield(ctx, 1)
		b.Wait(ctx)
		// A is woken and has not run: the next two may not overtake it.
		aio.GoEager(ctx, func(ctx *aio.Context) (int, error) { return 0, through("B")(ctx) })
		canceled := aio.GoEager(ctx, b.Wait)
		aio.GoEager(ctx, func(ctx *aio.Context) (int, error) { return 0, through("C")(ctx) })
		equal(t, "let through before A", len(d), 0)
		equal(t, "waiting for others", b.Waiting(), 0)
		canceled.Cancel(errTest)
		_, err := canceled.Wait(ctx)
		isCancel(t, "canceled late arrival", err, errTest)
		yield(ctx, 3)
		equal(t, "notes", len(d), 3)
		equal(t, "first", d[0], "A")
		return nil
	})
}

func TestR32_LateArrivalIsNotOvertaken(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(2)
		aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		b.Wait(ctx)
		late := aio.GoEager(ctx, b.Wait) // while the set is leaving
		newcomer := aio.Go(ctx, b.Wait)  // runs after the set has left, before late does
		n, err := newcomer.Wait(ctx)
		equal(t, "number of who came last", n, 1)
		is(t, "newcomer", err, nil)
		n, err = late.Wait(ctx)
		equal(t, "number of who came first", n, 0)
		return err
	})
}

func TestR32_ResetSendsTheWaitingAway(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(3)
		b.Reset() // nobody waits
		first, second := aio.Go(ctx, b.Wait), aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		b.Reset()
		equal(t, "waiting", b.Waiting(), 0)
		second.Cancel(errTest) // sent away and not run: the cancel wins
		_, err := first.Wait(ctx)
		is(t, "first", err, aio.ErrBrokenBarrier)
		_, err = second.Wait(ctx)
		isCancel(t, "second", err, errTest)
		equal(t, "broken", b.Broken(), false)
		a, c := aio.Go(ctx, b.Wait), aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		n, err := b.Wait(ctx)
		equal(t, "number after the reset", n, 2)
		a.Wait(ctx)
		c.Wait(ctx)
		return err
	})
}

func TestR32_ResetLeavesASetThatIsLeavingAndItsLateArrivals(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(2)
		first := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		b.Wait(ctx)
		late := aio.GoEager(ctx, b.Wait)
		b.Reset()
		_, err := first.Wait(ctx)
		is(t, "first", err, nil)
		_, err = b.Wait(ctx)
		is(t, "with the late arrival", err, nil)
		_, err = late.Wait(ctx)
		return err
	})
}

func TestR32_AbortLastsUntilReset(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(2)
		first := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		b.Abort()
		equal(t, "broken", b.Broken(), true)
		_, err := first.Wait(ctx)
		is(t, "who waited", err, aio.ErrBrokenBarrier)
		_, err = b.Wait(ctx)
		is(t, "who comes", err, aio.ErrBrokenBarrier)
		b.Reset()
		equal(t, "broken after the reset", b.Broken(), false)
		second := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		_, err = b.Wait(ctx)
		second.Wait(ctx)
		return err
	})
}

func TestR32_AbortSendsLateArrivalsAway(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		b := aio.NewBarrier(2)
		first := aio.Go(ctx, b.Wait)
		yield(ctx, 1)
		b.Wait(ctx)
		late := aio.GoEager(ctx, b.Wait)
		b.Abort()
		_, err := late.Wait(ctx)
		is(t, "late arrival", err, aio.ErrBrokenBarrier)
		_, err = first.Wait(ctx)
		return err
	})
}

// Tasks wait at a barrier while they are canceled and time out at random. A set
// is of n, with the numbers 0 to n-1, of which some may be lost to a cancel on
// the way out, and no more than n-1 are kept waiting.
func TestR32_SetsAreComplete(t *testing.T) {
	rnd := seeded(t)
	conserved(t, func(ctx *aio.Context) {
		const n = 4
		b := aio.NewBarrier(n)
		seen := map[int]bool{} // of the set that is leaving
		whole, torn := 0, 0
		chaos(t, ctx, rnd, 10, soak(t, 10_000, 3_000_000), func(ctx *aio.Context, _ int) error {
			i, err := aio.WaitFor(ctx, 1+pause(rnd), b.Wait)
			if b.Waiting() >= n {
				t.Errorf("%d are kept waiting for a set of %d", b.Waiting(), n)
			}
			if err != nil {
				return err
			}
			if i < 0 || i >= n {
				t.Errorf("number %d", i)
			}
			if seen[i] { // so this is the next set
				torn++
				clear(seen)
			}
			if seen[i] = true; len(seen) == n {
				whole++
				clear(seen)
			}
			return aio.Sleep(ctx, pause(rnd))
		})
		equal(t, "waiting at the end", b.Waiting(), 0)
		if whole < 100 || whole < torn {
			t.Errorf("%d whole sets, %d torn by cancels", whole, torn)
		}
	})
}
