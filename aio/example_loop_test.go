//go:build unix

package aio_test

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// How long the loop lets others wait. A task that computed for a second in each
// of ten turns made everybody else wait for so long.
func ExampleLoop_Stats_lag() {
	w := aiotest.New()
	w.Run(func(ctx *aio.Context) error {
		tell := func(s aio.Stats) {
			fmt.Println("turns:", s.Turns, "switches:", s.Switches, "tasks:", s.Tasks)
			fmt.Println("somebody waited a second:", s.LagP99 >= time.Second)
		}
		tell(ctx.Loop().Stats())
		for range 10 {
			w.Advance(time.Second) // computes
			if err := aio.Yield(ctx); err != nil {
				return err
			}
		}
		tell(ctx.Loop().Stats())
		return nil
	})
	// Output:
	// turns: 1 switches: 1 tasks: 1
	// somebody waited a second: false
	// turns: 11 switches: 11 tasks: 1
	// somebody waited a second: true
}

// A lane with one worker has three pieces of work, of which two have to wait.
func ExampleLaneStats() {
	aio.Run(func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "disk", 1)
		begun, done := make(chan bool, 3), make(chan bool)
		for range 3 {
			aio.Go(ctx, func(ctx *aio.Context) (any, error) {
				return aio.OnLane(ctx, lane, func() (any, error) { begun <- true; <-done; return nil, nil })
			})
		}
		if err := aio.Yield(ctx); err != nil {
			return err
		}
		<-begun // holds the loop: do not do that in earnest
		show := func(lane aio.LaneStats) {
			fmt.Printf("%s: %d of %d at work, %d waiting\n", lane.Name, lane.Running, lane.Workers, lane.Queued)
		}
		for _, lane := range ctx.Loop().Stats().Lanes {
			if lane.Name == "disk" {
				show(lane)
			}
		}
		close(done)
		return nil
	})
	// Output:
	// disk: 1 of 1 at work, 2 waiting
}

// A signal is a callback on the loop. The first asks to end, and may be waited
// for; a loop that waits for nothing else needs a Hold.
func ExampleLoop_OnSignal() {
	err := aio.Run(func(ctx *aio.Context) error {
		loop := ctx.Loop()
		defer loop.Hold()()
		work := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, aio.Sleep(ctx, time.Hour) })
		defer loop.OnSignal(func(s os.Signal) {
			fmt.Println("got", s)
			work.Cancel(nil)
		}, syscall.SIGUSR1)()

		if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
			return err
		}
		_, err := work.Wait(ctx)
		return err
	})
	fmt.Println(err)
	// Output:
	// got user defined signal 1
	// canceled
}

// Callbacks run in the order of their deadlines, equal ones in the order in
// which they were set. They must not wait; what waits is a task.
func ExampleLoop_CallLater() {
	run(func(ctx *aio.Context) error {
		loop := ctx.Loop()
		for _, seconds := range []int{3, 1, 2, 1} {
			loop.CallLater(time.Duration(seconds)*time.Second, func() { say(ctx, "after", seconds) })
		}
		loop.CallSoon(func() { say(ctx, "soon") })
		return aio.Sleep(ctx, 5*time.Second)
	})
	// Output:
	// at 0s: soon
	// at 1s: after 1
	// at 1s: after 1
	// at 2s: after 2
	// at 3s: after 3
}

// A point in time instead of a distance: here every full minute of the clock,
// however long the work before it took.
func ExampleLoop_CallAt() {
	run(func(ctx *aio.Context) error {
		loop := ctx.Loop()
		var strike func()
		strike = func() {
			say(ctx, "ding")
			loop.CallAt(loop.Now().Truncate(time.Minute).Add(time.Minute), strike)
		}
		loop.CallLater(42*time.Second, strike)
		return aio.Sleep(ctx, 3*time.Minute)
	})
	// Output:
	// at 42s: ding
	// at 1m0s: ding
	// at 2m0s: ding
	// at 3m0s: ding
}

// A callback can be taken back until it has run.
func ExampleHandle() {
	run(func(ctx *aio.Context) error {
		loop := ctx.Loop()
		alarm := loop.CallLater(10*time.Second, func() { say(ctx, "alarm") })
		loop.CallLater(9*time.Second, func() { say(ctx, "taken back in time:", alarm.Cancel()) })
		return aio.Sleep(ctx, time.Minute)
	})
	// Output:
	// at 9s: taken back in time: true
}

// A callback that calls itself again is a clock. As a daemon it ticks as long as
// there is something else to do, and does not hide that there is nothing.
func ExampleHandle_Daemon() {
	run(func(ctx *aio.Context) error {
		var tick func()
		tick = func() {
			say(ctx, "tick")
			ctx.Loop().CallLater(time.Minute, tick).Daemon()
		}
		tick()
		return aio.Sleep(ctx, 150*time.Second)
	})
	// Output:
	// at 0s: tick
	// at 1m0s: tick
	// at 2m0s: tick
}

// Callbacks run in the order in which they were called for, each batch after
// another look at the sockets and the clock. So one that calls itself again for
// ever keeps nobody else from running.
func ExampleLoop_CallSoon() {
	run(func(ctx *aio.Context) error {
		turns := 0
		var again func()
		again = func() { turns++; ctx.Loop().CallSoon(again) }
		again()
		for range 3 {
			if err := aio.Yield(ctx); err != nil {
				return err
			}
			fmt.Println("still here,", turns, "turns")
		}
		return nil
	})
	// Output:
	// still here, 2 turns
	// still here, 3 turns
	// still here, 4 turns
}
