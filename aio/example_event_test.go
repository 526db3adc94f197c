package aio_test

import (
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// Set wakes everybody who waits, and who comes later need not wait.
func ExampleEvent() {
	run(func(ctx *aio.Context) error {
		var started aio.Event
		ctx.Loop().CallLater(time.Second, started.Set)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i, name := range []string{"early", "late"} {
				g.Go(func(ctx *aio.Context) error {
					if err := aio.Sleep(ctx, time.Duration(i)*time.Minute); err != nil {
						return err
					}
					if err := started.Wait(ctx); err != nil {
						return err
					}
					say(ctx, name)
					return nil
				})
			}
			return nil
		})
	})
	// Output:
	// at 1s: early
	// at 1m0s: late
}

// Set and Clear at once let through whoever waits at that moment, and nobody
// else: a gate that opens for a moment.
func ExampleEvent_Clear() {
	run(func(ctx *aio.Context) error {
		var gate aio.Event
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, name := range []string{"A", "B"} {
				g.Go(func(ctx *aio.Context) error {
					err := gate.Wait(ctx)
					say(ctx, name, "is through; the gate is open:", gate.IsSet())
					return err
				})
			}
			if err := aio.Sleep(ctx, time.Second); err != nil {
				return err
			}
			gate.Set()
			gate.Clear()
			return nil
		})
	})
	// Output:
	// at 1s: A is through; the gate is open: false
	// at 1s: B is through; the gate is open: false
}

// The buyer waits until there is enough; each deposit lets it look again.
func ExampleCondition() {
	run(func(ctx *aio.Context) error {
		changed, balance := aio.NewCondition(nil), 0
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				return changed.L.With(ctx, func() error {
					err := changed.WaitUntil(ctx, func() bool { return balance >= 25 })
					say(ctx, "bought with", balance)
					return err
				})
			})
			for range 3 {
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				err := changed.L.With(ctx, func() error {
					balance += 10
					say(ctx, "balance", balance)
					changed.Notify(1)
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	// Output:
	// at 1s: balance 10
	// at 2s: balance 20
	// at 3s: balance 30
	// at 3s: bought with 30
}

// NotifyAll wakes everybody, one after the other, as each takes the lock again.
// Wait returns with the lock held whatever happens, so releasing it is right.
func ExampleCondition_NotifyAll() {
	run(func(ctx *aio.Context) error {
		var lock aio.Lock
		news := aio.NewCondition(&lock)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, name := range []string{"A", "B"} {
				g.Go(func(ctx *aio.Context) error {
					if err := lock.Acquire(ctx); err != nil {
						return err
					}
					defer lock.Release()
					if err := news.Wait(ctx); err != nil {
						return err
					}
					return sayAfter(ctx, time.Second, name+" has read the news")
				})
			}
			if err := aio.Yield(ctx); err != nil {
				return err
			}
			return lock.With(ctx, func() error { news.NotifyAll(); return nil })
		})
	})
	// Output:
	// at 1s: A has read the news
	// at 2s: B has read the news
}

// Nobody begins the second stage before all have done the first.
func ExampleBarrier() {
	run(func(ctx *aio.Context) error {
		stage := aio.NewBarrier(3)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 3 {
				g.Go(func(ctx *aio.Context) error {
					if err := sayAfter(ctx, time.Duration(3-i)*time.Second, fmt.Sprint("worker ", i, " is there")); err != nil {
						return err
					}
					place, err := stage.Wait(ctx)
					if place == 0 {
						say(ctx, "worker", i, "was first; all go on")
					}
					return err
				})
			}
			return nil
		})
	})
	// Output:
	// at 1s: worker 2 is there
	// at 2s: worker 1 is there
	// at 3s: worker 0 is there
	// at 3s: worker 2 was first; all go on
}

// Where one of the set will never come, the others are sent away. The barrier
// stays broken until it is reset.
func ExampleBarrier_Abort() {
	run(func(ctx *aio.Context) error {
		stage := aio.NewBarrier(3)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 2 {
				g.Go(func(ctx *aio.Context) error {
					_, err := stage.Wait(ctx)
					say(ctx, "worker", i, err, errors.Is(err, aio.ErrBrokenBarrier))
					return nil
				})
			}
			if err := aio.Sleep(ctx, time.Second); err != nil {
				return err
			}
			say(ctx, stage.Waiting(), "wait for a third who is ill")
			stage.Abort()
			fmt.Println("broken:", stage.Broken())
			stage.Reset()
			fmt.Println("broken:", stage.Broken())
			return nil
		})
	})
	// Output:
	// at 1s: 2 wait for a third who is ill
	// broken: true
	// broken: false
	// at 1s: worker 0 barrier is broken true
	// at 1s: worker 1 barrier is broken true
}
