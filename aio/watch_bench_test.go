package aio_test

import (
	"testing"

	"clew/aio"
)

// One round is all of a hundred thousand tasks, in groups of ten.
func BenchmarkTasks100000(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range 10_000 {
				g.Go(func(ctx *aio.Context) error {
					return groupOf(ctx, forever, forever, forever, forever, forever, forever, forever, forever, forever)
				})
			}
			yield(ctx, 3)
			n := 0
			for b.Loop() {
				n = len(ctx.Loop().Tasks())
			}
			perItem(b, n, "task")
			g.Cancel(nil)
			return nil
		})
	})
}

// One round is a look for circles among a hundred thousand tasks, each of which
// waits for the one before it.
func BenchmarkDeadlocks100000(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		last := spawn(ctx, forever)
		for range 100_000 {
			before := last
			last = spawn(ctx, func(ctx *aio.Context) error { _, err := before.Wait(ctx); return err })
		}
		yield(ctx, 2)
		for b.Loop() {
			ctx.Loop().Deadlocks()
		}
		perItem(b, 100_000, "task")
		return nil
	})
}

func BenchmarkStats(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		aio.NewLane(ctx.Loop(), "parse", 2)
		for b.Loop() {
			ctx.Loop().Stats()
		}
		return nil
	})
}
