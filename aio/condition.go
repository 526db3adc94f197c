package aio

import "fmt"

// A Condition lets tasks that hold a lock wait until another one says that
// something has changed. It may be used by tasks of one loop.
type Condition struct {
	L       *Lock
	waiters waitQueue
}

// NewCondition returns a condition on l; nil means a lock of its own.
func NewCondition(l *Lock) *Condition {
	if l == nil {
		l = new(Lock)
	}
	return &Condition{L: l}
}

// Wait releases the lock, suspends until it is notified, and takes the lock
// again. It returns with the lock held, whatever happens: a cancel is held back
// until the lock is there again, of several the last one is returned. A task
// that was notified and canceled passes the notification on.
func (c *Condition) Wait(ctx *Context) error {
	t := ctx.running()
	if c.L.holder != t {
		return fmt.Errorf("wait for a condition: the task does not hold its lock")
	}
	t.mustMaySuspend(c) // before the lock is gone
	c.L.pass()
	notified, err := c.waiters.wait(t, c, 0)
	for {
		again := c.L.acquire(t)
		if again == nil {
			break
		}
		err = again
	}
	if err != nil && notified {
		c.Notify(1)
	}
	return err
}

// WaitUntil waits until ok returns true; ok is called with the lock held. It
// does not suspend where ok is true at once.
func (c *Condition) WaitUntil(ctx *Context, ok func() bool) error {
	for !ok() {
		if err := c.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Notify wakes the n tasks that have waited longest, fewer where there are
// fewer. The caller must hold the lock; it does not suspend.
func (c *Condition) Notify(n int) {
	c.mustHold("Notify")
	for ; n > 0 && c.waiters.head != nil; n-- {
		c.waiters.head.grant()
	}
}

// NotifyAll wakes every task that waits.
func (c *Condition) NotifyAll() {
	c.mustHold("NotifyAll")
	c.waiters.grantAll()
}

func (c *Condition) mustHold(op string) {
	if t := c.L.holder; t == nil || t.loop.current != t {
		panic("aio: Condition." + op + ": the running task does not hold the lock")
	}
}

func (c *Condition) waitState() string { return "condition" }
