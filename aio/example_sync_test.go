package aio_test

import (
	"fmt"
	"time"

	"clew/aio"
)

// A lock may be held while its holder sleeps; who asked first gets it next.
func ExampleLock() {
	run(func(ctx *aio.Context) error {
		var lock aio.Lock
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, name := range []string{"A", "B", "C"} {
				g.Go(func(ctx *aio.Context) error {
					return lock.With(ctx, func() error { return say(ctx, time.Second, name+" had the lock") })
				})
			}
			return nil
		})
	})
	// Output:
	// 1s A had the lock
	// 2s B had the lock
	// 3s C had the lock
}

// A release too many is an error in the program: it would let in one task too
// many from then on.
func ExampleNewBoundedSemaphore() {
	run(func(ctx *aio.Context) error {
		slots := aio.NewBoundedSemaphore(1)
		defer func() { fmt.Println(recover()) }()
		if err := slots.Acquire(ctx); err != nil {
			return err
		}
		slots.Release()
		slots.Release()
		return nil
	})
	// Output:
	// aio: Semaphore.Release: no permit of the bounded semaphore is taken
}

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
					fmt.Println(at(ctx), name)
					return nil
				})
			}
			return nil
		})
	})
	// Output:
	// 1s early
	// 1m0s late
}

// The buyer waits until there is enough; each deposit lets it look again.
func ExampleCondition() {
	run(func(ctx *aio.Context) error {
		changed, balance := aio.NewCondition(nil), 0
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				return changed.L.With(ctx, func() error {
					err := changed.WaitUntil(ctx, func() bool { return balance >= 25 })
					fmt.Println(at(ctx), "bought with", balance)
					return err
				})
			})
			for range 3 {
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				err := changed.L.With(ctx, func() error {
					balance += 10
					fmt.Println(at(ctx), "balance", balance)
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
	// 1s balance 10
	// 2s balance 20
	// 3s balance 30
	// 3s bought with 30
}

// Nobody begins the second stage before all have done the first.
func ExampleBarrier() {
	run(func(ctx *aio.Context) error {
		stage := aio.NewBarrier(3)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 3 {
				g.Go(func(ctx *aio.Context) error {
					if err := say(ctx, time.Duration(3-i)*time.Second, fmt.Sprint("worker ", i, " is there")); err != nil {
						return err
					}
					place, err := stage.Wait(ctx)
					if place == 0 {
						fmt.Println(at(ctx), "worker", i, "was first; all go on")
					}
					return err
				})
			}
			return nil
		})
	})
	// Output:
	// 1s worker 2 is there
	// 2s worker 1 is there
	// 3s worker 0 is there
	// 3s worker 2 was first; all go on
}

// What must not be left half done is shielded: the cancel comes when it is done.
func ExampleShield() {
	run(func(ctx *aio.Context) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			err := aio.Shield(ctx, func(ctx *aio.Context) error { return say(ctx, 5*time.Second, "committed") })
			if err != nil {
				return err
			}
			return say(ctx, time.Second, "never said")
		})
		fmt.Println(at(ctx), err)
		return nil
	})
	// Output:
	// 5s committed
	// 5s timed out after 1s
}

// The results come in the order in which they are there.
func ExampleAsCompleted() {
	run(func(ctx *aio.Context) error {
		var tasks []*aio.Task[string]
		for i, name := range []string{"slow", "quick", "middling"} {
			tasks = append(tasks, aio.Go(ctx, func(ctx *aio.Context) (string, error) {
				return name, aio.Sleep(ctx, []time.Duration{3, 1, 2}[i]*time.Second)
			}))
		}
		for name, err := range aio.AsCompleted(ctx, tasks...) {
			if err != nil {
				return err
			}
			fmt.Println(at(ctx), name)
		}
		return nil
	})
	// Output:
	// 1s quick
	// 2s middling
	// 3s slow
}

// The most urgent comes first; of equals the oldest.
func ExampleNewPriorityQueue() {
	type job struct {
		urgency int
		what    string
	}
	run(func(ctx *aio.Context) error {
		jobs := aio.NewPriorityQueue(0, func(a, b job) bool { return a.urgency > b.urgency })
		for _, j := range []job{{1, "sweep"}, {9, "put out the fire"}, {1, "dust"}, {5, "answer the phone"}} {
			if err := jobs.Put(ctx, j); err != nil {
				return err
			}
		}
		jobs.Close()
		for j, err := range jobs.All(ctx) {
			if err != nil {
				return err
			}
			fmt.Println(j.what)
		}
		return nil
	})
	// Output:
	// put out the fire
	// answer the phone
	// sweep
	// dust
}
