package aio_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"clew/aio"
)

// A canceled task cleans up in deferred functions, as any Go function does. It
// may wait there: the cancel was delivered, once, and what comes after it is
// not disturbed.
func ExampleTask_Cancel() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			defer func() {
				err := aio.Sleep(ctx, 2*time.Second) // say goodbye
				say(ctx, "cleaned up,", err)
			}()
			return 1, aio.Sleep(ctx, time.Hour)
		})
		if err := aio.Sleep(ctx, time.Second); err != nil {
			return err
		}
		task.Cancel(errors.New("changed my mind"))
		_, err := task.Wait(ctx)
		say(ctx, err)
		fmt.Println(errors.Is(err, aio.ErrCanceled))
		return nil
	})
	// Output:
	// at 3s: cleaned up, <nil>
	// at 3s: canceled: changed my mind
	// true
}

// A task that was canceled before it first ran never runs.
func ExampleTask_Cancel_beforeItRuns() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			fmt.Println("never printed")
			return 1, nil
		})
		fmt.Println("was still to end:", task.Cancel(nil))
		_, err := task.Wait(ctx)
		fmt.Println(err)
		fmt.Println("was still to end:", task.Cancel(nil))
		return nil
	})
	// Output:
	// was still to end: true
	// canceled
	// was still to end: false
}

// A cancel is a request. Who has something to say instead returns that, and has
// not been canceled.
func ExampleTask_Cancel_declined() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (string, error) {
			if err := aio.Sleep(ctx, time.Hour); err != nil {
				return "half of it", nil
			}
			return "all of it", nil
		})
		ctx.Loop().CallLater(time.Minute, func() { task.Cancel(nil) })
		part, err := task.Wait(ctx)
		say(ctx, part, err)
		return nil
	})
	// Output:
	// at 1m0s: half of it <nil>
}

// Whose cancel it is: the limit of 1 s makes the call return a CancelError, and
// turns that, its own, into a TimeoutError. A cancel of the task has a cause, and
// passes through every limit as it is.
func ExampleCancelError() {
	run(func(ctx *aio.Context) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			for {
				err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
					return aio.Sleep(ctx, time.Hour)
				})
				say(ctx, err)
				if errors.Is(err, aio.ErrCanceled) {
					return nil, err
				}
			}
		})
		ctx.Loop().CallLater(2500*time.Millisecond, func() { task.Cancel(errors.New("the user went home")) })
		_, err := task.Wait(ctx)
		var canceled *aio.CancelError
		if errors.As(err, &canceled) {
			fmt.Println("cause:", canceled.Cause)
		}
		return nil
	})
	// Output:
	// at 1s: timed out after 1s
	// at 2s: timed out after 1s
	// at 2.5s: canceled: the user went home
	// cause: the user went home
}

// What must not be left half done is shielded: the cancel comes when it is done.
func ExampleShield() {
	run(func(ctx *aio.Context) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			err := aio.Shield(ctx, func(ctx *aio.Context) error { return sayAfter(ctx, 5*time.Second, "committed") })
			if err != nil {
				return err
			}
			return sayAfter(ctx, time.Second, "never said")
		})
		say(ctx, err)
		return nil
	})
	// Output:
	// at 5s: committed
	// at 5s: timed out after 1s
}

// What asyncio's shield does: the caller goes at once, the work goes on behind
// its back. Here it has an owner, the outer group, who hears how it ends.
func ExampleShield_asyncio() {
	run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, owner *aio.TaskGroup) error {
			_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (any, error) {
				commit := aio.Go(owner, func(ctx *aio.Context) (any, error) {
					return nil, sayAfter(ctx, 5*time.Second, "committed")
				})
				return commit.Wait(ctx)
			})
			say(ctx, err)
			return nil
		})
	})
	// Output:
	// at 1s: timed out after 1s
	// at 5s: committed
}

// A section in which nothing else may run: a call in it that would wait panics
// and names the place. Calls that need not wait are allowed.
func ExampleNoSuspend() {
	run(func(ctx *aio.Context) error {
		from, to := 100, 0
		var audit aio.Lock
		transfer := func() error {
			from -= 10
			if err := audit.Acquire(ctx); err != nil { // it is free
				return err
			}
			defer audit.Release()
			to += 10
			return nil
		}
		fmt.Println(aio.NoSuspend(ctx, transfer), from, to)

		defer func() {
			_, what, _ := strings.Cut(fmt.Sprint(recover()), "wait for ")
			fmt.Println("it would have had to wait for", what)
		}()
		return aio.NoSuspend(ctx, func() error { return aio.Sleep(ctx, time.Second) })
	})
	// Output:
	// <nil> 90 10
	// it would have had to wait for timer in 1s
}
