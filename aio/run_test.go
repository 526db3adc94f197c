package aio_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR41_RunReturnsTheErrorOfMain(t *testing.T) {
	is(t, "no error", inMode(t, aio.Runner{}).Run(func(*aio.Context) error { return nil }), nil)
	is(t, "an error", inMode(t, aio.Runner{}).Run(func(*aio.Context) error { return errTest }), errTest)
}

func TestR41_PanicOfMainIsItsError(t *testing.T) {
	err := inMode(t, aio.Runner{}).Run(func(*aio.Context) error { panic(errTest) })
	var p *aio.PanicError
	if !errors.As(err, &p) {
		t.Fatalf("got %v", err)
	}
	is(t, "the value", err, errTest)
	contains(t, "the stack", string(p.Stack), "run_test.go")
}

func TestR41_LeftoverTasksAreCanceledAndAwaited(t *testing.T) {
	var d diary
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		spawn(ctx, func(ctx *aio.Context) error {
			err := forever(ctx)
			contains(t, "the cancel", err.Error(), "main has returned")
			err = aio.Sleep(ctx, 5*time.Second)
			d.note("cleaned up ", err, " at ", w.Elapsed())
			return err
		})
		spawn(ctx, func(ctx *aio.Context) error { d.note("never begun"); return nil })
		return aio.Yield(ctx)
	})
	d.reads(t, "what happened", "never begun cleaned up <nil> at 5s")
}

func TestR41_TaskNotBegunAtTheEndNeverRuns(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		spawn(ctx, func(ctx *aio.Context) error { t.Error("it ran"); return nil })
		return nil
	})
}

func TestR41_ErrorsOfLeftoverTasksAreReported(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		spawn(ctx, func(ctx *aio.Context) error { forever(ctx); return errTest }).SetName("leftover")
		return aio.Yield(ctx)
	})
	is(t, "run", err, nil)
	if len(errs) != 1 {
		t.Fatalf("reports: %v", errs)
	}
	is(t, "report", errs[0], errTest)
	contains(t, "report", errs[0].Error(), `"leftover"`)
}

func TestR41_TaskThatIgnoresCancelsIsNamedAfterTheGrace(t *testing.T) {
	w := aiotest.New()
	r := inMode(t, w.Runner())
	r.Grace = 3 * time.Second
	unwound := false
	err := r.Run(func(ctx *aio.Context) error {
		spawn(ctx, func(ctx *aio.Context) error {
			defer func() { unwound = true }()
			for {
				aio.Sleep(ctx, time.Hour)
			}
		}).SetName("stubborn")
		return aio.Yield(ctx)
	})
	if err == nil {
		t.Fatal("Run said nothing of the task")
	}
	contains(t, "error", err.Error(), `"stubborn"`)
	contains(t, "error", err.Error(), "3s")
	equal(t, "time of the end", w.Elapsed(), 3*time.Second)
	equal(t, "deferred functions ran", unwound, true)
}

func TestR41_ParkedTasksAreUnwoundWithTheirGroups(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	r.Grace = time.Second
	var d diary
	r.Run(func(ctx *aio.Context) error {
		stubborn := func(name string) func(*aio.Context) error {
			return func(ctx *aio.Context) error {
				defer d.note(name)
				for {
					aio.Sleep(ctx, time.Hour)
				}
			}
		}
		spawn(ctx, func(ctx *aio.Context) error {
			defer d.note("block")
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(stubborn("child1"))
				g.Go(stubborn("child2"))
				return stubborn("body")(ctx)
			})
		})
		return aio.Yield(ctx)
	})
	d.reads(t, "unwound", "child1 child2 body block")
}

func TestUnwoundTaskMayRecoverAndEnd(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	r.Grace = time.Second
	err := r.Run(func(ctx *aio.Context) error {
		spawn(ctx, func(ctx *aio.Context) error {
			defer func() { recover() }()
			for {
				aio.Sleep(ctx, time.Hour)
			}
		})
		return aio.Yield(ctx)
	})
	if err == nil {
		t.Error("the task was not named")
	}
}

func TestDeadlockIsReportedWithTheTree(t *testing.T) {
	cleaned := false
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		q, s := aio.NewQueue[int](1), aio.NewSemaphore(0)
		spawn(ctx, func(ctx *aio.Context) error {
			err := s.Acquire(ctx)
			is(t, "the waiting task", err, aio.ErrCanceled)
			cleaned = true
			return err
		}).SetName("other")
		_, err := q.Get(ctx)
		return err
	})
	var dead *aio.DeadlockError
	if !errors.As(err, &dead) {
		t.Fatalf("got %v", err)
	}
	contains(t, "tree", dead.Tree, `"main": waits for get from a queue, 0 in it`)
	contains(t, "tree", dead.Tree, `"other": waits for semaphore of 0, 1 waiting`)
	equal(t, "tasks were canceled", cleaned, true)
}

