package aio

import "iter"

// coro is a coroutine that runs task after task. It is made by iter.Pull: a
// switch costs about 100 ns and no allocation, where a goroutine and a channel
// cost microseconds while the loop's thread is locked.
//
// A coroutine must be made and resumed on the loop's locked thread: the Go
// runtime ends the process when the lock state at resume differs from that at
// creation.
type coro struct {
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	task  *task
	dead  bool // its task called Goexit: it is never resumed again
}

// run is the coroutine's body: a loop over the tasks that it is given.
func (c *coro) run(yield func(struct{}) bool) {
	c.yield = yield
	for {
		c.task.execute()
		if !yield(struct{}{}) {
			return
		}
	}
}

// takeCoro returns an idle coroutine, or a new one.
func (l *Loop) takeCoro() *coro {
	if n := len(l.idle); n > 0 {
		c := l.idle[n-1]
		l.idle[n-1] = nil
		l.idle = l.idle[:n-1]
		return c
	}
	c := &coro{}
	c.next, c.stop = iter.Pull(c.run)
	return c
}

// dropCoros ends the idle coroutines.
func (l *Loop) dropCoros() {
	for _, c := range l.idle {
		c.stop()
	}
	l.idle = nil
}

// abandoned is the panic that unwinds a task whose loop ends without it.
type abandoned struct{}
