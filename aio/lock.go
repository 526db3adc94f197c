package aio

import (
	"errors"
	"fmt"
)

// A Lock is held by at most one task at a time. Unlike a sync.Mutex it may be
// held across calls that suspend, and it knows its holder: only that task can
// release it. The zero value is free. It may be used by tasks of one loop.
type Lock struct {
	Name    string // for the task tree
	holder  *task
	waiters waitQueue
}

// Acquire takes the lock. It suspends while another task holds it; tasks get it
// in the order in which they asked. A task that holds it already gets an error
// instead of waiting for itself.
func (l *Lock) Acquire(ctx *Context) error { return l.acquire(ctx.running()) }

func (l *Lock) acquire(t *task) error {
	switch l.holder {
	case nil:
		l.holder = t
		return nil
	case t:
		return errors.New("acquire a lock: the task holds it already")
	}
	t.suspect(l.holder)
	granted, err := l.waiters.wait(t, l, 0)
	if err != nil && granted {
		l.pass()
	}
	return err
}

// TryAcquire takes the lock for ctx's task if it is free, and reports whether it
// did. It does not suspend.
func (l *Lock) TryAcquire(ctx *Context) bool {
	t := ctx.running()
	if l.holder != nil {
		return false
	}
	l.holder = t
	return true
}

// Release gives the lock to the task that has waited longest, which holds it
// from this moment on, or frees it. It does not suspend. It panics where the
// running task does not hold the lock.
func (l *Lock) Release() {
	switch {
	case l.holder == nil:
		panic("aio: Lock.Release: the lock is not held")
	case l.holder.loop.current != l.holder:
		panic(fmt.Sprintf("aio: Lock.Release: the lock is held by task %v", l.holder))
	}
	l.pass()
}

func (l *Lock) pass() {
	w := l.waiters.head
	if w == nil {
		l.holder = nil
		return
	}
	l.holder = w.task
	w.grant()
}

// Locked reports whether a task holds the lock.
func (l *Lock) Locked() bool { return l.holder != nil }

// With calls fn with the lock held. An error is fn's, or Acquire's, and then fn
// was not called.
func (l *Lock) With(ctx *Context, fn func() error) error {
	if err := l.Acquire(ctx); err != nil {
		return err
	}
	defer l.Release()
	return fn()
}

func (l *Lock) waitState() string {
	state := fmt.Sprintf("%s held by task %v", named("lock", l.Name), l.holder)
	if l.holder.done {
		state += ", which has ended"
	}
	return state
}

func (l *Lock) holders(f func(*task) bool) { f(l.holder) }
