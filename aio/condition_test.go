package aio_test

import (
	"errors"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// waitOn waits for a notification and notes it while it holds the lock.
func waitOn(t *testing.T, c *aio.Condition, d *diary, name any) func(*aio.Context) error {
	return func(ctx *aio.Context) error {
		return c.L.With(ctx, func() error { // panics where Wait returns without the lock
			err := c.Wait(ctx)
			if err == nil {
				d.note(name)
			}
			return err
		})
	}
}

// notify takes the lock and notifies n.
func notify(ctx *aio.Context, c *aio.Condition, n int) {
	c.L.With(ctx, func() error { c.Notify(n); return nil })
}

func TestR30_NotifyWakesInOrder(t *testing.T) {
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		c := aio.NewCondition(nil)
		var tasks []aio.AnyTask
		for i := range 6 {
			tasks = append(tasks, spawn(ctx, waitOn(t, c, &d, i)))
		}
		yield(ctx, 1)
		notify(ctx, c, 2)
		yield(ctx, 5)
		d.reads(t, "after Notify(2)", "0 1")
		notify(ctx, c, 0)
		yield(ctx, 5)
		d.reads(t, "after Notify(0)", "0 1")
		c.L.With(ctx, func() error { c.NotifyAll(); return nil })
		_, _, err := aio.Wait(ctx, aio.AllCompleted, tasks...)
		d.reads(t, "after NotifyAll", "0 1 2 3 4 5")
		notify(ctx, c, 100) // nobody is there
		return err
	})
}

func TestR30_LockIsNeeded(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c := aio.NewCondition(new(aio.Lock))
		if err := c.Wait(ctx); err == nil {
			t.Error("waited without the lock")
		}
		contains(t, "Notify", panicOf(func() { c.Notify(1) }), "does not hold the lock")
		contains(t, "NotifyAll", panicOf(c.NotifyAll), "does not hold the lock")
		return nil
	})
}

func TestR30_WaitReleasesTheLockAndReturnsWithIt(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		c := aio.NewCondition(nil)
		task := spawn(ctx, waitOn(t, c, &d, "woken"))
		yield(ctx, 1)
		equal(t, "locked while it waits", c.L.Locked(), false)
		c.L.Acquire(ctx)
		c.Notify(1)
		yield(ctx, 3)
		equal(t, "woken while another holds the lock", len(d), 0)
		c.L.Release()
		_, err := task.Wait(ctx)
		d.reads(t, "task", "woken")
		return err
	})
}

func TestR30_WaitUntil(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c, n := aio.NewCondition(nil), 0
		task := spawn(ctx, func(ctx *aio.Context) error {
			return c.L.With(ctx, func() error {
				return c.WaitUntil(ctx, func() bool { equal(t, "locked", c.L.Locked(), true); return n == 3 })
			})
		})
		for n < 3 {
			aio.Sleep(ctx, time.Second)
			equal(t, "done at less than 3", task.Done(), false)
			c.L.With(ctx, func() error { n++; c.Notify(1); return nil })
		}
		_, err := task.Wait(ctx)
		is(t, "task", err, nil)
		return c.L.With(ctx, func() error { return c.WaitUntil(ctx, func() bool { return true }) })
	})
}

func TestR30_CanceledWaitReturnsWithTheLock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		c := aio.NewCondition(nil)
		task := spawn(ctx, waitOn(t, c, &d, "woken"))
		yield(ctx, 1)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		equal(t, "locked at the end", c.L.Locked(), false)
		notify(ctx, c, 1) // finds no dead waiter
		equal(t, "notes", len(d), 0)
		return nil
	})
}

func TestR30_CancelsAreHeldBackUntilTheLockIsThere(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		c := aio.NewCondition(nil)
		task := spawn(ctx, waitOn(t, c, &d, "woken"))
		yield(ctx, 1)
		c.L.Acquire(ctx)
		for _, cause := range []error{errTest, errTest, errOther} {
			task.Cancel(cause)
			yield(ctx, 2)
			equal(t, "done without the lock", task.Done(), false)
		}
		c.L.Release()
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errOther) // the last
		equal(t, "locked at the end", c.L.Locked(), false)
		return nil
	})
}

func TestR30_CanceledWithTheLockHandedOver(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		c := aio.NewCondition(nil)
		task := spawn(ctx, waitOn(t, c, &d, "woken"))
		yield(ctx, 1)
		c.L.Acquire(ctx)
		c.Notify(1)
		yield(ctx, 2) // it waits for the lock now
		c.L.Release()
		task.Cancel(errTest) // it holds the lock and has not run
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		equal(t, "locked at the end", c.L.Locked(), false)
		return nil
	})
}

