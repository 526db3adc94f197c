package aio_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

var errOther = errors.New("other error")

// failAfter is a child that fails.
func failAfter(d time.Duration, err error) func(*aio.Context) error {
	return func(ctx *aio.Context) error {
		aio.Sleep(ctx, d)
		return err
	}
}

func TestR35_GroupWaitsForAll(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ended := 0
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 3 {
				g.Go(func(ctx *aio.Context) error {
					defer func() { ended++ }()
					return aio.Sleep(ctx, time.Duration(i)*time.Second)
				})
			}
			return nil
		})
		equal(t, "tasks that ended before Group", ended, 3)
		return err
	})
}

func TestR35_GroupWithoutTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before := ctx.Loop().Stats().Switches
		is(t, "empty", aio.Group(ctx, func(*aio.Context, *aio.TaskGroup) error { return nil }), nil)
		is(t, "failing", aio.Group(ctx, func(*aio.Context, *aio.TaskGroup) error { return errTest }), errTest)
		equal(t, "task switches", ctx.Loop().Stats().Switches-before, 0)
		return nil
	})
}

func TestR35_FirstErrorCancelsSiblingsAndBlock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		canceled := 0
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(failAfter(time.Second, errTest))
			g.Go(func(ctx *aio.Context) error {
				err := forever(ctx)
				isCancel(t, "sibling", err, errTest)
				canceled++
				return err
			})
			err := forever(ctx)
			isCancel(t, "block", err, errTest)
			canceled++
			return err
		})
		equal(t, "the error is the child's, as it is", err, errTest)
		equal(t, "canceled", canceled, 2)
		equal(t, "time", w.Elapsed(), time.Second)
		return nil
	})
}

func TestR35_ErrorOfTheBlockCancelsTheTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				err := forever(ctx)
				isCancel(t, "the task", err, errTest)
				return err
			})
			aio.Yield(ctx)
			return errTest
		})
		equal(t, "group", err, errTest)
		return nil
	})
}

func TestR35_AllErrorsAreKeptInTheOrderOfTheirTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		third := errors.New("third")
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { forever(ctx); aio.Sleep(ctx, time.Second); return errTest })
			g.Go(failAfter(time.Second, errOther))
			forever(ctx)
			return third
		})
		equal(t, "text", err.Error(), "third\ntest error\nother error")
		for _, want := range []error{errTest, errOther, third} {
			is(t, "group", err, want)
		}
		return nil
	})
}

func TestR35_TwoErrorsInOneTurn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(failAfter(time.Second, errTest))
			g.Go(failAfter(time.Second, errOther))
			return nil
		})
		is(t, "first", err, errTest)
		is(t, "second", err, errOther)
		return nil
	})
}

func TestR35_NoNewTasksAfterAFailure(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(failAfter(0, errTest))
			forever(ctx)
			late := spawn(g, func(ctx *aio.Context) error { t.Error("it ran"); return nil })
			equal(t, "it has ended already", late.Done(), true)
			_, err := late.Wait(ctx)
			is(t, "the late task", err, aio.ErrClosed)
			return nil
		})
		equal(t, "group", err, errTest)
		return nil
	})
}

func TestR35_NoNewTasksAfterTheEnd(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var kept *aio.TaskGroup
		aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { kept = g; return nil })
		_, err := spawn(kept, func(ctx *aio.Context) error { t.Error("it ran"); return nil }).Wait(ctx)
		is(t, "the late task", err, aio.ErrClosed)
		called := false
		late := spawn(kept, forever)
		late.OnDone(func() { called = true })
		yield(ctx, 1)
		equal(t, "its OnDone", called, true)
		equal(t, "its Cancel", late.Cancel(nil), false)
		return nil
	})
}

