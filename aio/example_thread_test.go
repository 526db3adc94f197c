package aio_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"clew/aio"
)

// What computes or blocks goes to a thread; the loop runs on meanwhile.
func ExampleToThread() {
	err := aio.Run(func(ctx *aio.Context) error {
		done := make(chan bool)
		other := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			fmt.Println("the loop is free meanwhile")
			close(done)
			return nil, nil
		})
		sum, err := aio.ToThread(ctx, func() (int, error) {
			<-done // blocks this thread, and not the loop
			sum := 0
			for i := range 1000 {
				sum += i
			}
			return sum, nil
		})
		fmt.Println(sum, err)
		_, err = other.Wait(ctx)
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// the loop is free meanwhile
	// 499500 <nil>
}

// A panic on another thread is an error like any other.
func ExampleToThread_panic() {
	run(func(ctx *aio.Context) error {
		_, err := aio.ToThread(ctx, func() (int, error) { panic("no such page") })
		var panicked *aio.PanicError
		fmt.Println(errors.As(err, &panicked), panicked.Value)
		return nil
	})
	// Output:
	// true no such page
}

// Work that waits for other work, or blocks, needs as many threads: the default
// is for what computes, and less than there are processors.
func ExampleRunner_threads() {
	err := aio.Runner{Threads: 2}.Run(func(ctx *aio.Context) error {
		word := make(chan string)
		_, err := aio.Gather(ctx,
			func(ctx *aio.Context) (any, error) {
				return aio.ToThread(ctx, func() (any, error) { word <- "hello"; return nil, nil })
			},
			func(ctx *aio.Context) (any, error) {
				return aio.ToThread(ctx, func() (any, error) { fmt.Println(<-word); return nil, nil })
			})
		return err
	})
	fmt.Println("error:", err)
	// Output:
	// hello
	// error: <nil>
}

// In a test, lanes may work on the loop: slower, and in one order.
func ExampleRunner_inlineLanes() {
	aio.Runner{InlineLanes: true}.Run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for n := range 3 {
				g.Go(func(ctx *aio.Context) error {
					_, err := aio.ToThread(ctx, func() (any, error) { fmt.Println("work", n); return nil, nil })
					return err
				})
			}
			return nil
		})
	})
	// Output:
	// work 0
	// work 1
	// work 2
}

// Work that blocks has lanes of its own, so that slow disks hold up neither the
// loop nor what computes: here at most four files are read at a time.
func ExampleOnLane() {
	dir, err := os.MkdirTemp("", "lane")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"a", "b", "c"} {
		os.WriteFile(filepath.Join(dir, name), []byte(strings.Repeat(name, 3)), 0o600)
	}
	err = aio.Run(func(ctx *aio.Context) error {
		disk := aio.NewLane(ctx.Loop(), "disk", 4)
		defer disk.Close()
		read := func(name string) func(*aio.Context) (string, error) {
			return func(ctx *aio.Context) (string, error) {
				text, err := aio.OnLane(ctx, disk, func() ([]byte, error) {
					return os.ReadFile(filepath.Join(dir, name))
				})
				return string(text), err
			}
		}
		texts, err := aio.Gather(ctx, read("a"), read("b"), read("c"))
		fmt.Println(texts)
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// [aaa bbb ccc]
}

// A process is work that blocks like any other. The ctx of a scope ends it when
// the scope is canceled or its time is up.
func ExampleOnLane_process() {
	err := aio.Run(func(ctx *aio.Context) error {
		processes := aio.NewLane(ctx.Loop(), "processes", 8)
		defer processes.Close()
		out, err := aio.WaitFor(ctx, time.Minute, func(ctx *aio.Context) ([]byte, error) {
			return aio.OnLane(ctx, processes, exec.CommandContext(ctx, "echo", "hello").Output)
		})
		fmt.Printf("%s", out)
		return err
	})
	fmt.Println("error:", err)
	// Output:
	// hello
	// error: <nil>
}

// A lane is closed when its owner has no more work for it.
func ExampleLane() {
	run(func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "hash", 2)
		work := func() (int, error) { return 7, nil }
		n, err := aio.OnLane(ctx, lane, work)
		fmt.Println(n, err)
		lane.Close()
		_, err = aio.OnLane(ctx, lane, work)
		fmt.Println(err, errors.Is(err, aio.ErrClosed))
		return nil
	})
	// Output:
	// 7 <nil>
	// lane hash: closed true
}

// Another goroutine hands something to the loop by Post, and in no other way.
// While it has yet to, Hold says that waiting for it is no deadlock.
func ExampleLoop_Post() {
	err := aio.Run(func(ctx *aio.Context) error {
		loop, results := ctx.Loop(), aio.NewQueue[string](0)
		release := loop.Hold()
		go func() { // some library that knows nothing of aio
			for _, word := range []string{"one", "two", "three"} {
				loop.Post(func() { results.TryPut(word) })
			}
			loop.Post(func() { results.Close(); release() })
		}()
		for word, err := range results.All(ctx) {
			if err != nil {
				return err
			}
			fmt.Println(word)
		}
		return nil
	})
	fmt.Println("error:", err)
	// Output:
	// one
	// two
	// three
	// error: <nil>
}

// A goroutine that starts a task and waits for it, as elsewhere
// run_coroutine_threadsafe does: the start is posted, the result comes back by a
// channel. That has room for it, as the loop must not wait for a channel.
func ExampleLoop_Post_task() {
	err := aio.Run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			loop, results := ctx.Loop(), make(chan string, 1)
			_, err := aio.ToThread(ctx, func() (any, error) {
				loop.Post(func() {
					g.Go(func(ctx *aio.Context) error {
						err := aio.Sleep(ctx, time.Microsecond)
						results <- "done on the loop"
						return err
					})
				})
				fmt.Println(<-results)
				return nil, nil
			})
			return err
		})
	})
	fmt.Println("error:", err)
	// Output:
	// done on the loop
	// error: <nil>
}

// Without a Hold the loop knows of nobody who could wake the task.
func ExampleLoop_Hold() {
	wait := func(hold bool) {
		err := aio.Run(func(ctx *aio.Context) error {
			loop, f := ctx.Loop(), aio.NewFuture[int](ctx)
			if hold {
				defer loop.Hold()()
				go func() { loop.Post(func() { f.Set(7, nil) }) }()
			}
			n, err := f.Wait(ctx)
			fmt.Println(n, err != nil)
			return err
		})
		var deadlock *aio.DeadlockError
		fmt.Println("deadlock:", errors.As(err, &deadlock))
	}
	wait(true)
	wait(false)
	// Output:
	// 7 false
	// deadlock: false
	// 0 true
	// deadlock: true
}
