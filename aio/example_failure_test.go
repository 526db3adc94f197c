package aio_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// Two tasks pass a ball to and fro, and nobody has served. Every task waits and
// nothing could wake one: Run says so, with what each waits for, instead of
// hanging.
func ExampleDeadlockError_run() {
	run(func(ctx *aio.Context) error {
		left, right := aio.NewQueue[string](1), aio.NewQueue[string](1)
		pass := func(from, to *aio.Queue[string]) func(*aio.Context) error {
			return func(ctx *aio.Context) error {
				for ball, err := range from.All(ctx) {
					if err != nil {
						return err
					}
					if err := to.Put(ctx, ball); err != nil {
						return err
					}
				}
				return nil
			}
		}
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(pass(left, right))
			g.Go(pass(right, left))
			return nil
		})
	})
	// Output:
	// run: deadlock: every task waits
	// task 1 "main": waits for 2 tasks of its group, 0s
	//   task 2: waits for get from a queue, 0 in it, 0s
	//   task 3: waits for get from a queue, 0 in it, 0s
}

// A panic in a task is that task's error, with its stack; the loop runs on.
func ExamplePanicError() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			var none []int
			return none[7], nil
		})
		_, err := task.Wait(ctx)
		var panicked *aio.PanicError
		if errors.As(err, &panicked) {
			fmt.Println(panicked.Value)
			fmt.Println("the stack names this function:", strings.Contains(string(panicked.Stack), "ExamplePanicError"))
		}
		return nil
	})
	// Output:
	// runtime error: index out of range [7] with length 0
	// the stack names this function: true
}

// What would be lost is told to OnError: here the failure of a task that nobody
// waited for. It is told when nobody can any more: when main has returned, or the
// task is garbage.
func ExampleRunner() {
	runner := aiotest.New().Runner()
	runner.OnError = func(err error) { fmt.Println("lost:", err) }
	err := runner.Run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 0, errors.New("disk full") })
		err := aio.Sleep(ctx, time.Minute)
		say(ctx, "main returns; the task has ended:", task.Done())
		return err
	})
	fmt.Println("error:", err)
	// Output:
	// at 1m0s: main returns; the task has ended: true
	// lost: task 2 failed and nobody waited for it: disk full
	// error: <nil>
}

// Who decides that a failure of nobody's is everybody's end stops the loop: all
// tasks are canceled and waited for, and Run returns the cause.
func ExampleLoop_Stop() {
	var loop *aio.Loop
	runner := aiotest.New().Runner()
	runner.OnError = func(err error) { loop.Stop(err) }
	err := runner.Run(func(ctx *aio.Context) error {
		loop = ctx.Loop()
		loop.CallLater(time.Second, func() { panic("no such page") })
		err := aio.Sleep(ctx, time.Hour)
		say(ctx, "main cleans up")
		return err
	})
	var panicked *aio.PanicError
	fmt.Println(errors.As(err, &panicked), panicked.Value)
	// Output:
	// at 1s: main cleans up
	// true no such page
}

// When main returns, the tasks that are left are canceled. One that does not
// care is named when its grace is over; Run returns all the same.
func ExampleRunner_Run() {
	runner := aiotest.New().Runner()
	runner.Grace = 5 * time.Second
	err := runner.Run(func(ctx *aio.Context) error {
		polite := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			err := aio.Sleep(ctx, time.Hour)
			say(ctx, "polite:", err)
			return nil, err
		})
		stubborn := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			for {
				if err := aio.Sleep(ctx, time.Minute); err != nil {
					say(ctx, "stubborn: never mind,", err)
				}
			}
		})
		polite.SetName("polite")
		stubborn.SetName("stubborn")
		return sayAfter(ctx, time.Second, "main returns")
	})
	fmt.Print("error: ", err)
	// Output:
	// at 1s: main returns
	// at 1s: polite: canceled: main has returned
	// at 1s: stubborn: never mind, canceled: main has returned
	// error: still running 5s after the end of main:
	// task 3 "stubborn": waits for timer in 55s, 5s
}

// The order in which tasks run is one of many that a program has to bear. With
// Shuffle each seed is another one, and the same seed the same one.
func ExampleRunner_shuffle() {
	for seed := range uint64(3) {
		runner := aiotest.New().Runner()
		runner.Shuffle = rand.New(rand.NewPCG(seed, 0))
		runner.Run(func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				for _, name := range []string{"A", "B", "C", "D"} {
					g.Go(func(ctx *aio.Context) error {
						fmt.Print(name, " ")
						return nil
					})
				}
				return nil
			})
		})
		fmt.Println("with seed", seed)
	}
	// Output:
	// A B D C with seed 0
	// B C A D with seed 1
	// B A C D with seed 2
}

// A task that calls runtime.Goexit, as t.FailNow does, has failed; the loop,
// which runs on the same thread, goes on.
func Example_goexit() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			runtime.Goexit()
			return nil, nil
		})
		_, err := task.Wait(ctx)
		say(ctx, errors.Is(err, aio.ErrGoexit))
		return nil
	})
	// Output:
	// at 0s: true
}
