package aio_test

import (
	"fmt"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// The examples overlap01 to overlap11 do one job in eleven ways: three reports
// are computed, each holding the thread for 2 s, and each is written, which
// takes the disk 1 s and the thread nothing. Where nothing overlaps that is 9 s;
// where the thread computes while the disk writes it is 7 s, as only the last
// write has nobody to hide behind. asyncio takes as long in each of the first
// ten.
type desk struct{ *aiotest.World }

// overlap runs main at a desk, on a clock that compute moves.
func overlap(main func(ctx *aio.Context, d desk) error) {
	d := desk{aiotest.New()}
	if err := d.Run(func(ctx *aio.Context) error { return main(ctx, d) }); err != nil {
		fmt.Println("run:", err)
	}
	d.say("done")
}

func (d desk) say(what ...any) { fmt.Printf("at %v: %s", d.Elapsed(), fmt.Sprintln(what...)) }

// compute holds the thread for 2 s: no task and no timer runs meanwhile.
func (d desk) compute(n int) (report int) {
	d.Advance(2 * time.Second)
	d.say("computed", n)
	return n
}

// write takes 1 s from when it begins, whoever has the thread meanwhile.
func (d desk) write(ctx *aio.Context, report int) (int, error) {
	d.say("begins to write", report)
	err := aio.Sleep(ctx, time.Second)
	d.say("has written", report)
	return report, err
}

// awaitable is whatever can be waited for. In Go that is a function: a call that
// is yet to be made, or the Wait of a task or a future that is under way.
type awaitable = func(*aio.Context) (int, error)

// writing is the call of write as a value. Like a coroutine object of asyncio
// it does nothing until somebody makes it run.
func (d desk) writing(report int) awaitable {
	return func(ctx *aio.Context) (int, error) { return d.write(ctx, report) }
}

// oneAhead computes, waits for the write before, and starts the next one.
func (d desk) oneAhead(ctx *aio.Context, start func(report int) awaitable) error {
	before := func(*aio.Context) (int, error) { return 0, nil }
	for n := range 3 {
		report := d.compute(n)
		if _, err := before(ctx); err != nil {
			return err
		}
		before = start(report)
	}
	_, err := before(ctx)
	return err
}

// Awaited at once: a call that waits is a call, and the next line comes after
// it.
func Example_overlap01awaitedAtOnce() {
	overlap(func(ctx *aio.Context, d desk) error {
		for n := range 3 {
			if _, err := d.write(ctx, d.compute(n)); err != nil {
				return err
			}
		}
		return nil
	})
	// Output:
	// at 2s: computed 0
	// at 2s: begins to write 0
	// at 3s: has written 0
	// at 5s: computed 1
	// at 5s: begins to write 1
	// at 6s: has written 1
	// at 8s: computed 2
	// at 8s: begins to write 2
	// at 9s: has written 2
	// at 9s: done
}

// Awaited before the next write: the call is kept and made one round later. It
// does not begin before it is made, so nothing is won. (In asyncio the same
// happens with a coroutine object, and surprises more.)
func Example_overlap02awaitedLater() {
	overlap(func(ctx *aio.Context, d desk) error {
		return d.oneAhead(ctx, d.writing)
	})
	// Output:
	// at 2s: computed 0
	// at 4s: computed 1
	// at 4s: begins to write 0
	// at 5s: has written 0
	// at 7s: computed 2
	// at 7s: begins to write 1
	// at 8s: has written 1
	// at 8s: begins to write 2
	// at 9s: has written 2
	// at 9s: done
}

// Gather: the writes overlap each other, not what is computed.
func Example_overlap03gather() {
	overlap(func(ctx *aio.Context, d desk) error {
		var writes []awaitable
		for n := range 3 {
			writes = append(writes, d.writing(d.compute(n)))
		}
		_, err := aio.Gather(ctx, writes...)
		return err
	})
	// Output:
	// at 2s: computed 0
	// at 4s: computed 1
	// at 6s: computed 2
	// at 6s: begins to write 0
	// at 6s: begins to write 1
	// at 6s: begins to write 2
	// at 7s: has written 0
	// at 7s: has written 1
	// at 7s: has written 2
	// at 7s: done
}

// A group: its tasks are started one by one, and first run when the block that
// starts them gives way, which is at its end.
func Example_overlap04group() {
	overlap(func(ctx *aio.Context, d desk) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for n := range 3 {
				aio.Go(g, d.writing(d.compute(n)))
			}
			return nil
		})
	})
	// Output:
	// at 2s: computed 0
	// at 4s: computed 1
	// at 6s: computed 2
	// at 6s: begins to write 0
	// at 6s: begins to write 1
	// at 6s: begins to write 2
	// at 7s: has written 0
	// at 7s: has written 1
	// at 7s: has written 2
	// at 7s: done
}

// A group with a lock: one write at a time, in the order in which they asked.
func Example_overlap05groupAndLock() {
	overlap(func(ctx *aio.Context, d desk) error {
		var disk aio.Lock
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for n := range 3 {
				report := d.compute(n)
				g.Go(func(ctx *aio.Context) error {
					return disk.With(ctx, func() error {
						_, err := d.write(ctx, report)
						return err
					})
				})
			}
			return nil
		})
	})
	// Output:
	// at 2s: computed 0
	// at 4s: computed 1
	// at 6s: computed 2
	// at 6s: begins to write 0
	// at 7s: has written 0
	// at 7s: begins to write 1
	// at 8s: has written 1
	// at 8s: begins to write 2
	// at 9s: has written 2
	// at 9s: done
}

