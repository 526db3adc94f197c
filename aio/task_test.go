package aio_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR11_GoDoesNotRunTheBody(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ran := false
		task := spawn(ctx, func(*aio.Context) error { ran = true; return nil })
		equal(t, "ran before the next turn", ran, false)
		equal(t, "done", task.Done(), false)
		yield(ctx, 1)
		equal(t, "ran in the next turn", ran, true)
		equal(t, "done", task.Done(), true)
		return nil
	})
}

func TestR11_CancelBeforeTheFirstStepNeverRunsTheBody(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(*aio.Context) error { t.Error("the body ran"); return nil })
		equal(t, "cancel", task.Cancel(errTest), true)
		_, err := task.Wait(ctx)
		isCancel(t, "the task", err, errTest)
		return nil
	})
}

// The price of starting a task is mostly that of its memory: clearing it, and
// the collections that it brings nearer. What only a running task needs belongs
// into its coroutine, which is used again.
func TestATaskIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(aio.Task[int]{}); size > 256 {
		t.Errorf("a task takes %d bytes, and 256 are a size of the allocator's", size)
	}
}

func TestR12_CancelOfADoneTaskIsRefused(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := aio.Go(ctx, func(*aio.Context) (int, error) { return 7, nil })
		yield(ctx, 1)
		equal(t, "cancel", task.Cancel(nil), false)
		v, err := task.Wait(ctx)
		equal(t, "value", v, 7)
		return err
	})
}

func TestR12_CancelReachesTheCallThatWaits(t *testing.T) {
	waits := map[string]func(*aio.Context) error{
		"Sleep": func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) },
		"Yield": func(ctx *aio.Context) (err error) {
			for err == nil {
				err = aio.Yield(ctx)
			}
			return err
		},
		"Semaphore": func(ctx *aio.Context) error { return aio.NewSemaphore(0).Acquire(ctx) },
		"Get":       func(ctx *aio.Context) error { _, err := aio.NewQueue[int](1).Get(ctx); return err },
		"Put": func(ctx *aio.Context) error {
			q := aio.NewQueue[int](1)
			q.Put(ctx, 1)
			return q.Put(ctx, 2)
		},
		"Join": func(ctx *aio.Context) error {
			q := aio.NewQueue[int](1)
			q.Put(ctx, 1)
			return q.Join(ctx)
		},
		"Future": func(ctx *aio.Context) error { _, err := aio.NewFuture[int](ctx).Wait(ctx); return err },
		"Task":   func(ctx *aio.Context) error { _, err := spawn(ctx, forever).Wait(ctx); return err },
		"Group": func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { g.Go(forever); return nil })
		},
		"Gather": func(ctx *aio.Context) error {
			_, err := aio.Gather(ctx, func(ctx *aio.Context) (int, error) { return 0, forever(ctx) })
			return err
		},
		"Accept": func(ctx *aio.Context) error {
			ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:1")
			if err != nil {
				return err
			}
			defer ln.Close()
			_, err = ln.Accept(ctx)
			return err
		},
	}
	for name, wait := range waits {
		t.Run(name, func(t *testing.T) {
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				task := spawn(ctx, wait)
				yield(ctx, 2)
				equal(t, "cancel", task.Cancel(errTest), true)
				_, err := task.Wait(ctx)
				isCancel(t, "the task", err, errTest)
				equal(t, "time that passed", w.Elapsed(), 0)
				return nil
			})
		})
	}
}

func TestR12_CancelOfTheRunningTaskIsDeliveredWhereItWaits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var self *aio.Task[struct{}]
		self = spawn(ctx, func(ctx *aio.Context) error {
			aio.Yield(ctx) // an eager task has no self before
			self.Cancel(errTest)
			s := aio.NewSemaphore(1)
			is(t, "a call that need not wait", s.Acquire(ctx), nil)
			isCancel(t, "a call that must", s.Acquire(ctx), errTest)
			is(t, "the next one", aio.Sleep(ctx, time.Second), nil)
			return nil
		})
		_, err := self.Wait(ctx)
		return err
	})
}

func TestR12_TaskThatReturnsWithAnUndeliveredCancelIsCanceled(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var self *aio.Task[int]
		self = aio.Go(ctx, func(ctx *aio.Context) (int, error) { aio.Yield(ctx); self.Cancel(errTest); return 1, nil })
		_, err := self.Wait(ctx)
		isCancel(t, "the task", err, errTest)

		var failing *aio.Task[int]
		failing = aio.Go(ctx, func(ctx *aio.Context) (int, error) { aio.Yield(ctx); failing.Cancel(nil); return 1, errTest })
		_, err = failing.Wait(ctx)
		is(t, "an error is not hidden by the cancel", err, errTest)
		return nil
	})
}

