package aio_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"clew/aio"
)

// A Future joins what comes by callback to tasks that wait: here the answers of
// a server that come in whatever order, each with the number of its question.
func ExampleFuture() {
	run(func(ctx *aio.Context) error {
		asked := map[int]*aio.Future[string]{}
		answered := func(id int, text string) { asked[id].Set(text, nil) }

		ask := func(ctx *aio.Context, question string) (string, error) {
			id := len(asked)
			answer := aio.NewFuture[string](ctx)
			asked[id] = answer
			delay := time.Duration(10-id) * time.Second // what was asked last is answered first
			ctx.Loop().CallLater(delay, func() { answered(id, strings.ToUpper(question)) })
			return answer.Wait(ctx)
		}
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, question := range []string{"who", "what", "when"} {
				g.Go(func(ctx *aio.Context) error {
					answer, err := ask(ctx, question)
					say(ctx, question, "-", answer)
					return err
				})
			}
			return nil
		})
	})
	// Output:
	// at 8s: when - WHEN
	// at 9s: what - WHAT
	// at 10s: who - WHO
}

// A result is set once. Where two may come, the first wins and the second is
// told so.
func ExampleFuture_Set() {
	run(func(ctx *aio.Context) error {
		first := aio.NewFuture[string](ctx)
		for i, name := range []string{"hare", "tortoise"} {
			ctx.Loop().CallLater(time.Duration(2-i)*time.Hour, func() {
				if err := first.Set(name, nil); errors.Is(err, aio.ErrInvalidState) {
					say(ctx, name+":", err)
				}
			})
		}
		winner, err := first.Wait(ctx)
		say(ctx, "the winner:", winner)
		if err != nil {
			return err
		}
		return aio.Sleep(ctx, 2*time.Hour)
	})
	// Output:
	// at 1h0m0s: the winner: tortoise
	// at 2h0m0s: hare: set a future that has a result: invalid state
}

// Callbacks never run inside Set: what set the result goes on first, and they
// run in their order in the next turn. They have no ctx to wait with; Result
// does not wait.
func ExampleFuture_OnDone() {
	run(func(ctx *aio.Context) error {
		f := aio.NewFuture[int](ctx)
		f.OnDone(func() { fmt.Println(f.Result()) })
		f.OnDone(func() { fmt.Println("second callback") })
		_, err := f.Result()
		fmt.Println(errors.Is(err, aio.ErrInvalidState), f.Done())
		f.Set(7, nil)
		fmt.Println("set")
		return aio.Yield(ctx)
	})
	// Output:
	// true false
	// set
	// 7 <nil>
	// second callback
}
