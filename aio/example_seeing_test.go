package aio_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// Who waits for what: the tree of a program as it runs.
func ExampleLoop_Tree() {
	run(func(ctx *aio.Context) error {
		cache := &aio.Lock{Name: "cache"}
		pages := aio.NewQueue[string](10)
		pages.Name = "pages"
		crawl := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(func(ctx *aio.Context) error {
					return cache.With(ctx, func() error { return aio.Sleep(ctx, time.Minute) })
				})
				g.Go(cache.Acquire)
				g.Go(func(ctx *aio.Context) error { _, err := pages.Get(ctx); return err })
				return nil
			})
		})
		crawl.SetName("crawl")
		aio.Sleep(ctx, 10*time.Second)
		fmt.Print(ctx.Loop().Tree())
		return nil
	})
	// Output:
	// task 1 "main": running
	// task 2 "crawl": waits for 3 tasks of its group, 10s
	//   task 3: waits for timer in 50s, 10s
	//   task 4: waits for lock "cache" held by task 3, 10s
	//   task 5: waits for get from a queue "pages", 0 in it, 10s
}

// The same for a program to use: here, which tasks hold others up.
func ExampleLoop_Tasks() {
	run(func(ctx *aio.Context) error {
		slow := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 1, aio.Sleep(ctx, time.Hour) })
		slow.SetName("slow")
		for range 3 {
			aio.Go(ctx, func(ctx *aio.Context) (int, error) { return slow.Wait(ctx) })
		}
		aio.Sleep(ctx, time.Second)
		waiting := make(map[uint64]int)
		for _, task := range ctx.Loop().Tasks() {
			for _, on := range task.On {
				waiting[on]++
			}
		}
		for _, task := range ctx.Loop().Tasks() {
			if n := waiting[task.ID]; n > 0 {
				fmt.Println(n, "tasks wait for", task)
			}
		}
		return nil
	})
	// Output:
	// 3 tasks wait for task 2 "slow"
}

// Two tasks take two locks, each in its own order. It is told at once, while the
// rest of the program goes on; here somebody cancels one of them.
func ExampleDeadlockError() {
	var one *aio.Task[any]
	r := aiotest.New().Runner()
	r.OnError = func(err error) {
		var dead *aio.DeadlockError
		if errors.As(err, &dead) {
			fmt.Println(err)
			one.Cancel(err)
		}
	}
	r.Run(func(ctx *aio.Context) error {
		var accounts, ledger aio.Lock
		both := func(first, second *aio.Lock) func(ctx *aio.Context) (any, error) {
			return func(ctx *aio.Context) (any, error) {
				return nil, first.With(ctx, func() error {
					aio.Sleep(ctx, time.Second)
					return second.With(ctx, func() error { return nil })
				})
			}
		}
		one = aio.Go(ctx, both(&accounts, &ledger))
		two := aio.Go(ctx, both(&ledger, &accounts))
		aio.Sleep(ctx, time.Minute)
		_, err := two.Wait(ctx)
		fmt.Println("two:", err)
		return nil
	})
	// Output:
	// deadlock: task 2 waits for lock held by task 3, which waits for lock held by task 2
	// two: <nil>
}

// A program can also ask for the tasks that wait for each other.
func ExampleLoop_Deadlocks() {
	r := aiotest.New().Runner()
	r.OnError = func(error) {} // is told too
	r.Run(func(ctx *aio.Context) error {
		var chicken, egg *aio.Task[any]
		chicken = aio.Go(ctx, func(ctx *aio.Context) (any, error) { return egg.Wait(ctx) })
		egg = aio.Go(ctx, func(ctx *aio.Context) (any, error) { return chicken.Wait(ctx) })
		chicken.SetName("chicken")
		egg.SetName("egg")
		aio.Sleep(ctx, time.Second)
		for _, circle := range ctx.Loop().Deadlocks() {
			for _, task := range circle {
				fmt.Println(task, "waits for", task.On, task.Waited)
			}
		}
		return nil
	})
	// Output:
	// task 2 "chicken" waits for [3] 1s
	// task 3 "egg" waits for [2] 1s
}

// Figures of a loop, as for a page of metrics.
func ExampleLoop_Stats() {
	run(func(ctx *aio.Context) error {
		for range 100 {
			aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, aio.Sleep(ctx, time.Hour) })
		}
		aio.Sleep(ctx, time.Second)
		s := ctx.Loop().Stats()
		fmt.Println("turns:", s.Turns, "tasks:", s.Tasks, "timers:", s.Timers, "most in one turn:", s.MaxReady)
		return nil
	})
	// Output:
	// turns: 3 tasks: 101 timers: 100 most in one turn: 100
}

// A task computes on the loop. It is told while it does, from outside of the loop,
// with the place where it is.
func ExampleSlowStepError() {
	var told atomic.Bool
	r := aio.Runner{
		SlowStep: 10 * time.Millisecond, // of the real clock
		OnSlowStep: func(err *aio.SlowStepError) {
			fmt.Printf("%s: over: %v, has a stack: %v\n", err.Name, err.Over, err.Stack != nil)
			told.Store(true)
		},
	}
	r.Run(func(ctx *aio.Context) error {
		pi := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			for !told.Load() { // no call that suspends
			}
			return nil, nil
		})
		pi.SetName("pi")
		_, err := pi.Wait(ctx)
		return err
	})
	// Output:
	// pi: over: false, has a stack: true
	// pi: over: true, has a stack: false
}
