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
	loop  *Loop
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	task  *task
	dead  bool // its task called Goexit: it is never resumed again

	// What the task needs only from its first step to its end.
	waiter    waiter
	on        waitable // what it is parked on; nil while it is not
	since     loopTime // when it parked
	sleep     timer    // of Sleep
	expects   int      // things outstanding that it waits for
	noSuspend int      // depth of NoSuspend
	doing     func() string
}

// give makes c the coroutine of t.
func (c *coro) give(t *task) { c.task, c.waiter.task, t.coro = t, t, c }

// suspend gives the thread back to the loop until the task's next turn. It is
// small enough to be inlined: after a switch of stacks the processor mispredicts
// every return, so each frame between here and the task's own code costs.
func (c *coro) suspend(what waitable) {
	c.on, c.since = what, c.loop.now
	if !c.yield(struct{}{}) {
		panic(abandoned{})
	}
	c.on = nil
}

// expire is the timer of Sleep.
func (c *coro) expire() { c.waiter.grant() }

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
	c := &coro{loop: l}
	c.sleep.owner = c
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