func TestR12_TwoCancelsBeforeAStepAreDeliveredOnce(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		other := errors.New("other")
		task := spawn(ctx, func(ctx *aio.Context) error {
			isCancel(t, "first wait", forever(ctx), other)
			is(t, "second wait", aio.Sleep(ctx, time.Second), nil)
			return nil
		})
		yield(ctx, 1)
		task.Cancel(errTest)
		task.Cancel(other)
		_, err := task.Wait(ctx)
		return err
	})
}

func TestR12_CancelWhileTheFirstIsHandledIsDeliveredAgain(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			is(t, "first", forever(ctx), aio.ErrCanceled)
			err := forever(ctx)
			isCancel(t, "second", err, errTest)
			return err
		})
		yield(ctx, 1)
		task.Cancel(nil)
		yield(ctx, 2)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "the task", err, errTest)
		return nil
	})
}

func TestR13_CancelBetweenResultAndStepWins(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		f := aio.NewFuture[int](ctx)
		task := aio.Go(ctx, f.Wait)
		yield(ctx, 1)
		f.Set(1, nil)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "the task", err, errTest)
		return nil
	})
}

func TestR14_TaskMaySwallowACancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := aio.Go(ctx, func(ctx *aio.Context) (int, error) { forever(ctx); return 7, nil })
		yield(ctx, 1)
		task.Cancel(nil)
		v, err := task.Wait(ctx)
		equal(t, "value", v, 7)
		return err
	})
}

func TestR14_CancelOfTheAwaitedTaskArrivesAsItsError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		inner := spawn(ctx, forever)
		outer := spawn(ctx, func(ctx *aio.Context) error {
			_, err := inner.Wait(ctx)
			isCancel(t, "inner", err, errTest)
			return aio.Sleep(ctx, time.Second) // outer itself is not canceled
		})
		yield(ctx, 2)
		inner.Cancel(errTest)
		_, err := outer.Wait(ctx)
		return err
	})
}

func TestR14_CancelOfBothTheTaskAndTheAwaitedOne(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		inner := spawn(ctx, forever)
		outer := spawn(ctx, func(ctx *aio.Context) error { _, err := inner.Wait(ctx); return err })
		yield(ctx, 2)
		inner.Cancel(errOther)
		outer.Cancel(errTest)
		_, err := outer.Wait(ctx)
		isCancel(t, "outer", err, errTest)
		_, err = inner.Wait(ctx)
		isCancel(t, "inner", err, errOther)
		return nil
	})
}

func TestCancelOfAWaiterLeavesTheAwaitedTask(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		inner := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 3, aio.Sleep(ctx, time.Minute) })
		outer := aio.Go(ctx, inner.Wait)
		yield(ctx, 2)
		outer.Cancel(nil)
		_, err := outer.Wait(ctx)
		is(t, "outer", err, aio.ErrCanceled)
		v, err := inner.Wait(ctx)
		equal(t, "inner", v, 3)
		return err
	})
}

func TestR16_WaitForOneselfIsAnError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var self *aio.Task[int]
		self = aio.Go(ctx, func(ctx *aio.Context) (int, error) { aio.Yield(ctx); return self.Wait(ctx) })
		_, err := self.Wait(ctx)
		if err == nil || !strings.Contains(err.Error(), "itself") {
			t.Errorf("got %v", err)
		}
		return nil
	})
}

func TestR16_WaitForATaskOfAnotherLoopIsAnError(t *testing.T) {
	tasks, done := make(chan *aio.Task[int]), make(chan struct{})
	go func() {
		defer close(done)
		inMode(t, aio.Runner{}).Run(func(ctx *aio.Context) error {
			tasks <- aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 0, nil })
			return nil
		})
	}()
	foreign := <-tasks
	<-done
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := foreign.Wait(ctx)
		if err == nil || !strings.Contains(err.Error(), "another loop") {
			t.Errorf("got %v", err)
		}
		return nil
	})
}

func TestR17_ErrorThatNobodyRetrievedIsReportedOnce(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		fail := func(ctx *aio.Context) error { return errTest }
		spawn(ctx, func(ctx *aio.Context) error { aio.Yield(ctx); return errTest }).SetName("forgotten")
		seen := spawn(ctx, fail)
		spawn(ctx, forever).Cancel(nil) // a cancel is no error
		_, err := seen.Wait(ctx)
		is(t, "wait", err, errTest)
		yield(ctx, 2)
		aio.Gather(ctx, func(ctx *aio.Context) (int, error) { return 0, errTest })
		aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { g.Go(fail); return nil })
		return nil
	})
	is(t, "run", err, nil)
	if len(errs) != 1 {
		t.Fatalf("reports: %v", errs)
	}
	contains(t, "report", errs[0].Error(), `"forgotten" failed and nobody waited for it: test error`)
}