func TestDeadlockIsNotHiddenByDaemons(t *testing.T) {
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		ctx.Loop().CallLater(time.Hour, func() {}).Daemon()
		return aio.NewSemaphore(0).Acquire(ctx)
	})
	var dead *aio.DeadlockError
	if !errors.As(err, &dead) {
		t.Fatalf("got %v", err)
	}
}

func TestDeadlockIsNotHiddenByADaemonTask(t *testing.T) {
	w := aiotest.New()
	err := inMode(t, w.Runner()).Run(func(ctx *aio.Context) error {
		spawn(ctx, func(ctx *aio.Context) error {
			for {
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
			}
		}).Daemon()
		return aio.NewSemaphore(0).Acquire(ctx)
	})
	equal(t, "it is a deadlock", deadlocks(err), true)
	equal(t, "seen at once", w.Elapsed(), 0)
}

func TestNoDeadlockWhileSomethingIsOutstanding(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error { // a timer
		f := aio.NewFuture[int](ctx)
		h := ctx.Loop().CallLater(time.Hour, func() { f.Set(1, nil) }).Daemon()
		h.Cancel()
		ctx.Loop().CallLater(time.Hour, func() { f.Set(1, nil) })
		_, err := f.Wait(ctx)
		return err
	})
	really(t, func(ctx *aio.Context) error { // work in a lane
		s := aio.NewSemaphore(0)
		spawn(ctx, func(ctx *aio.Context) error {
			_, err := aio.ToThread(ctx, func() (int, error) { time.Sleep(2 * time.Millisecond); return 0, nil })
			s.Release()
			return err
		})
		return s.Acquire(ctx)
	})
}

func TestDeadlockInCleanUpIsReportedToo(t *testing.T) {
	w := aiotest.New()
	err := inMode(t, w.Runner()).Run(func(ctx *aio.Context) error {
		s := aio.NewSemaphore(0)
		spawn(ctx, func(ctx *aio.Context) error {
			for {
				s.Acquire(ctx)
			}
		}).SetName("stubborn")
		return aio.Yield(ctx)
	})
	if err == nil {
		t.Fatal("no error")
	}
	contains(t, "error", err.Error(), `"stubborn"`)
	equal(t, "nothing was waited for", w.Elapsed(), 0)
}

func TestLaneWorkThatDoesNotEndIsNamedAfterTheGrace(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	err := inMode(t, aio.Runner{Grace: 10 * time.Millisecond}).Run(func(ctx *aio.Context) error {
		var begun aio.Event
		l := ctx.Loop()
		spawn(ctx, func(ctx *aio.Context) error {
			_, err := aio.ToThread(ctx, func() (int, error) {
				l.Post(begun.Set)
				<-release
				return 0, nil
			})
			return err
		})
		return begun.Wait(ctx)
	})
	if err == nil {
		t.Fatal("Run said nothing of the work")
	}
	contains(t, "error", err.Error(), "lane thread: 1 pieces of work")
}

func TestDaemonLaneDoesNotKeepTheLoop(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	really(t, func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "endless", 1).Daemon()
		spawn(ctx, func(ctx *aio.Context) error {
			_, err := aio.OnLane(ctx, lane, func() (int, error) { <-release; return 0, nil })
			return err
		})
		return aio.Sleep(ctx, time.Millisecond)
	})
}

func TestRunnerParentGivesValues(t *testing.T) {
	type key struct{}
	r := inMode(t, aiotest.New().Runner())
	r.Parent = context.WithValue(context.Background(), key{}, "from outside")
	err := r.Run(func(ctx *aio.Context) error {
		equal(t, "in main", ctx.Value(key{}), any("from outside"))
		_, err := spawn(ctx, func(ctx *aio.Context) error {
			equal(t, "in a task", ctx.Value(key{}), any("from outside"))
			return nil
		}).Wait(ctx)
		return err
	})
	is(t, "run", err, nil)
}

func TestLoopsRunSideBySide(t *testing.T) {
	done := make(chan error, 4)
	for range cap(done) {
		r := inMode(t, aio.Runner{})
		go func() {
			done <- r.Run(func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					for range 100 {
						g.Go(func(ctx *aio.Context) error { yield(ctx, 10); return nil })
					}
					return nil
				})
			})
		}()
	}
	for range cap(done) {
		is(t, "run", <-done, nil)
	}
}
