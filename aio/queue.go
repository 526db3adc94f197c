package aio

import (
	"fmt"
	"iter"
)

// A Queue hands values from tasks that put to tasks that get, first in first
// out, and makes those that put wait while it is full. It may be used by tasks
// of one loop.
//
// It is two sets of permits around what holds the values: a free slot is taken
// before a value goes in, a filled one before a value comes out. So a canceled
// Put or Get loses and doubles nothing, and who waits longest is served first.
type Queue[T any] struct {
	Name   string // for the task tree
	size   int
	values values[T]
	slots  permits // room for values
	filled permits // values to be had

	unfinished int
	joiners    waitQueue
}

// NewQueue returns a queue that holds at most size values; zero or less means
// no bound.
func NewQueue[T any](size int) *Queue[T] {
	q := &Queue[T]{size: size}
	if q.slots.n = size; size <= 0 {
		q.slots.n = maxInt
	}
	return q
}

// NewLifoQueue returns a queue that gives out the newest value first.
func NewLifoQueue[T any](size int) *Queue[T] {
	q := NewQueue[T](size)
	q.values.lifo = true
	return q
}

// NewPriorityQueue returns a queue that gives out the least value first, by
// less; of equal values the oldest.
func NewPriorityQueue[T any](size int, less func(a, b T) bool) *Queue[T] {
	q := NewQueue[T](size)
	q.values.less = less
	return q
}

const maxInt = int(^uint(0) >> 1)

// Put adds v. It suspends while the queue is full. After [Queue.Close] it
// returns [ErrClosed].
func (q *Queue[T]) Put(ctx *Context, v T) error {
	t := ctx.running()
	if q.slots.closed {
		return q.closedError("put")
	}
	if err := q.slots.acquire(t, putting[T]{q}); err != nil {
		if err == ErrClosed {
			err = q.closedError("put")
		}
		return err
	}
	if q.slots.closed { // between the wake-up and now
		q.slots.release()
		return q.closedError("put")
	}
	q.push(v)
	return nil
}

// TryPut adds v if there is room, and the queue is not closed, and reports
// whether it did. It does not suspend, and does not overtake a waiting Put.
func (q *Queue[T]) TryPut(v T) bool {
	if q.slots.closed || !q.slots.try() {
		return false
	}
	q.push(v)
	return true
}

// Get removes and returns the next value: the oldest, unless the queue has
// another order. It suspends while the queue is empty. After [Queue.Close] it
// returns what is left, then [ErrClosed].
func (q *Queue[T]) Get(ctx *Context) (T, error) {
	if err := q.filled.acquire(ctx.running(), getting[T]{q}); err != nil {
		if err == ErrClosed {
			err = q.closedError("get")
		}
		var zero T
		return zero, err
	}
	return q.pop(), nil
}

// TryGet removes and returns the next value if there is one that no waiting Get
// was promised. It does not suspend.
func (q *Queue[T]) TryGet() (v T, ok bool) {
	if !q.filled.try() {
		return v, false
	}
	return q.pop(), true
}

// All returns the values as they come, until the queue is closed and empty. If
// the task is canceled, the last pair is the zero value and the cancel.
func (q *Queue[T]) All(ctx *Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			v, err := q.Get(ctx)
			if err != nil && !isCancel(err) {
				return
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// Close ends the queue: Put fails from now on, Get once the queue is empty. Who
// waits in either is woken. Closing twice is allowed. It does not suspend.
func (q *Queue[T]) Close() {
	q.slots.close()
	q.filled.close()
}

// CloseNow is [Queue.Close] and drops the values that are left; they count as
// dealt with for [Queue.Join].
func (q *Queue[T]) CloseNow() {
	q.slots.close()
	for ; q.filled.n > 0; q.filled.n-- { // not what a woken Get was promised
		q.values.pop()
		q.TaskDone()
	}
	q.filled.close()
}

// Len returns the number of values in the queue.
func (q *Queue[T]) Len() int { return q.values.len() }

// TaskDone says that a value that was got has been dealt with, for
// [Queue.Join]. It panics when called more often than values were put.
func (q *Queue[T]) TaskDone() {
	if q.unfinished == 0 {
		panic("aio: Queue.TaskDone called more often than values were put")
	}
	if q.unfinished--; q.unfinished == 0 {
		q.joiners.grantAll()
	}
}

// Join suspends until every value that was put has been dealt with.
func (q *Queue[T]) Join(ctx *Context) error {
	t := ctx.running()
	if q.unfinished == 0 {
		return nil
	}
	_, err := q.joiners.wait(t, joining[T]{q}, 0)
	return err
}

func (q *Queue[T]) push(v T) {
	q.values.push(v)
	q.unfinished++
	q.filled.release()
}

func (q *Queue[T]) pop() T {
	v := q.values.pop()
	q.slots.release()
	return v
}

func (q *Queue[T]) closedError(op string) error { return fmt.Errorf("%s: queue %w", op, ErrClosed) }

// What the task tree says of a task that waits for a queue.
type (
	putting[T any] struct{ q *Queue[T] }
	getting[T any] struct{ q *Queue[T] }
	joining[T any] struct{ q *Queue[T] }
)

func (w putting[T]) waitState() string {
	return fmt.Sprintf("put into a %s, %d of %d", named("queue", w.q.Name), w.q.Len(), w.q.size)
}
func (w getting[T]) waitState() string {
	return fmt.Sprintf("get from a %s, %d in it", named("queue", w.q.Name), w.q.Len())
}
func (w joining[T]) waitState() string {
	return fmt.Sprintf("%s: %d unfinished", named("queue", w.q.Name), w.q.unfinished)
}
