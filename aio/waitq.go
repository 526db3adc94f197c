package aio

import (
	"fmt"
	"strings"
)

// Prior art: trio's ParkingLot and tokio's batch semaphore. Every primitive
// that makes tasks wait does it through the two types below, so that fairness,
// hand-over and cancellation are right in one place.
//
// The rules:
//
//   - First come, first served. A grant goes to the head of the queue at once,
//     in the call that makes it; a woken task owns what it waited for before it
//     runs, so nobody can slip in between.
//   - A task whose wait ends with a cancel although it was granted (the cancel
//     came between the grant and the step) must hand the grant on. wait says so
//     with granted, and each primitive has exactly one place that does it.
//   - A waiter that is canceled leaves its queue in the same call, unless the
//     cancel is a time limit: then it stays until its step, because a result of
//     the same turn still beats the limit.

// waiter is a task's place in a queue. A task waits for one thing at a time, so
// it has one, inside itself, and waiting allocates nothing.
type waiter struct {
	task       *task
	queue      *waitQueue
	prev, next *waiter
	granted    bool
	value      int // what the primitive wants to remember: permits, flags
}

// waitQueue is an intrusive FIFO of waiters. The zero value is empty.
type waitQueue struct {
	head *waiter // its prev is the last one
	n    int
}

// waitable is what a task can wait for, described for the task tree.
type waitable interface {
	// waitState says what is waited for, as "queue (3 of 5)".
	waitState() string
}

// heldUp is a waitable that certain tasks hold up: nobody else can end the wait
// but by a cancel.
type heldUp interface {
	waitable
	// holders calls f for each of those tasks until it returns false.
	holders(f func(*task) bool)
}

// wait parks the task in q until it is granted or canceled. On an error granted
// tells whether the caller must give back what it got.
func (q *waitQueue) wait(t *task, what waitable, value int) (granted bool, err error) {
	w := &t.waiter
	w.value = value
	q.push(w)
	return t.park(what)
}

func (q *waitQueue) push(w *waiter) {
	if w.queue = q; q.head == nil {
		q.head = w
	} else {
		w.prev = q.head.prev
		w.prev.next = w
	}
	q.head.prev = w
	q.n++
}

// leave takes w out of the queue it is in, if any.
func (w *waiter) leave() {
	q := w.queue
	if q == nil {
		return
	}
	if q.head == w {
		q.head = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next != nil {
		w.next.prev = w.prev
	} else if q.head != nil {
		q.head.prev = w.prev
	}
	q.n--
	w.queue, w.prev, w.next = nil, nil, nil
}

// grant gives w what it waits for: it leaves its queue and its task is made
// ready.
func (w *waiter) grant() {
	w.leave()
	w.granted = true
	w.task.wake()
}

// grantAll grants every waiter that is in the queue now.
func (q *waitQueue) grantAll() {
	for q.head != nil {
		q.head.grant()
	}
}

// named is what a primitive is called in the task tree.
func named(kind, name string) string {
	if name == "" {
		return kind
	}
	return fmt.Sprintf("%s %q", kind, name)
}

// names is the holders of held in words, the first few of them.
func names(held heldUp) string {
	const few = 4
	var all []string
	n := 0
	held.holders(func(t *task) bool {
		if n++; n <= few {
			all = append(all, t.String())
		}
		return true
	})
	if n > few {
		all = append(all, fmt.Sprintf("%d more", n-few))
	}
	return strings.Join(all, ", ")
}
