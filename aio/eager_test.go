package aio_test

import (
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// eager is GoEager for a task without a result.
func eager(in aio.Spawner, fn func(*aio.Context) error) *aio.Task[struct{}] {
	return aio.GoEager(in, func(ctx *aio.Context) (struct{}, error) { return struct{}{}, fn(ctx) })
}

func TestR20_EagerTaskRunsUntilItWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		task := eager(ctx, func(ctx *aio.Context) error {
			d.note("begun")
			equal(t, "tasks that live", ctx.Loop().Stats().Tasks, 2)
			aio.Yield(ctx)
			d.note("ended")
			return nil
		})
		d.note("creator")
		equal(t, "done", task.Done(), false)
		_, err := task.Wait(ctx)
		d.reads(t, "order", "begun creator ended")
		return err
	})
}

func TestR20_EagerTaskThatNeedNotWaitCostsNoTurn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before := ctx.Loop().Stats().Turns
		for i := range 100 {
			task := aio.GoEager(ctx, func(*aio.Context) (int, error) { return i, nil })
			equal(t, "done", task.Done(), true)
			v, err := task.Wait(ctx)
			equal(t, "value", v, i)
			is(t, "wait", err, nil)
			equal(t, "cancel afterwards", task.Cancel(nil), false)
		}
		equal(t, "turns", ctx.Loop().Stats().Turns-before, 0)
		return aio.Yield(ctx) // the ready queue has no remains
	})
}

func TestR20_CreatorIsTheRunningTaskAgain(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		eager(ctx, func(inner *aio.Context) error {
			contains(t, "the creator's Context inside", panicOf(func() { aio.Yield(ctx) }), "another task")
			eager(inner, func(ctx *aio.Context) error { d.note(3); aio.Yield(ctx); d.note(5); return nil })
			d.note(4)
			return aio.Yield(inner)
		})
		yield(ctx, 3)
		d.reads(t, "order", "3 4 5")
		return nil
	})
}

func TestR20_FailureStaysInTheTask(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := eager(ctx, func(*aio.Context) error { return errTest }).Wait(ctx)
		is(t, "error", err, errTest)
		_, err = eager(ctx, func(*aio.Context) error { panic(errOther) }).Wait(ctx)
		is(t, "panic", err, errOther)
		return aio.Yield(ctx)
	})
}

func TestR20_CancelReachesAnEagerTaskThatWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := eager(ctx, forever)
		equal(t, "cancel", task.Cancel(errTest), true)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR20_ImmediateFailureAbortsTheGroup(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ran := false
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			sibling := eager(g, forever)
			failed := eager(g, func(*aio.Context) error { return errTest })
			equal(t, "done", failed.Done(), true)
			late := eager(g, func(*aio.Context) error { ran = true; return nil })
			_, err := late.Wait(ctx)
			is(t, "late task", err, aio.ErrClosed)
			err = forever(ctx)
			isCancel(t, "block", err, errTest)
			_, err = sibling.Wait(ctx)
			isCancel(t, "sibling", err, errTest)
			return nil
		})
		equal(t, "group", err, errTest)
		equal(t, "the late task ran", ran, false)
		return aio.Sleep(ctx, time.Second)
	})
}

// The child fails before the call that starts it returns: its parent, which runs
// in the same group, is canceled where it waits next.
func TestR20_ChildThatFailsAtOnceCancelsItsParent(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			eager(g, func(ctx *aio.Context) error {
				eager(g, func(*aio.Context) error { return errTest })
				err := aio.Yield(ctx)
				isCancel(t, "parent", err, errTest)
				return err
			})
			return nil
		})
		equal(t, "group", err, errTest)
		return aio.Yield(ctx) // nothing has leaked
	})
}

func TestR20_PanicOfTheCreatorIsNoMatterToTheTask(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var task *aio.Task[struct{}]
		text := panicOf(func() {
			defer func() {
				task = eager(ctx, func(*aio.Context) error { equal(t, "recovered in the task", recover(), nil); return nil })
			}()
			panic("in the creator")
		})
		contains(t, "panic", text, "in the creator")
		_, err := task.Wait(ctx)
		return err
	})
}

func TestR20_EagerSuccessInAGroup(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before, n := ctx.Loop().Stats().Switches, 0
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range 10 {
				eager(g, func(*aio.Context) error { n++; return nil })
			}
			return nil
		})
		equal(t, "ran", n, 10)
		equal(t, "task switches, one for each", ctx.Loop().Stats().Switches-before, 10)
		return err
	})
}

// withEager is virtually with a Runner that is eager.
func withEager(t *testing.T, main func(ctx *aio.Context) error) {
	t.Helper()
	r := inMode(t, aiotest.New().Runner())
	r.Eager = true
	is(t, "run", r.Run(main), nil)
}

