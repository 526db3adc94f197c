package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// asyncio counts the cancels of a task, and whoever asked for one has to take it
// back. Here each has its source, and is over when that is left; what can be
// seen of it must be the same.

func TestR15_CancelThatWasSwallowedIsOver(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			isCancel(t, "first", forever(ctx), errTest)
			is(t, "wait", aio.Sleep(ctx, time.Second), nil)
			isTimeout(t, "limit", aio.Timeout(ctx, time.Second, forever))
			is(t, "group", groupOf(ctx, aio.Yield), nil)
			return forever(ctx)
		})
		aio.Sleep(ctx, time.Second)
		equal(t, "cancel", task.Cancel(errTest), true)
		aio.Sleep(ctx, 5*time.Second)
		equal(t, "done after a cancel that was swallowed", task.Done(), false)
		equal(t, "second cancel", task.Cancel(errOther), true)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errOther)
		equal(t, "cancel of a task that has ended", task.Cancel(errTest), false)
		_, err = task.Wait(ctx)
		isCancel(t, "task afterwards", err, errOther)
		return nil
	})
}

func TestR15_LimitCountsForItsBlockAlone(t *testing.T) {
	for _, takes := range []time.Duration{time.Second, time.Minute} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			_, err := spawn(ctx, func(ctx *aio.Context) error {
				err := aio.Timeout(ctx, 10*time.Second, func(ctx *aio.Context) error {
					if err := aio.Sleep(ctx, takes); err != nil {
						return err
					}
					return aio.Sleep(ctx, takes)
				})
				equal(t, "timed out", err != nil, takes == time.Minute)
				return aio.Sleep(ctx, time.Hour) // code that has no limit
			}).Wait(ctx)
			return err
		})
	}
}

func TestR15_ScopeTakesItsUndeliveredCancelsAlong(t *testing.T) {
	for what, scope := range map[string]func(ctx *aio.Context) error{
		"a limit that came with the result": func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Second) })
		},
		"a group whose task fails while its block does not wait": func(ctx *aio.Context) error {
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				eager(g, func(*aio.Context) error { return errTest })
				return nil
			})
			is(t, "group", err, errTest)
			return nil
		},
		"a group that is canceled while its block does not wait": func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { g.Cancel(errTest); return nil })
		},
		"all of them, one in the other": func(ctx *aio.Context) error {
			return aio.Timeout(ctx, 0, func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					g.Cancel(errTest)
					return aio.Timeout(ctx, 0, func(*aio.Context) error { return nil })
				})
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				is(t, "scope", scope(ctx), nil)
				is(t, "the next wait", aio.Sleep(ctx, time.Hour), nil)
				is(t, "the next group", groupOf(ctx, aio.Yield), nil)
				return nil
			})
		})
	}
}

func TestR15_OutermostOfSeveralTakesTheInnerOnesAlong(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				ctx.Loop().CallLater(time.Second, func() { g.Cancel(errTest) })
				err := aio.Timeout(ctx, time.Second, forever)
				is(t, "inner limit", err, aio.ErrCanceled)
				is(t, "a wait in the group", aio.Sleep(ctx, time.Second), nil)
				return err
			})
			is(t, "group", err, aio.ErrCanceled)
			return err
		})
		isTimeout(t, "outer limit", err)
		return aio.Sleep(ctx, time.Hour)
	})
}

func TestR15_CancelOfTheTaskOutlivesTheScopesInside(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			err := aio.Shield(ctx, func(ctx *aio.Context) error {
				isTimeout(t, "limit", aio.Timeout(ctx, time.Second, forever))
				return groupOf(ctx, aio.Yield)
			})
			is(t, "shield", err, nil)
			aio.Timeout(ctx, time.Hour, func(*aio.Context) error { return nil }) // waits for nothing
			return aio.Sleep(ctx, time.Hour)
		})
		yield(ctx, 1)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		equal(t, "time", w.Elapsed(), time.Second)
		return nil
	})
}