// A task is started, but it first runs when its maker gives way, and its maker
// computes: by the time that it waits for the task, that has yet to begin.
func Example_overlap06task() {
	overlap(func(ctx *aio.Context, d desk) error {
		return d.oneAhead(ctx, func(report int) awaitable {
			return aio.Go(ctx, d.writing(report)).Wait
		})
	})
	// Output:
	// at 2s: computed 0
	// at 4s: computed 1
	// at 4s: begins to write 0
	// at 5s: has written 0
	// at 7s: computed 2
	// at 7s: begins to write 1
	// at 8s: has written 1
	// at 8s: begins to write 2
	// at 9s: has written 2
	// at 9s: done
}

// A task and a Yield, asyncio's sleep(0): the maker gives way once, the write
// begins, and goes on while the next report is computed. The disk is ready at
// 3 s; the task learns of it when the thread is free, at 4 s.
func Example_overlap07taskAndYield() {
	overlap(func(ctx *aio.Context, d desk) error {
		return d.oneAhead(ctx, func(report int) awaitable {
			task := aio.Go(ctx, d.writing(report))
			if err := aio.Yield(ctx); err != nil {
				return func(*aio.Context) (int, error) { return 0, err }
			}
			return task.Wait
		})
	})
	// Output:
	// at 2s: computed 0
	// at 2s: begins to write 0
	// at 4s: computed 1
	// at 4s: has written 0
	// at 4s: begins to write 1
	// at 6s: computed 2
	// at 6s: has written 1
	// at 6s: begins to write 2
	// at 7s: has written 2
	// at 7s: done
}

// Async iteration: a loop over values that are made while it goes. It says
// where values come from, not when: the bodies of loop and iterator take turns.
// (An iterator that waits takes ctx; this one computes and needs none.)
func Example_overlap08iteration() {
	overlap(func(ctx *aio.Context, d desk) error {
		reports := func(yield func(int) bool) {
			for n := 0; n < 3 && yield(d.compute(n)); n++ {
			}
		}
		for report := range reports {
			if _, err := d.write(ctx, report); err != nil {
				return err
			}
		}
		return nil
	})
	// Output:
	// at 2s: computed 0
	// at 2s: begins to write 0
	// at 3s: has written 0
	// at 5s: computed 1
	// at 5s: begins to write 1
	// at 6s: has written 1
	// at 8s: computed 2
	// at 8s: begins to write 2
	// at 9s: has written 2
	// at 9s: done
}

// A function that starts the write before it returns its awaitable. It takes no
// ctx, so it cannot give way: the write has begun when it returns.
func Example_overlap09startedFirst() {
	overlap(func(ctx *aio.Context, d desk) error {
		loop := ctx.Loop()
		return d.oneAhead(ctx, func(report int) awaitable {
			written := aio.NewFuture[int](ctx)
			d.say("begins to write", report)
			loop.CallLater(time.Second, func() {
				d.say("has written", report)
				written.Set(report, nil)
			})
			return written.Wait
		})
	})
	// Output:
	// at 2s: computed 0
	// at 2s: begins to write 0
	// at 4s: computed 1
	// at 4s: has written 0
	// at 4s: begins to write 1
	// at 6s: computed 2
	// at 6s: has written 1
	// at 6s: begins to write 2
	// at 7s: has written 2
	// at 7s: done
}

// Eager: GoEager runs the task at once, up to where it first waits. It is what
// elsewhere takes a decorator, or an eager task factory for the whole loop.
func Example_overlap10eager() {
	overlap(func(ctx *aio.Context, d desk) error {
		return d.oneAhead(ctx, func(report int) awaitable {
			return aio.GoEager(ctx, d.writing(report)).Wait
		})
	})
	// Output:
	// at 2s: computed 0
	// at 2s: begins to write 0
	// at 4s: computed 1
	// at 4s: has written 0
	// at 4s: begins to write 1
	// at 6s: computed 2
	// at 6s: has written 1
	// at 6s: begins to write 2
	// at 7s: has written 2
	// at 7s: done
}

// In a thread: whatever computes for 2 s belongs there in the first place. The
// plain task of overlap06 is enough now, as its maker waits for the thread. (On
// the virtual clock lanes work one after the other, on the real one at the same
// time as the loop: there the write ends at 3 s, and is told so at 3 s.)
func Example_overlap11thread() {
	overlap(func(ctx *aio.Context, d desk) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for n := range 3 {
				report, err := aio.ToThread(ctx, func() (int, error) { return d.compute(n), nil })
				if err != nil {
					return err
				}
				aio.Go(g, d.writing(report))
			}
			return nil
		})
	})
	// Output:
	// at 2s: computed 0
	// at 2s: begins to write 0
	// at 4s: computed 1
	// at 4s: has written 0
	// at 4s: begins to write 1
	// at 6s: computed 2
	// at 6s: has written 1
	// at 6s: begins to write 2
	// at 7s: has written 2
	// at 7s: done
}