func TestR35_TasksMayAddTasksWhileOthersRun(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		heads := 0
		var hydra func(n int) func(*aio.Context) error
		hydra = func(n int) func(*aio.Context) error {
			return func(ctx *aio.Context) error {
				heads++
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				if n > 0 {
					spawn(ctx, hydra(n-1)) // joins the group that its parent is in
					spawn(ctx, hydra(n-1))
				}
				return nil
			}
		}
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { g.Go(hydra(5)); return nil })
		equal(t, "heads", heads, 63)
		equal(t, "time", w.Elapsed(), 6*time.Second)
		return err
	})
}

func TestR35_ErrorsWinOverALimitDuringCleanUp(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, 2*time.Second, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(failAfter(time.Second, errTest))
				g.Go(func(ctx *aio.Context) error { forever(ctx); return aio.Sleep(ctx, time.Minute) })
				return nil
			})
		})
		equal(t, "the block", err, errTest)
		return aio.Sleep(ctx, time.Hour) // nothing of the limit is left
	})
}

func TestR36_OutsideCancelCancelsTheTasksAndPasses(t *testing.T) {
	for _, where := range []string{"in the block", "at its end"} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			children := 0
			task := spawn(ctx, func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					for range 2 {
						g.Go(func(ctx *aio.Context) error {
							err := forever(ctx)
							is(t, "child", err, aio.ErrCanceled)
							children++
							return err
						})
					}
					if where == "in the block" {
						return forever(ctx)
					}
					return nil
				})
			})
			yield(ctx, 2)
			task.Cancel(errTest)
			_, err := task.Wait(ctx)
			isCancel(t, where, err, errTest)
			equal(t, "children that were canceled", children, 2)
			return nil
		})
	}
}

func TestR36_ErrorsWinOverAnOutsideCancelWhichIsRedelivered(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(func(ctx *aio.Context) error { forever(ctx); return errOther })
				return forever(ctx)
			})
			equal(t, "group", err, errOther)
			err = forever(ctx)
			isCancel(t, "the next wait", err, errTest)
			is(t, "and the one after it", aio.Sleep(ctx, time.Second), nil)
			return err
		})
		yield(ctx, 2)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR36_NestedGroupsBothCanceled(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(failAfter(time.Second, errTest))
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(failAfter(time.Second, errOther))
				return forever(ctx)
			})
		})
		is(t, "outer child", err, errTest)
		is(t, "inner child", err, errOther)
		return aio.Sleep(ctx, time.Second)
	})
}

func TestR36_FailureOfTheOuterGroupOutlivesThatOfTheInner(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, outer *aio.TaskGroup) error {
			err := aio.Group(ctx, func(ctx *aio.Context, inner *aio.TaskGroup) error {
				inner.Go(failAfter(time.Second, errOther))
				outer.Go(failAfter(time.Second, errTest))
				return nil
			})
			is(t, "inner", err, errOther)
			err = aio.Sleep(ctx, time.Hour)
			isCancel(t, "the outer block", err, errTest)
			return err
		})
		equal(t, "outer", err, errTest)
		return aio.Sleep(ctx, time.Hour)
	})
}

func TestR36_OuterLimitPassesThroughAGroup(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { g.Go(forever); return nil })
		})
		isTimeout(t, "the limit around the group", err)
		return nil
	})
}

func TestR36_LimitDuringCleanUpDoesNotHideTheOutsideCancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			err := aio.Timeout(ctx, 2*time.Second, func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					g.Go(func(ctx *aio.Context) error {
						err := forever(ctx)
						aio.Sleep(ctx, time.Minute) // slow clean-up
						return err
					})
					return nil
				})
			})
			isCancel(t, "canceled after 1 s, limited to 2 s", err, errTest)
			return err
		})
		aio.Sleep(ctx, time.Second)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR36_InnerLimitDuringCleanUpDoesNotHideTheOuterLimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			err := aio.Timeout(ctx, 2*time.Second, func(ctx *aio.Context) error {
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					g.Go(func(ctx *aio.Context) error { forever(ctx); return aio.Sleep(ctx, time.Minute) })
					return nil
				})
			})
			is(t, "inner", err, aio.ErrCanceled)
			return err
		})
		isTimeout(t, "outer", err)
		return nil
	})
}

