package aio_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// A Context is a context.Context for what knows nothing of aio. There it is
// over when the scope is canceled or left, from whatever goroutine one looks.
func ExampleContext() {
	run(func(ctx *aio.Context) error {
		var kept context.Context
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			kept = ctx
			deadline, ok := ctx.Deadline()
			fmt.Println("within:", ctx.Err(), deadline.Sub(ctx.Loop().Now()), ok)
			return aio.Sleep(ctx, time.Hour)
		})
		say(ctx, err)
		<-kept.Done()
		fmt.Println("afterwards:", kept.Err(), "- around it:", ctx.Err())
		return nil
	})
	// Output:
	// within: <nil> 1s true
	// at 1s: timed out after 1s
	// afterwards: context deadline exceeded - around it: <nil>
}

// AfterFunc calls a function in a goroutine of its own when the scope is over:
// that is how to stop something that only a call from outside can stop.
func ExampleContext_AfterFunc() {
	run(func(ctx *aio.Context) error {
		stopped := make(chan string)
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			ctx.AfterFunc(func() { stopped <- "stopped" })
			return aio.Sleep(ctx, time.Hour)
		})
		fmt.Println(<-stopped)
		return nil
	})
	// Output:
	// stopped
}

// A value travels with ctx, into the tasks that are started through it.
func ExampleWithValue() {
	type requestID struct{}
	run(func(ctx *aio.Context) error {
		handle := func(ctx *aio.Context) (any, error) {
			return nil, sayAfter(ctx, time.Second, fmt.Sprint("request ", ctx.Value(requestID{})))
		}
		for id := range 3 {
			aio.Go(aio.WithValue(ctx, requestID{}, id), handle)
		}
		fmt.Println("outside:", ctx.Value(requestID{}))
		return aio.Sleep(ctx, time.Minute)
	})
	// Output:
	// outside: <nil>
	// at 1s: request 0
	// at 1s: request 1
	// at 1s: request 2
}

// A Runner takes over the values of a context.Context, not its cancel: who ends
// the run from outside posts that.
func ExampleRunner_parent() {
	type user struct{}
	parent, stop := context.WithCancelCause(context.WithValue(context.Background(), user{}, "ariadne"))

	err := aio.Runner{Parent: parent}.Run(func(ctx *aio.Context) error {
		fmt.Println("hello,", ctx.Value(user{}))
		loop := ctx.Loop()
		work := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, aio.Sleep(ctx, time.Hour) })
		defer context.AfterFunc(parent, func() {
			loop.Post(func() { work.Cancel(context.Cause(parent)) })
		})()
		stop(errors.New("the thread has run out"))
		_, err := work.Wait(ctx)
		return err
	})
	fmt.Println(err)
	// Output:
	// hello, ariadne
	// canceled: the thread has run out
}
