package aio_test

import (
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR54_TreeShowsWhatEachTaskWaitsFor(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](2)
		parent := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				spawn(g, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) }).SetName("sleeper")
				spawn(g, func(ctx *aio.Context) error { _, err := q.Get(ctx); return err }).SetName("getter")
				return nil
			})
		})
		parent.SetName("parent")
		awaiter := spawn(ctx, func(ctx *aio.Context) error { _, err := parent.Wait(ctx); return err })
		aio.Sleep(ctx, time.Minute)
		spawn(ctx, aio.Yield)
		equal(t, "tree", ctx.Loop().Tree(), strings.TrimLeft(`
task 1 "main": running
task 2 "parent": waits for 2 tasks of its group, 1m0s
  task 4 "sleeper": waits for timer in 59m0s, 1m0s
  task 5 "getter": waits for get from a queue, 0 in it, 1m0s
task 3: waits for task 2 "parent", 1m0s
task 6: not begun
`, "\n"))
		awaiter.Cancel(nil)
		return nil
	})
}

func TestR54_CyclesDoNotDisturbTheTree(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var a, b *aio.Task[struct{}]
		a = spawn(ctx, func(ctx *aio.Context) error { aio.Yield(ctx); _, err := b.Wait(ctx); return err })
		b = spawn(ctx, func(ctx *aio.Context) error { _, err := a.Wait(ctx); return err })
		_, err := a.Wait(ctx)
		return err
	}, func(err error) bool {
		if !deadlocks(err) {
			return false
		}
		contains(t, "tree", err.Error(), "task 2: waits for task 3")
		contains(t, "tree", err.Error(), "task 3: waits for task 2")
		return true
	})
	equal(t, "time", w.Elapsed(), 0)
}

func TestR54_TreePrintsEachTaskOnce(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		target := spawn(ctx, forever)
		target.SetName("target")
		for range 100 {
			spawn(ctx, func(ctx *aio.Context) error { _, err := target.Wait(ctx); return err })
		}
		yield(ctx, 1)
		equal(t, "lines", strings.Count(ctx.Loop().Tree(), "\n"), 102)
		return nil
	})
}

func TestStatsCountTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before := ctx.Loop().Stats().Tasks
		task := spawn(ctx, aio.Yield)
		equal(t, "one more", ctx.Loop().Stats().Tasks-before, 1)
		task.Wait(ctx)
		equal(t, "ended", ctx.Loop().Stats().Tasks-before, 0)
		return nil
	})
}
