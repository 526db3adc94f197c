package aio_test

import (
	"fmt"
	"iter"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// run runs main on a clock that jumps to the next deadline when every task
// waits: the examples print hours and take microseconds. In a program this is
// aio.Run.
func run(main func(*aio.Context) error) {
	if err := aiotest.New().Run(main); err != nil {
		fmt.Println("run:", err)
	}
}

// at returns how long the loop has been running.
func at(ctx *aio.Context) time.Duration { return ctx.Loop().Now().Sub(aiotest.Epoch) }

// say prints what happens and when.
func say(ctx *aio.Context, what ...any) { fmt.Printf("at %v: %s", at(ctx), fmt.Sprintln(what...)) }

// sayAfter waits and then says what it was told to.
func sayAfter(ctx *aio.Context, d time.Duration, what string) error {
	if err := aio.Sleep(ctx, d); err != nil {
		return err
	}
	say(ctx, what)
	return nil
}

// Run makes a loop and runs a function on it as the first task; the function's
// error is Run's. What waits has ctx in front; nothing else is special.
func ExampleRun() {
	err := aio.Run(func(ctx *aio.Context) error {
		fmt.Println("hello")
		if err := aio.Sleep(ctx, time.Microsecond); err != nil {
			return err
		}
		fmt.Println("world")
		return nil
	})
	fmt.Println("error:", err)
	// Output:
	// hello
	// world
	// error: <nil>
}

// A call that suspends is a plain call: one after the other they take the sum
// of their times.
func Example_sequential() {
	run(func(ctx *aio.Context) error {
		say(ctx, "started")
		if err := sayAfter(ctx, time.Second, "hello"); err != nil {
			return err
		}
		if err := sayAfter(ctx, 2*time.Second, "world"); err != nil {
			return err
		}
		say(ctx, "finished")
		return nil
	})
	// Output:
	// at 0s: started
	// at 1s: hello
	// at 3s: world
	// at 3s: finished
}

// As tasks of a group the same calls take as long as the longest.
func Example_concurrent() {
	run(func(ctx *aio.Context) error {
		say(ctx, "started")
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { return sayAfter(ctx, time.Second, "hello") })
			g.Go(func(ctx *aio.Context) error { return sayAfter(ctx, 2*time.Second, "world") })
			return nil
		})
		say(ctx, "finished")
		return err
	})
	// Output:
	// at 0s: started
	// at 1s: hello
	// at 2s: world
	// at 2s: finished
}

// Only the call that really waits enters the loop: the four calls around it are
// calls of Go and cost what those cost.
func Example_nestedCalls() {
	run(func(ctx *aio.Context) error {
		fetch := func(ctx *aio.Context) (string, error) {
			return "page", aio.Sleep(ctx, time.Second)
		}
		parse := func(ctx *aio.Context) (string, error) { return fetch(ctx) }
		check := func(ctx *aio.Context) (string, error) { return parse(ctx) }
		store := func(ctx *aio.Context) (string, error) { return check(ctx) }
		crawl := func(ctx *aio.Context) (string, error) { return store(ctx) }

		before := ctx.Loop().Stats()
		page, err := crawl(ctx)
		after := ctx.Loop().Stats()
		fmt.Println(page, "through five calls")
		fmt.Println("turns:", after.Turns-before.Turns, "switches:", after.Switches-before.Switches)
		return err
	})
	// Output:
	// page through five calls
	// turns: 1 switches: 1
}

// pages asks for one page after the other, each only when the one before it is
// used up. An iterator whose body takes ctx is what elsewhere is called an async
// generator; when the loop over it is left its deferred functions run at once.
func pages(ctx *aio.Context, last int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		defer fmt.Println("connection closed")
		for n := 1; n <= last; n++ {
			if err := aio.Sleep(ctx, time.Second); err != nil {
				yield("", err)
				return
			}
			for _, item := range []string{"a", "b"} {
				if !yield(fmt.Sprint(n, item), nil) {
					return
				}
			}
		}
	}
}

// A stream of results that comes in pages: the second page is asked for when
// its first item is wanted, the third never.
func Example_generator() {
	run(func(ctx *aio.Context) error {
		for item, err := range pages(ctx, 100) {
			if err != nil {
				return err
			}
			say(ctx, item)
			if item == "2a" {
				break
			}
		}
		return nil
	})
	// Output:
	// at 1s: 1a
	// at 1s: 1b
	// at 2s: 2a
	// connection closed
}
