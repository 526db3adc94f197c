package aio_test

import (
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// Two tasks wait at the same time. Go returns at once; Wait waits for the
// result.
func ExampleGo() {
	run(func(ctx *aio.Context) error {
		double := func(n int) func(*aio.Context) (int, error) {
			return func(ctx *aio.Context) (int, error) {
				err := aio.Sleep(ctx, time.Second)
				return 2 * n, err
			}
		}
		one, two := aio.Go(ctx, double(1)), aio.Go(ctx, double(2))
		a, err := one.Wait(ctx)
		if err != nil {
			return err
		}
		b, err := two.Wait(ctx)
		say(ctx, a, b)
		return err
	})
	// Output:
	// at 1s: 2 4
}

// Go only says that the task is to run: it first runs when the caller gives way.
// Nothing else runs between two lines of which neither takes ctx.
func ExampleGo_whenItRuns() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			fmt.Println("the task runs")
			return 7, nil
		})
		fmt.Println("Go has returned, and the task has not run")
		n, err := task.Wait(ctx)
		fmt.Println("its result:", n)
		return err
	})
	// Output:
	// Go has returned, and the task has not run
	// the task runs
	// its result: 7
}

// What is in the cache costs no turn of the loop: the task has ended when
// GoEager returns. What has to be fetched goes on as any task does.
func ExampleGoEager() {
	run(func(ctx *aio.Context) error {
		cache := map[string]string{"a": "page a"}
		get := func(url string) func(*aio.Context) (string, error) {
			return func(ctx *aio.Context) (string, error) {
				if page, ok := cache[url]; ok {
					return page, nil
				}
				return "page " + url, aio.Sleep(ctx, time.Second)
			}
		}
		for _, url := range []string{"a", "b"} {
			task := aio.GoEager(ctx, get(url))
			done := task.Done()
			page, err := task.Wait(ctx)
			if err != nil {
				return err
			}
			say(ctx, page, "was done at once:", done)
		}
		return nil
	})
	// Output:
	// at 0s: page a was done at once: true
	// at 1s: page b was done at once: false
}

// An eager Runner starts every task in this way. The order changes, and what a
// task needs not wait for costs no turn.
func ExampleRunner_eager() {
	for _, eager := range []bool{false, true} {
		aio.Runner{Eager: eager}.Run(func(ctx *aio.Context) error {
			fmt.Print("before ")
			task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
				fmt.Print("task ")
				return 1, nil
			})
			fmt.Println("after:", task.Done())
			_, err := task.Wait(ctx)
			return err
		})
	}
	// Output:
	// before after: false
	// task before task after: true
}

// Yield lets every other task run that is ready, and goes on after them.
func ExampleYield() {
	run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, name := range []string{"A", "B"} {
				g.Go(func(ctx *aio.Context) error {
					for i := range 3 {
						fmt.Print(name, i, " ")
						if err := aio.Yield(ctx); err != nil {
							return err
						}
					}
					return nil
				})
			}
			return nil
		})
	})
	// Output:
	// A0 B0 A1 B1 A2 B2
}

// Any number of tasks may wait for one. Who stops waiting does not stop the
// task: to cancel what one waits for, one says so, with Cancel.
func ExampleTask_Wait() {
	run(func(ctx *aio.Context) error {
		answer := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			return 42, aio.Sleep(ctx, time.Hour)
		})
		_, err := aio.WaitFor(ctx, time.Minute, answer.Wait)
		say(ctx, err, "- the task has ended:", answer.Done())
		n, err := answer.Wait(ctx)
		say(ctx, n, err)
		return nil
	})
	// Output:
	// at 1m0s: timed out after 1m0s - the task has ended: false
	// at 1h0m0s: 42 <nil>
}

// A callback is called by the loop, in the turn after the task has ended. It
// runs between tasks and must not wait: it has no ctx to wait with, and asks for
// the Result.
func ExampleTask_OnDone() {
	run(func(ctx *aio.Context) error {
		for i := range 3 {
			task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
				return i * i, aio.Sleep(ctx, time.Duration(3-i)*time.Second)
			})
			task.OnDone(func() {
				square, err := task.Result()
				say(ctx, square, err)
			})
		}
		return aio.Sleep(ctx, time.Minute)
	})
	// Output:
	// at 1s: 4 <nil>
	// at 2s: 1 <nil>
	// at 3s: 0 <nil>
}

// The running task, as others see it: here it is handed out as what is to be
// canceled when there is no more demand.
func ExampleContext_Task() {
	run(func(ctx *aio.Context) error {
		var busy []aio.AnyTask
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range 2 {
				g.Go(func(ctx *aio.Context) error {
					busy = append(busy, ctx.Task())
					err := aio.Sleep(ctx, time.Hour)
					say(ctx, err)
					return err
				})
			}
			if err := aio.Sleep(ctx, time.Second); err != nil {
				return err
			}
			for _, task := range busy {
				task.Cancel(errors.New("no more demand"))
			}
			return nil
		})
		fmt.Println("error:", err)
		return nil
	})
	// Output:
	// at 1s: canceled: no more demand
	// at 1s: canceled: no more demand
	// error: <nil>
}

// A daemon serves others: this one may tick for ever, yet where all the rest
// wait for nothing, that is found and said.
func ExampleTask_Daemon() {
	run(func(ctx *aio.Context) error {
		ticker := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			for {
				if err := sayAfter(ctx, time.Minute, "tick"); err != nil {
					return nil, err
				}
			}
		})
		ticker.SetName("ticker")
		ticker.Daemon()
		if err := aio.Sleep(ctx, 150*time.Second); err != nil {
			return err
		}
		var never aio.Event
		return never.Wait(ctx)
	})
	// Output:
	// at 1m0s: tick
	// at 2m0s: tick
	// run: deadlock: every task waits
	// task 1 "main": waits for event, 0s
	// task 2 "ticker": waits for timer in 30s, 30s
}

// background starts a function wherever it is told to: in the group that the
// caller is in, or in a group that outlives the caller.
func background(in aio.Spawner, what string) {
	aio.Go(in, func(ctx *aio.Context) (any, error) {
		return nil, sayAfter(ctx, time.Minute, what)
	})
}

// A Spawner is a ctx or a group. Through the ctx of a block of Group a task joins
// that group; through an outer group it lives on when the block has ended.
func ExampleSpawner() {
	run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, request *aio.TaskGroup) error {
			err := aio.Group(ctx, func(ctx *aio.Context, _ *aio.TaskGroup) error {
				background(ctx, "part of the inner block")
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				background(request, "part of the outer block")
				return nil
			})
			say(ctx, "the inner block has ended")
			return err
		})
	})
	// Output:
	// at 1m0s: part of the inner block
	// at 1m0s: the inner block has ended
	// at 1m1s: part of the outer block
}
