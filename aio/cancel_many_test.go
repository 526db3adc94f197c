package aio_test

import (
	"runtime/debug"
	"testing"

	"clew/aio"
	"clew/aio/aiotest"
)

// A cancel goes on by the ready queue, not by calls within calls: however many
// tasks it reaches, and in whatever way, no stack becomes deeper.
func TestCancelOfManyTasksIsNoRecursion(t *testing.T) {
	const tasks = 2_000
	for _, shape := range []struct {
		name  string
		start func(ctx *aio.Context, g *aio.TaskGroup)
	}{
		{"each for itself", func(ctx *aio.Context, g *aio.TaskGroup) {
			for range tasks {
				g.Go(forever)
			}
		}},
		{"each waits for the one before it", func(ctx *aio.Context, g *aio.TaskGroup) {
			last := spawn(g, forever)
			for range tasks - 1 {
				before := last
				last = spawn(g, func(ctx *aio.Context) error { _, err := before.Wait(ctx); return err })
			}
		}},
		{"each in a group of the one before it", func(ctx *aio.Context, g *aio.TaskGroup) {
			g.Go(func(ctx *aio.Context) error { return nest(ctx, tasks-1) })
		}},
	} {
		t.Run(shape.name, func(t *testing.T) {
			defer debug.SetMaxStack(debug.SetMaxStack(1 << 16)) // a larger one ends the process
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					shape.start(ctx, g)
					yield(ctx, tasks+2)
					equal(t, "tasks", ctx.Loop().Stats().Tasks, 1+tasks)
					g.Cancel(errTest)
					return nil
				})
			})
		})
	}
}

// nest makes tasks tasks, each in a group of the one before it.
func nest(ctx *aio.Context, tasks int) error {
	if tasks == 0 {
		return forever(ctx)
	}
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		g.Go(func(ctx *aio.Context) error { return nest(ctx, tasks-1) })
		return nil
	})
}
