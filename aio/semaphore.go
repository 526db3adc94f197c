package aio

import "fmt"

// permits is a counter of things to be had with a queue of tasks that wait for
// them; it is under Semaphore and both ends of Queue. A freed permit goes to
// the head of the queue in the call that frees it, so n counts only what nobody
// waits for. And as long as a task that was given one has not run, nobody else
// gets one without queueing: what it was woken for is still there when it runs.
type permits struct {
	n       int
	woken   int // granted and not run yet
	waiters waitQueue
	closed  bool
}

// closedValue marks a waiter that was woken because of close.
const closedValue = -1

// try takes a permit if one is free.
func (p *permits) try() bool {
	if p.n == 0 || p.woken > 0 {
		return false
	}
	p.n--
	return true
}

// acquire takes a permit; it suspends while there is none. When the permits are
// closed and none is left it returns ErrClosed.
func (p *permits) acquire(t *task, what waitable) error {
	if p.try() {
		return nil
	}
	if p.drained() {
		return ErrClosed
	}
	granted, err := p.waiters.wait(t, what, 0)
	if !granted {
		return err
	}
	if t.waiter.value == closedValue {
		if err == nil {
			err = ErrClosed
		}
		return err
	}
	p.woken--
	if err != nil {
		p.n++
	}
	p.hand()
	return err
}

// release adds a permit, or hands it to the first waiter.
func (p *permits) release() {
	p.n++
	p.hand()
}

// hand gives the free permits to those who wait, in their order.
func (p *permits) hand() {
	for p.n > 0 && p.waiters.head != nil {
		p.n--
		p.woken++
		p.waiters.head.grant()
	}
	if p.drained() {
		p.refuse()
	}
}

// drained reports whether there will never be a permit again: a woken task may
// still be canceled and give its own back.
func (p *permits) drained() bool { return p.closed && p.n == 0 && p.woken == 0 }

// close wakes every waiter for whom there is no permit, with ErrClosed.
func (p *permits) close() {
	p.closed = true
	p.hand()
}

func (p *permits) refuse() {
	for w := p.waiters.head; w != nil; w = p.waiters.head {
		w.value = closedValue
		w.grant()
	}
}

// A Semaphore lets at most n tasks in at the same time, in the order in which
// they asked. It may be used by tasks of one loop.
type Semaphore struct {
	Name    string // for the task tree
	p       permits
	size    int
	bounded bool
}

// NewSemaphore returns a semaphore with n permits; it panics where n is
// negative.
func NewSemaphore(n int) *Semaphore {
	if n < 0 {
		panic("aio: NewSemaphore: negative number of permits")
	}
	return &Semaphore{p: permits{n: n}, size: n}
}

// NewBoundedSemaphore returns a semaphore that never has more than n permits: a
// Release without an Acquire panics.
func NewBoundedSemaphore(n int) *Semaphore {
	s := NewSemaphore(n)
	s.bounded = true
	return s
}

// Acquire takes a permit. It suspends while there is none; if the task is
// canceled meanwhile, no permit is taken.
func (s *Semaphore) Acquire(ctx *Context) error { return s.p.acquire(ctx.running(), s) }

// TryAcquire takes a permit if one is free and reports whether it did. It never
// overtakes a waiting task.
func (s *Semaphore) TryAcquire() bool { return s.p.try() }

// Release gives a permit back, or adds one; a bounded semaphore that has all of
// its permits panics. It does not suspend.
func (s *Semaphore) Release() {
	if s.bounded && s.p.n+s.p.woken == s.size {
		panic("aio: Semaphore.Release: no permit of the bounded semaphore is taken")
	}
	s.p.release()
}

// Locked reports whether Acquire would have to wait.
func (s *Semaphore) Locked() bool { return s.p.n == 0 || s.p.woken > 0 }

func (s *Semaphore) waitState() string {
	return fmt.Sprintf("%s of %d, %d waiting", named("semaphore", s.Name), s.size, s.p.waiters.n)
}