func TestR37_ChildCanceledAloneIsNoError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			child := spawn(g, forever)
			g.Go(func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Minute) })
			yield(ctx, 1)
			child.Cancel(nil)
			_, err := child.Wait(ctx)
			is(t, "child", err, aio.ErrCanceled)
			return nil
		})
	})
}

func TestR37_CancelThatAChildWrappedIsNoError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			child := spawn(g, func(ctx *aio.Context) error { return fmt.Errorf("read: %w", forever(ctx)) })
			yield(ctx, 1)
			child.Cancel(nil)
			return aio.Sleep(ctx, time.Second)
		})
	})
}

func TestR35_EndedTasksAreForgotten(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			before := ctx.Loop().Stats().Tasks
			for range 10 {
				aio.Sleep(ctx, time.Second)
				g.Go(func(ctx *aio.Context) error { return aio.Sleep(ctx, 3500*time.Millisecond) })
				equal(t, "tasks of the last three seconds", ctx.Loop().Stats().Tasks-before <= 4, true)
			}
			aio.Sleep(ctx, 4*time.Second)
			equal(t, "tasks at the end", ctx.Loop().Stats().Tasks, before)
			return nil
		})
	})
}

func TestR37_RepeatedCancelsLoseNoChild(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ended := false
		task := spawn(ctx, func(ctx *aio.Context) error {
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(func(ctx *aio.Context) error {
					forever(ctx)
					err := aio.Sleep(ctx, time.Minute)
					ended = true
					return err
				})
				return nil
			})
			equal(t, "the child ended before the group", ended, true)
			return err
		})
		for range 5 {
			aio.Sleep(ctx, time.Second)
			task.Cancel(errTest)
		}
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR37_OutsideCancelDuringAnAbortIsKept(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(failAfter(0, errOther))
				g.Go(func(ctx *aio.Context) error { forever(ctx); return aio.Sleep(ctx, time.Minute) })
				return nil
			})
			equal(t, "group", err, errOther)
			return aio.Sleep(ctx, time.Minute)
		})
		aio.Sleep(ctx, time.Second)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestGroupCancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				err := forever(ctx)
				isCancel(t, "child", err, errTest)
				return err
			})
			ctx.Loop().CallLater(time.Second, func() { g.Cancel(errTest); g.Cancel(errOther) })
			err := forever(ctx)
			isCancel(t, "block", err, errTest)
			return err
		})
		is(t, "group", err, nil)
		return aio.Sleep(ctx, time.Second)
	})
}

func TestGroupCancelDoesNotHideAnOutsideCancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(func(ctx *aio.Context) error { forever(ctx); return aio.Sleep(ctx, time.Minute) })
				ctx.Loop().CallLater(time.Second, func() { g.Cancel(nil) })
				return forever(ctx)
			})
		})
		aio.Sleep(ctx, 2*time.Second)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestPanicOfAChildIsItsError(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { panic(errTest) })
			return forever(ctx)
		})
		var p *aio.PanicError
		equal(t, "it is a PanicError", errors.As(err, &p), true)
		is(t, "group", err, errTest)
		return nil
	})
}

func TestPanicOfTheBlockTakesTheTasksAlong(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		canceled := false
		func() {
			defer func() { equal(t, "recovered", recover(), any(errTest)) }()
			aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(func(ctx *aio.Context) error { err := forever(ctx); canceled = true; return err })
				yield(ctx, 1)
				panic(errTest)
			})
		}()
		equal(t, "the task was canceled and awaited", canceled, true)
		return aio.Sleep(ctx, time.Second)
	})
}

func TestTaskErrorsAreNotReportedTwice(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	var errs reported
	r.OnError = errs.handler
	r.Run(func(ctx *aio.Context) error {
		aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error { g.Go(failAfter(0, errTest)); return nil })
		return nil
	})
	equal(t, "reports", fmt.Sprint([]error(errs)), "[]")
}
