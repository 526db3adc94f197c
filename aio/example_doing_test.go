package aio_test

import (
	"fmt"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// A worker that says which job it is at, to who looks at the tree: asked only
// then, so the jobs pay nothing for it.
func ExampleContext_Doing() {
	run(func(ctx *aio.Context) error {
		pause := aio.Event{Name: "the end of the pause"}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, pause.Wait(ctx) })
		worker := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			job := 0
			ctx.Doing(func() string { return fmt.Sprintf("job %d", job) })
			for job = 1; ; job++ {
				if err := aio.Sleep(ctx, time.Minute); err != nil {
					return nil, err
				}
			}
		})
		worker.SetName("worker")
		aio.Sleep(ctx, 90*time.Second)
		fmt.Print(ctx.Loop().Tree())
		for _, t := range ctx.Loop().Tasks() {
			if t.Doing != "" {
				fmt.Println(t, "is at", t.Doing)
			}
		}
		return nil
	})
	// Output:
	// task 1 "main": running
	// task 2: waits for event "the end of the pause", 1m30s
	// task 3 "worker": job 2; waits for timer in 30s, 30s
	// task 3 "worker" is at job 2
}

// The tree at the moment of a panic, while the other tasks are still there.
func ExampleRunner_panic() {
	var loop *aio.Loop
	runner := aiotest.New().Runner()
	runner.OnPanic = func(err *aio.PanicError) { fmt.Printf("%v\n%s", err.Value, loop.Tree()) }
	runner.Run(func(ctx *aio.Context) error {
		loop = ctx.Loop()
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) })
			g.Go(func(ctx *aio.Context) error { panic("a bug") })
			return nil
		})
	})
	// Output:
	// a bug
	// task 1 "main": waits for 2 tasks of its group, 0s
	//   task 2: waits for timer in 1h0m0s, 0s
	//   task 3: running
}
