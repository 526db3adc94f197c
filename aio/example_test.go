package aio_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
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

// say waits and then prints what it was told to.
func say(ctx *aio.Context, after time.Duration, what string) error {
	if err := aio.Sleep(ctx, after); err != nil {
		return err
	}
	fmt.Println(at(ctx), what)
	return nil
}

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
		fmt.Println(a, b, "after", at(ctx))
		return err
	})
	// Output:
	// 2 4 after 1s
}

// A call that suspends is a plain call: one after the other they take the sum
// of their times.
func Example_sequential() {
	run(func(ctx *aio.Context) error {
		fmt.Println("started at", at(ctx))
		if err := say(ctx, time.Second, "hello"); err != nil {
			return err
		}
		if err := say(ctx, 2*time.Second, "world"); err != nil {
			return err
		}
		fmt.Println("finished at", at(ctx))
		return nil
	})
	// Output:
	// started at 0s
	// 1s hello
	// 3s world
	// finished at 3s
}

// As tasks of a group the same calls take as long as the longest.
func Example_concurrent() {
	run(func(ctx *aio.Context) error {
		fmt.Println("started at", at(ctx))
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { return say(ctx, time.Second, "hello") })
			g.Go(func(ctx *aio.Context) error { return say(ctx, 2*time.Second, "world") })
			return nil
		})
		fmt.Println("finished at", at(ctx))
		return err
	})
	// Output:
	// started at 0s
	// 1s hello
	// 2s world
	// finished at 2s
}

// Three factorials at once. Group returns when its block and all its tasks have
// ended, so their results may be read without a lock.
func ExampleGroup() {
	run(func(ctx *aio.Context) error {
		factorial := func(ctx *aio.Context, name string, n int) error {
			f := 1
			for i := 2; i <= n; i++ {
				fmt.Printf("%s: factorial(%d), now at %d\n", name, n, i)
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				f *= i
			}
			fmt.Printf("%s: factorial(%d) = %d\n", name, n, f)
			return nil
		}
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { return factorial(ctx, "A", 2) })
			g.Go(func(ctx *aio.Context) error { return factorial(ctx, "B", 3) })
			g.Go(func(ctx *aio.Context) error { return factorial(ctx, "C", 4) })
			return nil
		})
	})
	// Output:
	// A: factorial(2), now at 2
	// B: factorial(3), now at 2
	// C: factorial(4), now at 2
	// A: factorial(2) = 2
	// B: factorial(3), now at 3
	// C: factorial(4), now at 3
	// B: factorial(3) = 6
	// C: factorial(4), now at 4
	// C: factorial(4) = 24
}

// The first error cancels the other tasks of the group, and is what Group
// returns once they have ended.
func ExampleGroup_firstError() {
	run(func(ctx *aio.Context) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				err := aio.Sleep(ctx, time.Hour)
				fmt.Println("sleeper:", err)
				return err
			})
			g.Go(func(ctx *aio.Context) error {
				aio.Sleep(ctx, time.Second)
				return errors.New("disk full")
			})
			return nil
		})
		fmt.Println("group:", err, "at", at(ctx))
		return nil
	})
	// Output:
	// sleeper: canceled: disk full
	// group: disk full at 1s
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
		fmt.Println("at most", most, "inside; all through after", at(ctx))
		return err
	})
	// Output:
	// at most 10 inside; all through after 1m40s
}

// The producer is held back while five values wait; Join returns when each of
// them has been dealt with. Close ends the consumer's loop.
func ExampleQueue() {
	run(func(ctx *aio.Context) error {
		q := aio.NewQueue[int](5)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				for n, err := range q.All(ctx) {
					if err != nil {
						return err
					}
					if err := say(ctx, time.Second, fmt.Sprint("consumed ", n)); err != nil {
						return err
					}
					q.TaskDone()
				}
				return nil
			})
			for n := range 8 {
				if err := q.Put(ctx, n); err != nil {
					return err
				}
			}
			fmt.Println(at(ctx), "all produced,", q.Len(), "waiting")
			if err := q.Join(ctx); err != nil {
				return err
			}
			fmt.Println(at(ctx), "all consumed")
			q.Close()
			return nil
		})
	})
	// Output:
	// 1s consumed 0
	// 2s consumed 1
	// 2s all produced, 5 waiting
	// 3s consumed 2
	// 4s consumed 3
	// 5s consumed 4
	// 6s consumed 5
	// 7s consumed 6
	// 8s consumed 7
	// 8s all consumed
}