func TestR30_NotifiedThenCanceledPassesItOn(t *testing.T) {
	for _, when := range []string{"before it ran", "while it waits for the lock"} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			var d diary
			c := aio.NewCondition(nil)
			first := spawn(ctx, waitOn(t, c, &d, "first"))
			yield(ctx, 1)
			second := spawn(ctx, waitOn(t, c, &d, "second"))
			yield(ctx, 1)
			third := spawn(ctx, waitOn(t, c, &d, "third"))
			yield(ctx, 1)
			c.L.Acquire(ctx)
			c.Notify(1)
			if when != "before it ran" {
				yield(ctx, 2)
			}
			first.Cancel(errTest)
			c.L.Release()
			_, err := first.Wait(ctx)
			isCancel(t, when, err, errTest)
			_, err = second.Wait(ctx)
			is(t, when, err, nil)
			yield(ctx, 5)
			d.reads(t, when, "second")
			third.Cancel(nil)
			third.Wait(ctx)
			return nil
		})
	}
}

func TestR30_WaitUnderALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c := aio.NewCondition(nil)
		err := c.L.With(ctx, func() error { return aio.Timeout(ctx, time.Second, c.Wait) })
		isTimeout(t, "wait", err)
		equal(t, "locked at the end", c.L.Locked(), false)
		return nil
	})
}

func TestR30_OutsideCancelIsNotLostToALimitThatCameLater(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c := aio.NewCondition(nil)
		task := spawn(ctx, func(ctx *aio.Context) error {
			return c.L.With(ctx, func() error { return aio.Timeout(ctx, time.Second, c.Wait) })
		})
		yield(ctx, 1)
		c.L.Acquire(ctx)
		task.Cancel(errTest)
		aio.Sleep(ctx, time.Minute)
		c.L.Release()
		_, err := task.Wait(ctx)
		isCancel(t, "task", err, errTest)
		return nil
	})
}

func TestR30_WaitInsideNoSuspendKeepsTheLock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c := aio.NewCondition(nil)
		return c.L.With(ctx, func() error {
			text := panicOf(func() { aio.NoSuspend(ctx, func() error { return c.Wait(ctx) }) })
			contains(t, "panic", text, "to wait for condition")
			equal(t, "locked", c.L.Locked(), true)
			c.Notify(1)
			return nil
		})
	})
}

// Tasks wait, are notified and canceled at random: Wait returns with the lock,
// and as many things are taken as were made.
func TestR30_ThingsAreConserved(t *testing.T) {
	rnd := seeded(t)
	conserved(t, func(ctx *aio.Context) {
		const consumers = 15
		c := aio.NewCondition(nil)
		things, made, taken := 0, 0, 0
		chaos(t, ctx, rnd, 2*consumers, soak(t, 10_000, 3_000_000), func(ctx *aio.Context, i int) error {
			if err := aio.Sleep(ctx, 1+pause(rnd)); err != nil {
				return err
			}
			return c.L.With(ctx, func() error {
				if i >= consumers {
					things++
					made++
					c.Notify(1)
					return nil
				}
				for things == 0 {
					err := aio.Timeout(ctx, 1+pause(rnd), c.Wait)
					equal(t, "locked after Wait", c.L.Locked(), true)
					if errors.Is(err, aio.ErrCanceled) {
						return err
					}
				}
				things--
				taken++
				return nil
			})
		})
		equal(t, "taken and left", taken+things, made)
		equal(t, "locked at the end", c.L.Locked(), false)
	})
}

// Of ten that wait five are notified and five canceled, at random and in random
// turns: the five notifications reach the five that remain.
func TestR30_NotificationsAreConserved(t *testing.T) {
	rnd := seeded(t)
	for range soak(t, 200, 50_000) {
		conserved(t, func(ctx *aio.Context) {
			c, things := aio.NewCondition(nil), 0
			var tasks [10]*aio.Task[struct{}]
			for i := range tasks {
				tasks[i] = spawn(ctx, func(ctx *aio.Context) error {
					return c.L.With(ctx, func() error {
						err := c.WaitUntil(ctx, func() bool { return things > 0 })
						if err == nil {
							things--
						}
						return err
					})
				})
			}
			yield(ctx, 1)
			c.L.Acquire(ctx)
			c.Notify(5)
			yield(ctx, rnd.IntN(3))
			things = 5 // not seen before the lock is free
			for _, i := range rnd.Perm(10)[:5] {
				tasks[i].Cancel(nil)
				yield(ctx, rnd.IntN(2))
			}
			c.L.Release()
			for _, task := range tasks {
				if _, err := task.Wait(ctx); err != nil {
					is(t, "waiter", err, aio.ErrCanceled)
				}
			}
			equal(t, "things left", things, 0)
		})
		if t.Failed() {
			return
		}
	}
}
