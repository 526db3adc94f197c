package aio_test

import (
	"fmt"
	"strings"
	"time"

	"clew/aio"
)

// ps prints a line for each task, with the address at which it waits.
func ps(tasks []aio.TaskInfo) {
	for _, t := range tasks {
		at := t.Wait
		if t.FD >= 0 {
			at = "socket of " + t.Peer
		}
		line := fmt.Sprintf("%-12s %-12s %s", strings.Repeat("  ", t.Depth)+t.Name, t.State, at)
		fmt.Println(strings.TrimRight(line, " "))
	}
}

// A ps of the loop: its tasks by group, and what they are at.
func ExampleTaskInfo() {
	run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
			if err != nil {
				return err
			}
			serve := aio.Go(g, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, echo) })
			serve.SetName("serve")
			aio.Go(g, func(ctx *aio.Context) (any, error) { return nil, aio.Sleep(ctx, time.Hour) }).SetName("clock")
			if err := aio.Sleep(ctx, time.Minute); err != nil {
				return err
			}
			aio.Go(g, func(ctx *aio.Context) (any, error) { return nil, nil }).SetName("newest")
			ps(ctx.Loop().Tasks())
			g.Cancel(nil)
			return nil
		})
	})
	// Output:
	// main         running
	//   serve      waiting      socket of 10.0.0.2:80
	//   clock      waiting      timer in 59m0s
	//   newest     not begun
}
