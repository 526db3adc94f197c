package aio

import (
	"errors"
	"fmt"
)

// ErrBrokenBarrier is returned to tasks that wait at a barrier that is reset or
// aborted.
var ErrBrokenBarrier = errors.New("barrier is broken")

// A Barrier makes tasks wait for each other: each set of n is let through
// together. It may be used by tasks of one loop.
type Barrier struct {
	n       int
	inside  waitQueue // arrived, and wait for the others
	leaving int       // let through and not run yet
	gate    waitQueue // came while others were leaving
	broken  bool
}

// brokenValue marks a waiter that was woken by Reset or Abort.
const brokenValue = -1

// NewBarrier returns a barrier for n tasks; it panics where n is less than 1.
func NewBarrier(n int) *Barrier {
	if n < 1 {
		panic("aio: NewBarrier: a barrier is for at least one task")
	}
	return &Barrier{n: n}
}

// Wait suspends until n tasks wait, and then returns to each a number of its
// own from 0 to n-1, in the order of their arrival. Who comes while a former
// set is still leaving waits for the next. A task that is canceled while it
// waits is one that has not come.
func (b *Barrier) Wait(ctx *Context) (index int, err error) {
	t := ctx.running()
	queue := &b.inside
	switch {
	case b.broken:
		return 0, ErrBrokenBarrier
	case b.leaving > 0:
		queue = &b.gate
	case b.inside.n == b.n-1:
		b.letThrough()
		b.leave()
		return b.n - 1, nil
	}
	granted, err := queue.wait(t, b, 0)
	index = t.waiter.value
	switch {
	case !granted:
		return 0, err
	case index == brokenValue:
		if err == nil {
			err = ErrBrokenBarrier
		}
		return 0, err
	}
	b.leave()
	return index, err
}

// letThrough lets a set through: those who wait, and who comes to complete it.
func (b *Barrier) letThrough() {
	b.leaving = b.n
	for i := 0; b.inside.head != nil; i++ {
		w := b.inside.head
		w.value = i
		w.grant()
	}
}

// leave is one task less of those that were let through. After the last one,
// those who came late are the next set, before any newcomer.
func (b *Barrier) leave() {
	if b.leaving--; b.leaving > 0 {
		return
	}
	for b.gate.head != nil && b.inside.n < b.n {
		w := b.gate.head
		w.leave()
		b.inside.push(w)
	}
	if b.inside.n == b.n {
		b.letThrough()
	}
}

// Reset sends the tasks that wait away with [ErrBrokenBarrier] and makes the
// barrier as new. Who came while a set was leaving goes on waiting. It does not
// suspend.
func (b *Barrier) Reset() {
	sendAway(&b.inside)
	b.broken = false
}

// Abort sends the tasks that wait away, and all that come, until Reset.
func (b *Barrier) Abort() {
	b.broken = true
	sendAway(&b.inside)
	sendAway(&b.gate)
}

func sendAway(q *waitQueue) {
	for w := q.head; w != nil; w = q.head {
		w.value = brokenValue
		w.grant()
	}
}

// Waiting returns how many tasks wait for the others.
func (b *Barrier) Waiting() int { return b.inside.n }

// Broken reports whether the barrier was aborted, and not reset since.
func (b *Barrier) Broken() bool { return b.broken }

func (b *Barrier) waitState() string { return fmt.Sprintf("barrier, %d of %d", b.inside.n, b.n) }
