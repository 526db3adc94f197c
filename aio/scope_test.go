package aio_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR26_SleepThatEndsWithTheLimitWins(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (int, error) {
			return 0, aio.Sleep(ctx, time.Second)
		})
		return err
	})
}

func TestR26_LimitThatCameTooLateWaitsForTheNextWait(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (int, error) {
			is(t, "the wait that ended with the limit", aio.Sleep(ctx, time.Second), nil)
			is(t, "a call that need not wait", aio.NewSemaphore(1).Acquire(ctx), nil)
			return 0, aio.Sleep(ctx, time.Second)
		})
		isTimeout(t, "the block", err)
		equal(t, "time", w.Elapsed(), time.Second)
		return nil
	})
}

func TestR21_TimeLimitInterruptsTheWaitAndIsConverted(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			err := forever(ctx)
			isCancel(t, "inside", err, nil)
			return err
		})
		isTimeout(t, "outside", err)
		equal(t, "it is no cancel", errors.Is(err, aio.ErrCanceled), false)
		equal(t, "its text", err.Error(), "timed out after 1s")
		return nil
	})
}

func TestR21_OtherErrorsPass(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { return errTest })
		is(t, "before the limit", err, errTest)
		err = aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { forever(ctx); return errTest })
		is(t, "after the limit", err, errTest)
		return nil
	})
}

func TestR21_CancelWrappedByTheBodyIsStillConverted(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			return fmt.Errorf("read head: %w", forever(ctx))
		})
		isTimeout(t, "wrapped", err)
		var timeout *aio.TimeoutError
		if errors.As(err, &timeout) && timeout.Err != nil {
			contains(t, "what the body said", timeout.Err.Error(), "read head")
		}
		return nil
	})
}

func TestR21_LimitThatIsNotReachedLeavesNothing(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		v, err := aio.WaitFor(ctx, time.Hour, func(ctx *aio.Context) (int, error) { return 7, aio.Yield(ctx) })
		equal(t, "value", v, 7)
		is(t, "error", err, nil)
		return aio.NewSemaphore(0).Acquire(ctx) // a deadlock at once, unless the timer is left
	}, deadlocks)
	equal(t, "time that passed", w.Elapsed(), 0)
}

func TestR22_OutsideCancelPassesThroughALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error { return aio.Timeout(ctx, time.Hour, forever) })
		yield(ctx, 1)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "the task", err, errTest)
		return nil
	})
}

func TestR22_SwallowedCancelDoesNotSpoilLaterLimits(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			forever(ctx)
			isTimeout(t, "a limit after it", aio.Timeout(ctx, time.Second, forever))
			return nil
		})
		yield(ctx, 1)
		task.Cancel(nil)
		_, err := task.Wait(ctx)
		return err
	})
}

func TestR22_CancelFromBeforeEntryIsNeverConverted(t *testing.T) {
	for _, limit := range []time.Duration{-1, 0, 1, time.Hour} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			var self *aio.Task[struct{}]
			self = spawn(ctx, func(ctx *aio.Context) error {
				aio.Yield(ctx) // an eager task has no self before
				self.Cancel(errTest)
				err := aio.Timeout(ctx, limit, forever)
				isCancel(t, fmt.Sprint("limit of ", limit), err, errTest)
				return err
			})
			_, err := self.Wait(ctx)
			isCancel(t, "the task", err, errTest)
			return nil
		})
	}
}

func TestR22_CancelInCleanUpAfterATimeoutIsACancel(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
				forever(ctx)
				return aio.Sleep(ctx, time.Minute) // clean-up
			})
		})
		aio.Sleep(ctx, 2*time.Second)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "the task", err, errTest)
		return nil
	})
}

func TestR23_OfNestedLimitsTheOutermostWins(t *testing.T) {
	for _, inner := range []time.Duration{time.Second, 2 * time.Second} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			reached := false
			err := aio.Timeout(ctx, inner, func(ctx *aio.Context) error { // both due at once, or this one first
				err := aio.Timeout(ctx, inner, func(ctx *aio.Context) error {
					return aio.Timeout(ctx, inner, forever)
				})
				equal(t, "the middle one timed out", errors.Is(err, aio.ErrCanceled), true)
				reached = true
				return err
			})
			isTimeout(t, "the outermost", err)
			equal(t, "reached", reached, true)
			return nil
		})
	}
}

