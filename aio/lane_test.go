package aio_test

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR43_ToThreadLeavesTheLoopFree(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		release, other := make(chan int), spawn(ctx, aio.Yield)
		other.OnDone(func() { release <- 7 })
		v, err := aio.ToThread(ctx, func() (int, error) { return <-release, nil })
		equal(t, "value", v, 7)
		return err
	})
}

func TestR43_ErrorsOfTheFunctionAreReturned(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		v, err := aio.ToThread(ctx, func() (int, error) { return 7, errTest })
		equal(t, "value", v, 7)
		is(t, "error", err, errTest)
		return nil
	})
}

func TestR43_PanicInALane(t *testing.T) {
	work := func(ctx *aio.Context) error {
		_, err := aio.ToThread(ctx, func() (int, error) { panicInDepth(); return 0, nil })
		var p *aio.PanicError
		if !errors.As(err, &p) {
			t.Errorf("got %v", err)
			return nil
		}
		contains(t, "stack", string(p.Stack), "panicInDepth")
		v, err := aio.ToThread(ctx, func() (int, error) { return 7, nil })
		equal(t, "the next piece of work", v, 7)
		return err
	}
	really(t, work)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error { return work(ctx) })
}

func TestR43_GoexitInALane(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "one", 1)
		for range 3 {
			_, err := aio.OnLane(ctx, lane, func() (int, error) { runtime.Goexit(); return 0, nil })
			is(t, "error", err, aio.ErrGoexit)
		}
		v, err := aio.OnLane(ctx, lane, func() (int, error) { return 7, nil })
		equal(t, "the next piece of work", v, 7)
		return err
	})
}

func TestR43_QueuedWorkThatIsCanceledNeverRuns(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "one", 1)
		started, release := make(chan bool), make(chan bool)
		first := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			return aio.OnLane(ctx, lane, func() (int, error) { started <- true; <-release; return 1, nil })
		})
		yield(ctx, 1)
		second := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			return aio.OnLane(ctx, lane, func() (int, error) { t.Error("it ran"); return 2, nil })
		})
		yield(ctx, 1)
		<-started
		second.Cancel(errTest)
		_, err := second.Wait(ctx)
		isCancel(t, "second", err, errTest)
		close(release)
		v, err := first.Wait(ctx)
		equal(t, "first", v, 1)
		return err
	})
}

func TestR43_RunningWorkIsAbandonedAndItsResultDropped(t *testing.T) {
	var finished atomic.Bool
	really(t, func(ctx *aio.Context) error {
		started, release := make(chan bool), make(chan bool)
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			return aio.ToThread(ctx, func() (int, error) {
				started <- true
				<-release
				finished.Store(true)
				return 1, nil
			})
		})
		yield(ctx, 1)
		<-started
		task.Cancel(errTest)
		v, err := task.Wait(ctx)
		equal(t, "value", v, 0)
		isCancel(t, "task", err, errTest)
		close(release)
		return nil
	})
	equal(t, "Run waited for the work that was left", finished.Load(), true)
}

func TestR43_PanicInAbandonedWorkIsReported(t *testing.T) {
	var errs reported
	err := inMode(t, aio.Runner{OnError: errs.handler}).Run(func(ctx *aio.Context) error {
		started, release := make(chan bool), make(chan bool)
		task := spawn(ctx, func(ctx *aio.Context) error {
			_, err := aio.ToThread(ctx, func() (int, error) { started <- true; <-release; panic(errTest) })
			return err
		})
		yield(ctx, 1)
		<-started
		task.Cancel(nil)
		task.Wait(ctx)
		close(release)
		return nil
	})
	is(t, "run", err, nil)
	if len(errs) != 1 {
		t.Fatalf("reports: %v", errs)
	}
	is(t, "report", errs[0], errTest)
}

func TestR43_PendingCancelIsDeliveredBeforeTheWorkBegins(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		var self *aio.Task[int]
		self = aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			aio.Yield(ctx) // an eager task has no self before
			self.Cancel(errTest)
			return aio.ToThread(ctx, func() (int, error) { t.Error("it ran"); return 0, nil })
		})
		_, err := self.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR43_LaneIsBounded(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "three", 3)
		var inside, most atomic.Int32
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range 50 {
				g.Go(func(ctx *aio.Context) error {
					_, err := aio.OnLane(ctx, lane, func() (int, error) {
						n := inside.Add(1)
						for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
						}
						runtime.Gosched()
						inside.Add(-1)
						if n > 3 {
							t.Errorf("%d pieces of work at once", n)
						}
						return 0, nil
					})
					return err
				})
			}
			return nil
		})
	})
}

func TestR43_LaneUsesAllItsWorkers(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		const workers = 8
		lane := aio.NewLane(ctx.Loop(), "eight", workers)
		// One worker is there and idle; the others are still to be started.
		if _, err := aio.OnLane(ctx, lane, func() (int, error) { return 0, nil }); err != nil {
			return err
		}
		var arrived atomic.Int32
		all, giveUp := make(chan bool), make(chan bool)
		guard := ctx.Loop().CallLater(5*time.Second, func() { close(giveUp) })
		defer guard.Cancel()
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for range workers {
				g.Go(func(ctx *aio.Context) error { // each waits for all the others
					_, err := aio.OnLane(ctx, lane, func() (int, error) {
						if arrived.Add(1) == workers {
							close(all)
						}
						select {
						case <-all:
							return 0, nil
						case <-giveUp:
							return 0, errors.New("work waits though there are workers")
						}
					})
					return err
				})
			}
			return nil
		})
	})
}

func TestR43_ClosedLaneEndsItsWorkAndRefusesMore(t *testing.T) {
	work := func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "closing", 1)
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			return aio.OnLane(ctx, lane, func() (int, error) { return 7, nil })
		})
		yield(ctx, 1)
		lane.Close()
		_, err := aio.OnLane(ctx, lane, func() (int, error) { t.Error("it ran"); return 0, nil })
		is(t, "more", err, aio.ErrClosed)
		v, err := task.Wait(ctx)
		equal(t, "what was given before", v, 7)
		return err
	}
	really(t, work)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error { return work(ctx) })
}

func TestR43_LanesDoNotHoldUpEachOther(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		a, b := aio.NewLane(ctx.Loop(), "a", 1), aio.NewLane(ctx.Loop(), "b", 1)
		release := make(chan bool)
		stuck := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
			return aio.OnLane(ctx, a, func() (int, error) { <-release; return 0, nil })
		})
		yield(ctx, 1)
		_, err := aio.OnLane(ctx, b, func() (int, error) { return 0, nil })
		is(t, "the other lane", err, nil)
		close(release)
		_, err = stuck.Wait(ctx)
		return err
	})
}

func TestR43_WorkMayUseTheContextsDone(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		_, err := aio.WaitFor(ctx, time.Millisecond, func(ctx *aio.Context) (int, error) {
			return aio.ToThread(ctx, func() (int, error) { <-ctx.Done(); return 0, ctx.Err() })
		})
		isTimeout(t, "the call", err)
		return nil
	})
}

func TestLaneWithoutWorkersIsRefused(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		aio.NewLane(ctx.Loop(), "none", 0)
		return nil
	})
}

func TestWorkFromManyTasksComesBackToEach(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 1000 {
				g.Go(func(ctx *aio.Context) error {
					v, err := aio.ToThread(ctx, func() (int, error) { return i, nil })
					equal(t, "value", v, i)
					return err
				})
			}
			return nil
		})
	})
}
