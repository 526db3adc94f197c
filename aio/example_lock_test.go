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
					return lock.With(ctx, func() error { return sayAfter(ctx, time.Second, name+" had the lock") })
				})
			}
			return nil
		})
	})
	// Output:
	// at 1s: A had the lock
	// at 2s: B had the lock
	// at 3s: C had the lock
}

// A lock is handed over: from the Release on it is the waiting task's, though
// that has yet to run, and nobody slips in between.
func ExampleLock_Release() {
	run(func(ctx *aio.Context) error {
		var lock aio.Lock
		if err := lock.Acquire(ctx); err != nil {
			return err
		}
		next := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, lock.With(ctx, func() error { fmt.Println("the next one has it"); return nil })
		})
		if err := aio.Yield(ctx); err != nil { // next is waiting now
			return err
		}
		lock.Release()
		fmt.Println("is held:", lock.Locked(), "- may be taken:", lock.TryAcquire(ctx))
		_, err := next.Wait(ctx)
		return err
	})
	// Output:
	// is held: true - may be taken: false
	// the next one has it
}

// A thousand tasks want in, ten at a time may. They are let in as they came.
func ExampleSemaphore() {
	run(func(ctx *aio.Context) error {
		slots := aio.NewSemaphore(10)
		inside, most := 0, 0
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range 1000 {
				g.Go(func(ctx *aio.Context) error {
					if err := slots.Acquire(ctx); err != nil {
						return err
					}
					defer slots.Release()
					inside++
					most = max(most, inside)
					defer func() { inside-- }()
					return aio.Sleep(ctx, time.Second)
				})
			}
			return nil
		})
		say(ctx, "all through, at most", most, "inside")
		return err
	})
	// Output:
	// at 1m40s: all through, at most 10 inside
}

// The permit is taken before the task is started: so a million inputs are ten
// tasks at a time, not a million that wait.
func ExampleSemaphore_boundedTasks() {
	run(func(ctx *aio.Context) error {
		slots := aio.NewSemaphore(10)
		most := 0
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range 1000 {
				if err := slots.Acquire(ctx); err != nil {
					return err
				}
				g.Go(func(ctx *aio.Context) error {
					defer slots.Release()
					return aio.Sleep(ctx, time.Second)
				})
				most = max(most, ctx.Loop().Stats().Tasks)
			}
			return nil
		})
		say(ctx, "all through, at most", most, "tasks, of which one starts the others")
		return err
	})
	// Output:
	// at 1m40s: all through, at most 11 tasks, of which one starts the others
}

// What need not be done now is left out where there is no permit.
func ExampleSemaphore_TryAcquire() {
	run(func(ctx *aio.Context) error {
		slots := aio.NewSemaphore(2)
		for n := range 4 {
			if !slots.TryAcquire() {
				fmt.Println("too busy for", n, "- no permit is free:", slots.Locked())
				continue
			}
			aio.Go(ctx, func(ctx *aio.Context) (any, error) {
				defer slots.Release()
				return nil, sayAfter(ctx, time.Second, fmt.Sprint("done ", n))
			})
		}
		return aio.Sleep(ctx, time.Minute)
	})
	// Output:
	// too busy for 2 - no permit is free: true
	// too busy for 3 - no permit is free: true
	// at 1s: done 0
	// at 1s: done 1
}

// A bounded semaphore has a use for permits that come and go with something
// else, as slots of a pool: giving back more than was taken is a mistake that
// is found where it is made.
func ExampleNewBoundedSemaphore() {
	run(func(ctx *aio.Context) error {
		slots := aio.NewBoundedSemaphore(1)
		fmt.Println("taken:", slots.TryAcquire())
		slots.Release()
		defer func() { fmt.Println(recover()) }()
		slots.Release()
		return nil
	})
	// Output:
	// taken: true
	// aio: Semaphore.Release: no permit of the bounded semaphore is taken
}