func TestR23_InnerLimitLeavesTheOuterOneRunning(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, 3*time.Second, func(ctx *aio.Context) error {
			isTimeout(t, "inner", aio.Timeout(ctx, time.Second, forever))
			equal(t, "time of the inner", w.Elapsed(), time.Second)
			return forever(ctx)
		})
		isTimeout(t, "outer", err)
		equal(t, "time of the outer", w.Elapsed(), 3*time.Second)
		return nil
	})
}

func TestR23_OuterLimitWhileTheInnerCleansUp(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, 2*time.Second, func(ctx *aio.Context) error {
			err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
				is(t, "first", forever(ctx), aio.ErrCanceled)
				return aio.Sleep(ctx, time.Hour)
			})
			is(t, "the inner passes on what is not its own", err, aio.ErrCanceled)
			return err
		})
		isTimeout(t, "outer", err)
		equal(t, "time", w.Elapsed(), 2*time.Second)
		return nil
	})
}

func TestR24_LimitOfZero(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for _, d := range []time.Duration{0, -time.Second} {
			is(t, "a body that does not wait", aio.Timeout(ctx, d, func(ctx *aio.Context) error { return nil }), nil)
			isTimeout(t, "a body that yields", aio.Timeout(ctx, d, aio.Yield))
			isTimeout(t, "a body that sleeps", aio.Timeout(ctx, d, forever))
			is(t, "a body that swallows it", aio.Timeout(ctx, d, func(ctx *aio.Context) error {
				aio.Yield(ctx)
				return aio.Yield(ctx)
			}), nil)
		}
		is(t, "afterwards", aio.Yield(ctx), nil)
		return nil
	})
}

func TestR25_Reschedule(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			is(t, "while it runs", ctx.Reschedule(5*time.Second), nil)
			err := forever(ctx)
			if ctx.Reschedule(time.Hour) == nil {
				t.Error("a limit that is over was given more time")
			}
			return err
		})
		isTimeout(t, "the block", err)
		equal(t, "time", w.Elapsed(), 5*time.Second)
		equal(t, "its text", err.Error(), "timed out after 5s")
		if ctx.Reschedule(time.Hour) == nil {
			t.Error("a Context without a limit was given one")
		}
		return nil
	})
}

func TestR25_RescheduleAfterTheBlockIsAnError(t *testing.T) {
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var inside *aio.Context
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { inside = ctx; return nil })
		if inside.Reschedule(time.Hour) == nil {
			t.Error("a limit whose block has ended was given more time")
		}
		return aio.NewSemaphore(0).Acquire(ctx)
	}, deadlocks)
	equal(t, "a timer was left; time that passed", w.Elapsed(), 0)
}

func TestR26_WaitForOfZeroDoesNotCallTheFunction(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for _, d := range []time.Duration{0, -1} {
			_, err := aio.WaitFor(ctx, d, func(ctx *aio.Context) (int, error) { t.Error("called"); return 0, nil })
			isTimeout(t, "the call", err)
		}
		return nil
	})
}

func TestR26_WaitForWaitsForSlowCleanUp(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (int, error) {
			err := forever(ctx)
			aio.Sleep(ctx, 10*time.Second)
			return 0, err
		})
		isTimeout(t, "the call", err)
		equal(t, "time", w.Elapsed(), 11*time.Second)
		return nil
	})
}

func TestR26_ErrorOfTheCleanUpWins(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (int, error) {
			return 0, errors.Join(forever(ctx), errTest)
		})
		is(t, "the call", err, errTest)
		return nil
	})
}

func TestR26_SuppressedCancelReturnsTheValue(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		v, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (int, error) { forever(ctx); return 7, nil })
		equal(t, "value", v, 7)
		return err
	})
}

func TestR26_LimitFiresThoughTheBodyNeverSleeps(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		_, err := aio.WaitFor(ctx, time.Millisecond, func(ctx *aio.Context) (int, error) {
			for {
				if err := aio.Yield(ctx); err != nil {
					return 0, err
				}
			}
		})
		isTimeout(t, "a body that yields all the time", err)
		return nil
	})
}

func TestPanicPassesThroughALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		func() {
			defer func() { equal(t, "recovered", recover(), any(errTest)) }()
			aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { panic(errTest) })
		}()
		return aio.Sleep(ctx, time.Hour) // the limit was taken down
	})
}