func TestR20_EagerRunnerStartsEveryTaskAtOnce(t *testing.T) {
	withEager(t, func(ctx *aio.Context) error {
		var d diary
		noted := func(name string) func(*aio.Context) error {
			return func(ctx *aio.Context) error { d.note(name); return aio.Yield(ctx) }
		}
		spawn(ctx, noted("Go"))
		d.note("main")
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(noted("group"))
			d.note("block")
			return nil
		})
		is(t, "group", err, nil)
		three := func(*aio.Context) (int, error) { d.note("gathered"); return 3, nil }
		got, err := aio.Gather(ctx, three, valueAfter(time.Second, 4, nil))
		equal(t, "results", fmt.Sprint(got), "[3 4]")
		d.reads(t, "order", "Go main group block gathered")
		return err
	})
}

func TestR20_EagerRunnerRestoresTheCreatorAndItsValues(t *testing.T) {
	type key struct{}
	withEager(t, func(ctx *aio.Context) error {
		task := spawn(aio.WithValue(ctx, key{}, "of the view"), func(inner *aio.Context) error {
			contains(t, "the creator's Context inside", panicOf(func() { aio.Yield(ctx) }), "another task")
			equal(t, "value", inner.Value(key{}), any("of the view"))
			return aio.Yield(inner)
		})
		equal(t, "value outside", ctx.Value(key{}), nil)
		is(t, "the creator's own wait", aio.Yield(ctx), nil)
		_, err := task.Wait(ctx)
		return err
	})
}

func TestR20_EagerRunnerKeepsCallbacksAndSectionsWhole(t *testing.T) {
	withEager(t, func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			var d diary
			begin := func(*aio.Context) error { d.note("task"); return nil }
			ctx.Loop().CallSoon(func() { g.Go(begin); d.note("callback") })
			yield(ctx, 2)
			aio.NoSuspend(ctx, func() error { g.Go(begin); d.note("section"); return nil })
			yield(ctx, 1)
			d.reads(t, "order", "callback task section task")
			return nil
		})
	})
}

// The handle comes after the first step: what the task waits for by then no
// longer counts.
func TestR20_DaemonIsOneHoweverFarItHasCome(t *testing.T) {
	for what, start := range map[string]func(ctx *aio.Context) *aio.Task[struct{}]{
		"sleep": func(ctx *aio.Context) *aio.Task[struct{}] { return spawn(ctx, forever) },
		"limit": func(ctx *aio.Context) *aio.Task[struct{}] {
			return spawn(ctx, func(ctx *aio.Context) error { return aio.Timeout(ctx, time.Hour, stuck) })
		},
		"group": func(ctx *aio.Context) *aio.Task[struct{}] {
			return spawn(ctx, func(ctx *aio.Context) error { return groupOf(ctx, forever) })
		},
		"read": func(ctx *aio.Context) *aio.Task[struct{}] {
			a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
			is(t, "pair", err, nil)
			a.SetReadDeadline(ctx.Loop().Now().Add(time.Hour))
			return spawn(ctx, func(ctx *aio.Context) error {
				defer a.Close()
				defer b.Close()
				_, err := a.Next(ctx)
				return err
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				task := start(ctx)
				yield(ctx, 2)
				task.Daemon()
				task.Daemon()
				return stuck(ctx)
			}, deadlocks)
			equal(t, "time until the deadlock is seen", w.Elapsed(), 0)
		})
	}
}

func TestR20_FromACallbackItIsGo(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			ran := false
			ctx.Loop().CallSoon(func() {
				eager(g, func(*aio.Context) error { ran = true; return nil })
				equal(t, "ran within the callback", ran, false)
			})
			yield(ctx, 3)
			equal(t, "ran", ran, true)
			return nil
		})
	})
}

func TestGroupCancelFromItsOwnBlockAndWithoutTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			task := spawn(g, forever)
			g.Cancel(errTest)
			is(t, "new task", func() error { _, err := spawn(g, forever).Wait(ctx); return err }(), aio.ErrClosed)
			_, err := task.Wait(ctx)
			isCancel(t, "task", err, errTest)
			return nil // swallowed
		})
		is(t, "group", err, nil)
		err = aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Cancel(nil)
			return errOther
		})
		is(t, "group whose block fails", err, errOther)
		return aio.Yield(ctx)
	})
}

func TestR37_GroupCancelDuringCleanUpKeepsTheOutsideCancel(t *testing.T) {
	for _, end := range []error{nil, errOther} { // how the group is aborted: Cancel, or a failing task
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			task := spawn(ctx, func(ctx *aio.Context) error {
				err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					forever(ctx) // the outside cancel
					if end == nil {
						ctx.Loop().CallLater(time.Second, func() { g.Cancel(nil) })
					} else {
						g.Go(failAfter(time.Second, end))
					}
					return forever(ctx) // clean-up, which the group's own cancel ends
				})
				if end != nil {
					is(t, "group", err, end)
					return aio.Yield(ctx)
				}
				return err
			})
			yield(ctx, 1)
			task.Cancel(errTest)
			_, err := task.Wait(ctx)
			isCancel(t, "task", err, errTest)
			return nil
		})
	}
}