func TestR18_PendingTaskSurvivesTheGarbageCollector(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ran := false
		spawn(ctx, func(ctx *aio.Context) error { aio.Sleep(ctx, time.Second); ran = true; return nil })
		aio.Yield(ctx)
		runtime.GC()
		aio.Sleep(ctx, 2*time.Second)
		equal(t, "the task that nobody holds ran to its end", ran, true)
		return nil
	})
}

func TestR19_YieldTakesTurns(t *testing.T) {
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		for _, name := range []string{"A", "B"} {
			spawn(ctx, func(ctx *aio.Context) error {
				for i := range 3 {
					d.note(name, i)
					aio.Sleep(ctx, 0)
				}
				return nil
			})
		}
		before := ctx.Loop().Stats().Turns
		aio.Yield(ctx)
		equal(t, "turns of one Yield", ctx.Loop().Stats().Turns-before, 1)
		yield(ctx, 4)
		d.reads(t, "order", "A0 B0 A1 B1 A2 B2")
		return nil
	})
}

func TestR19_CanceledSleepLeavesNoTimer(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) })
		yield(ctx, 1)
		task.Cancel(nil)
		task.Wait(ctx)
		err := aio.NewSemaphore(0).Acquire(ctx) // a deadlock at once, unless a timer is left
		is(t, "a wait for nothing", err, aio.ErrCanceled)
		return nil
	}, deadlocks)
	equal(t, "time that passed", w.Elapsed(), 0)
}

func TestOnDoneOfATask(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		task := spawn(ctx, func(*aio.Context) error { d.note("body"); return nil })
		task.OnDone(func() { d.note("first") })
		task.OnDone(func() { d.note("second") })
		yield(ctx, 3)
		task.OnDone(func() { d.note("late") })
		d.note("registered")
		yield(ctx, 1)
		d.reads(t, "order", "body first second registered late")
		return nil
	})
}

func TestPanicInATaskIsItsErrorWithTheStack(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			aio.Yield(ctx)
			panicInDepth()
			return nil
		})
		_, err := task.Wait(ctx)
		var p *aio.PanicError
		if !errors.As(err, &p) {
			t.Errorf("got %v", err)
			return nil
		}
		contains(t, "stack", string(p.Stack), "panicInDepth")
		is(t, "value", err, errTest)
		return nil
	})
}

//go:noinline
func panicInDepth() { panic(errTest) }

func TestGoexitInATaskIsItsErrorAndTheLoopGoesOn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		cleaned := false
		task := spawn(ctx, func(ctx *aio.Context) error {
			defer func() { cleaned = true }()
			runtime.Goexit()
			return nil
		})
		_, err := task.Wait(ctx)
		is(t, "the task", err, aio.ErrGoexit)
		contains(t, "its error", err.Error(), "task_test.go")
		equal(t, "deferred functions ran", cleaned, true)
		return aio.Sleep(ctx, time.Second)
	})
}

func TestPanicNilIsAnErrorToo(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := spawn(ctx, func(ctx *aio.Context) error { panic(nil) }).Wait(ctx)
		var p *aio.PanicError
		equal(t, "it is a PanicError", errors.As(err, &p), true)
		return nil
	})
}

func TestCleanUpMayWaitWhileAPanicPasses(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			defer aio.Sleep(ctx, time.Minute)
			panic(errTest)
		})
		_, err := task.Wait(ctx)
		is(t, "the task", err, errTest)
		equal(t, "time of the clean-up", w.Elapsed(), time.Minute)
		return nil
	})
}

func TestForeignContextIsRefused(t *testing.T) {
	virtually(t, func(outer *aio.Context, w *aiotest.World) error {
		_, err := spawn(outer, func(*aio.Context) error {
			return aio.Sleep(outer, time.Second)
		}).Wait(outer)
		var p *aio.PanicError
		if !errors.As(err, &p) {
			t.Errorf("got %v", err)
			return nil
		}
		contains(t, "panic", p.Error(), "another task")
		return nil
	})
}

func TestContextInACallbackIsRefused(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	var errs reported
	r.OnError = errs.handler
	is(t, "run", r.Run(func(ctx *aio.Context) error {
		ctx.Loop().CallSoon(func() { aio.Sleep(ctx, time.Second) })
		return aio.Yield(ctx)
	}), nil)
	equal(t, "reports", len(errs), 1)
}

func TestManyTasksReuseTheirCoroutines(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before := runtime.NumGoroutine()
		for range 1000 {
			if _, err := spawn(ctx, func(*aio.Context) error { return nil }).Wait(ctx); err != nil {
				return err
			}
		}
		if n := runtime.NumGoroutine() - before; n > 1 {
			t.Errorf("a thousand tasks, one after the other, took %d coroutines", n)
		}
		return nil
	})
}