// Cancels, limits and results at random: whatever happens, a task ends for a
// reason that was really there.
func TestRandomTiesHaveReasons(t *testing.T) {
	rnd := seeded(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for range 3000 {
			var limits [3]time.Duration
			for i := range limits {
				limits[i] = time.Duration(1+rnd.IntN(4)) * time.Second
			}
			result, cancel := time.Duration(1+rnd.IntN(4))*time.Second, time.Duration(1+rnd.IntN(8))*time.Second
			begin := w.Elapsed()
			f := aio.NewFuture[int](ctx)
			timers := []*aio.Handle{ctx.Loop().CallLater(result, func() { f.Set(1, nil) })}
			task := aio.Go(ctx, func(ctx *aio.Context) (int, error) {
				return aio.WaitFor(ctx, limits[0], func(ctx *aio.Context) (int, error) {
					return aio.WaitFor(ctx, limits[1], func(ctx *aio.Context) (int, error) {
						return aio.WaitFor(ctx, limits[2], f.Wait)
					})
				})
			})
			timers = append(timers, ctx.Loop().CallLater(cancel, func() { task.Cancel(errTest) }))
			_, err := task.Wait(ctx)
			took := w.Elapsed() - begin
			var timeout *aio.TimeoutError
			switch {
			case err == nil && took == result:
			case errors.Is(err, aio.ErrCanceled):
				if took != cancel {
					t.Errorf("canceled after %v, not %v", took, cancel)
				}
			case errors.As(err, &timeout) && took == min(limits[0], limits[1], limits[2]) && timeout.After == took:
				if took > cancel || took > result {
					t.Errorf("timed out after %v, with a result after %v and a cancel after %v", took, result, cancel)
				}
			default:
				t.Errorf("ended with %v after %v: limits %v, result %v, cancel %v", err, took, limits, result, cancel)
			}
			for _, h := range timers {
				h.Cancel()
			}
		}
		return nil
	})
}

func TestR21_CleanUpOfAGroupThatFailsAfterTheLimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				g.Go(func(ctx *aio.Context) error { forever(ctx); return errTest })
				return errors.Join(forever(ctx), errOther)
			})
		})
		is(t, "failure of the task", err, errTest)
		is(t, "failure of the block", err, errOther)
		return aio.Sleep(ctx, time.Hour)
	})
}

func TestR22_SecondCancelInALimitAfterOneThatWasSwallowed(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		task := spawn(ctx, func(ctx *aio.Context) error {
			forever(ctx)
			return aio.Timeout(ctx, time.Minute, forever)
		})
		for range 2 {
			aio.Sleep(ctx, time.Second)
			task.Cancel(errTest)
		}
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR22_PendingCancelIsNotLostToAResultThatIsThere(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		f := aio.NewFuture[int](ctx)
		f.Set(7, nil)
		var self *aio.Task[struct{}]
		self = spawn(ctx, func(ctx *aio.Context) error {
			aio.Yield(ctx) // an eager task has no self before
			self.Cancel(errTest)
			v, err := aio.WaitFor(ctx, time.Minute, f.Wait) // need not wait
			equal(t, "value", v, 7)
			is(t, "error", err, nil)
			return aio.Sleep(ctx, time.Hour)
		})
		_, err := self.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR23_LimitInTheCleanUpAfterALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			err := forever(ctx)
			isTimeout(t, "clean-up", aio.Timeout(ctx, time.Second, forever))
			return err
		})
		isTimeout(t, "block", err)
		equal(t, "time", w.Elapsed(), 2*time.Second)
		return nil
	})
}

func TestR23_BothLimitsPassedWhileTheLoopWasBusy(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for _, inner := range []time.Duration{time.Millisecond, 3 * time.Millisecond} {
			err := aio.Timeout(ctx, 2*time.Millisecond, func(ctx *aio.Context) error {
				err := aio.Timeout(ctx, inner, func(ctx *aio.Context) error {
					w.Advance(4 * time.Millisecond)
					return forever(ctx)
				})
				is(t, "inner", err, aio.ErrCanceled)
				return err
			})
			isTimeout(t, "outer", err)
		}
		return nil
	})
}

func TestR25_RescheduleToNow(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for _, d := range []time.Duration{0, -time.Hour} {
			err := aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error {
				is(t, "reschedule", ctx.Reschedule(d), nil)
				return forever(ctx)
			})
			isTimeout(t, "block", err)
		}
		equal(t, "time", w.Elapsed(), 0)
		return nil
	})
}