// What takes too long is canceled; the function that waits sees the cancel, its
// caller the timeout.
func ExampleWaitFor() {
	run(func(ctx *aio.Context) error {
		eternity := func(ctx *aio.Context) (string, error) {
			err := aio.Sleep(ctx, time.Hour)
			fmt.Println("inside:", err)
			return "yay", err
		}
		_, err := aio.WaitFor(ctx, time.Second, eternity)
		fmt.Println("outside:", err)
		var timeout *aio.TimeoutError
		fmt.Println(errors.As(err, &timeout), at(ctx))
		return nil
	})
	// Output:
	// inside: canceled
	// outside: timed out after 1s
	// true 1s
}

// A canceled task cleans up in deferred functions, as any Go function does. It
// may wait there: the cancel was delivered, once, and what comes after it is
// not disturbed.
func ExampleTask_Cancel() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			defer func() {
				err := aio.Sleep(ctx, 2*time.Second) // say goodbye
				fmt.Println(at(ctx), "cleaned up,", err)
			}()
			return 1, aio.Sleep(ctx, time.Hour)
		})
		if err := aio.Sleep(ctx, time.Second); err != nil {
			return err
		}
		task.Cancel(errors.New("changed my mind"))
		_, err := task.Wait(ctx)
		fmt.Println(at(ctx), err)
		fmt.Println(errors.Is(err, aio.ErrCanceled))
		return nil
	})
	// Output:
	// 3s cleaned up, <nil>
	// 3s canceled: changed my mind
	// true
}

// What computes or blocks goes to a thread; the loop runs on meanwhile.
func ExampleToThread() {
	run(func(ctx *aio.Context) error {
		sum, err := aio.ToThread(ctx, func() (int, error) {
			sum := 0
			for i := range 1000 {
				sum += i
			}
			return sum, nil
		})
		fmt.Println(sum, err)
		return nil
	})
	// Output:
	// 499500 <nil>
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
			fmt.Println(at(ctx), item)
			if item == "2a" {
				break
			}
		}
		return nil
	})
	// Output:
	// 1s 1a
	// 1s 1b
	// 2s 2a
	// connection closed
}

// Gather runs functions at the same time and returns their results in the order
// of the functions, whichever ends first.
func ExampleGather() {
	run(func(ctx *aio.Context) error {
		after := func(d time.Duration, s string) func(*aio.Context) (string, error) {
			return func(ctx *aio.Context) (string, error) { return s, aio.Sleep(ctx, d) }
		}
		words, err := aio.Gather(ctx,
			after(3*time.Second, "first"), after(2*time.Second, "second"), after(time.Second, "third"))
		fmt.Println(strings.Join(words, ", "), "after", at(ctx))
		return err
	})
	// Output:
	// first, second, third after 3s
}

// An echo server and its client, over a network in memory on which a message
// takes 20 ms. The same code runs on the kernel's sockets.
func ExampleListener_Serve() {
	w := aiotest.New()
	w.Latency = 20 * time.Millisecond
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:7")
		if err != nil {
			return err
		}
		server := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, ln.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error {
				buf := make([]byte, 512)
				for {
					n, err := c.Read(ctx, buf)
					if err == io.EOF {
						return nil
					}
					if err != nil {
						return err
					}
					if _, err := c.Write(ctx, buf[:n]); err != nil {
						return err
					}
				}
			})
		})

		c, err := aio.Dial(ctx, "tcp", ln.Addr().String())
		if err != nil {
			return err
		}
		defer c.Close()
		fmt.Println(at(ctx), "connected")
		if _, err := c.Write(ctx, []byte("hello, world")); err != nil {
			return err
		}
		answer, err := c.Next(ctx)
		fmt.Printf("%v %s\n", at(ctx), answer)
		server.Cancel(nil)
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 40ms connected
	// 80ms hello, world
}
