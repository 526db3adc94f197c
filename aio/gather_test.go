package aio_test

import (
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func valueAfter(d time.Duration, v int, err error) func(*aio.Context) (int, error) {
	return func(ctx *aio.Context) (int, error) {
		if err := aio.Sleep(ctx, d); err != nil {
			return 0, err
		}
		return v, err
	}
}

func TestR38_GatherKeepsTheOrderOfTheFunctions(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		got, err := aio.Gather(ctx, valueAfter(3*time.Second, 1, nil), valueAfter(time.Second, 2, nil), valueAfter(2*time.Second, 3, nil))
		equal(t, "results", fmt.Sprint(got), "[1 2 3]")
		equal(t, "time", w.Elapsed(), 3*time.Second)
		return err
	})
}

func TestR38_GatherOfNothing(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		got, err := aio.Gather[int](ctx)
		equal(t, "results", len(got), 0)
		return err
	})
}

func TestR38_FirstFailureIsReturnedAtOnceAndSiblingsGoOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		went := false
		_, err := aio.Gather(ctx, valueAfter(time.Second, 0, errTest),
			func(ctx *aio.Context) (int, error) {
				err := aio.Sleep(ctx, time.Minute)
				went = err == nil
				return 0, err
			},
			valueAfter(2*time.Second, 0, errOther)) // nobody hears of this one
		equal(t, "error", err, errTest)
		equal(t, "time", w.Elapsed(), time.Second)
		aio.Sleep(ctx, 2*time.Minute)
		equal(t, "the sibling went on", went, true)
		return nil
	})
}

func TestR38_FailureInAGroupDoesNotEndTheGroup(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			_, err := aio.Gather(ctx, valueAfter(time.Second, 0, errTest))
			equal(t, "error", err, errTest)
			return aio.Sleep(ctx, time.Second)
		})
	})
}

func TestR38_CancelCancelsAllAndWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		cleaned := 0
		slow := func(ctx *aio.Context) (int, error) {
			err := forever(ctx)
			aio.Sleep(ctx, time.Minute)
			cleaned++
			return 0, err
		}
		task := spawn(ctx, func(ctx *aio.Context) error {
			_, err := aio.Gather(ctx, slow, slow)
			equal(t, "functions that cleaned up first", cleaned, 2)
			return err
		})
		yield(ctx, 2)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		equal(t, "time", w.Elapsed(), time.Minute)
		return nil
	})
}

func TestR38_LimitDoesNotHideACancelDuringCleanUp(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
				_, err := aio.Gather(ctx, func(ctx *aio.Context) (int, error) {
					forever(ctx)
					return 0, aio.Sleep(ctx, time.Minute)
				})
				return err
			})
		})
		aio.Sleep(ctx, 2*time.Second)
		task.Cancel(errTest) // while Gather waits for the clean-up that the limit began
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR38_CancelOfOneFunctionIsTheErrorAndNoCancelOfTheCaller(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		inner := spawn(ctx, forever)
		ctx.Loop().CallLater(time.Second, func() { inner.Cancel(errTest) })
		_, err := aio.Gather(ctx,
			func(ctx *aio.Context) (int, error) { _, err := inner.Wait(ctx); return 0, err },
			valueAfter(time.Minute, 1, nil))
		isCancel(t, "gather", err, errTest)
		equal(t, "time", w.Elapsed(), time.Second)
		return aio.Sleep(ctx, time.Hour)
	})
}

func TestR38_GatherInAGatherInALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		canceled := 0
		leaf := func(ctx *aio.Context) (int, error) { err := forever(ctx); canceled++; return 0, err }
		branch := func(ctx *aio.Context) (int, error) { _, err := aio.Gather(ctx, leaf, leaf); return 0, err }
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) ([]int, error) { return aio.Gather(ctx, branch, branch) })
		isTimeout(t, "gather", err)
		equal(t, "leaves that were canceled", canceled, 4)
		return aio.Sleep(ctx, time.Hour)
	})
}

func TestGatherDuringShutdownEnds(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		spawn(ctx, func(ctx *aio.Context) error {
			forever(ctx)
			_, err := aio.Gather(ctx, valueAfter(time.Second, 1, nil)) // the loop takes no more tasks
			is(t, "gather", err, aio.ErrClosed)
			return nil
		})
		return aio.Yield(ctx)
	})
}

func TestPanicInAGatheredFunction(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := aio.Gather(ctx, func(ctx *aio.Context) (int, error) { panic(errTest) })
		is(t, "gather", err, errTest)
		return nil
	})
}
