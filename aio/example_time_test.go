package aio_test

import (
	"errors"
	"fmt"
	"net"
	"time"

	"clew/aio"
)

// A countdown. The clock is the loop's: a test gives it one that jumps.
func ExampleSleep() {
	run(func(ctx *aio.Context) error {
		for n := 3; n > 0; n-- {
			say(ctx, n)
			if err := aio.Sleep(ctx, time.Second); err != nil {
				return err
			}
		}
		say(ctx, "lift-off")
		return nil
	})
	// Output:
	// at 0s: 3
	// at 1s: 2
	// at 2s: 1
	// at 3s: lift-off
}

// What takes too long is canceled; the function that waits sees the cancel, its
// caller the timeout.
func ExampleWaitFor() {
	run(func(ctx *aio.Context) error {
		eternity := func(ctx *aio.Context) (string, error) {
			err := aio.Sleep(ctx, time.Hour)
			say(ctx, "inside:", err)
			return "yay", err
		}
		_, err := aio.WaitFor(ctx, time.Second, eternity)
		say(ctx, "outside:", err)
		return nil
	})
	// Output:
	// at 1s: inside: canceled
	// at 1s: outside: timed out after 1s
}

// What is there in the very turn in which the limit passes has come in time,
// whichever of the two was set first.
func ExampleWaitFor_tie() {
	run(func(ctx *aio.Context) error {
		var answer aio.Event
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			ctx.Loop().CallLater(time.Second, answer.Set)
			return answer.Wait(ctx)
		})
		say(ctx, "error:", err)
		return nil
	})
	// Output:
	// at 1s: error: <nil>
}

// Timeout limits a block: several calls share one limit.
func ExampleTimeout() {
	run(func(ctx *aio.Context) error {
		err := aio.Timeout(ctx, 3*time.Second, func(ctx *aio.Context) error {
			for _, word := range []string{"connect", "ask", "read"} {
				if err := sayAfter(ctx, 2*time.Second, word); err != nil {
					return err
				}
			}
			return nil
		})
		say(ctx, err)
		return nil
	})
	// Output:
	// at 2s: connect
	// at 3s: timed out after 3s
}

// Of nested limits each turns its own cancel into an error, and no other's.
func ExampleTimeout_nested() {
	run(func(ctx *aio.Context) error {
		err := aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
			for attempt := 1; ; attempt++ {
				err := aio.Timeout(ctx, 25*time.Second, func(ctx *aio.Context) error {
					return aio.Sleep(ctx, time.Hour) // no answer
				})
				if errors.Is(err, aio.ErrCanceled) {
					return err // somebody else wants us to end
				}
				say(ctx, "attempt", attempt, err)
			}
		})
		say(ctx, "in all:", err)
		return nil
	})
	// Output:
	// at 25s: attempt 1 timed out after 25s
	// at 50s: attempt 2 timed out after 25s
	// at 1m0s: in all: timed out after 1m0s
}

// A limit that starts again whenever there is progress.
func ExampleContext_Reschedule() {
	run(func(ctx *aio.Context) error {
		err := aio.Timeout(ctx, 10*time.Second, func(ctx *aio.Context) error {
			for pause := 6 * time.Second; ; pause += 3 * time.Second {
				if err := sayAfter(ctx, pause, "progress"); err != nil {
					return err
				}
				if err := ctx.Reschedule(10 * time.Second); err != nil {
					return err
				}
			}
		})
		say(ctx, err)
		return nil
	})
	// Output:
	// at 6s: progress
	// at 15s: progress
	// at 25s: timed out after 10s
}

// A TimeoutError is what the standard library calls a timeout too.
func ExampleTimeoutError() {
	run(func(ctx *aio.Context) error {
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (int, error) {
			return 0, aio.Sleep(ctx, time.Hour)
		})
		var timeout *aio.TimeoutError
		fmt.Println("limit:", errors.As(err, &timeout), timeout.After)
		var netErr net.Error
		fmt.Println("net.Error:", errors.As(err, &netErr) && netErr.Timeout())
		fmt.Println("a cancel:", errors.Is(err, aio.ErrCanceled))
		return nil
	})
	// Output:
	// limit: true 1s
	// net.Error: true
	// a cancel: false
}
