package aio

import (
	"errors"
	"fmt"
)

// ErrInvalidState is returned where a future that has a result is given another,
// and where a result is asked for that is not there yet.
var ErrInvalidState = errors.New("invalid state")

// A Future is a result that somebody will supply: tasks wait for it, a callback
// or another task sets it. It is made by [NewFuture]; the zero value is of no
// use. It may be used on its loop's thread only; from other goroutines use
// [Loop.Post].
type Future[T any] struct {
	loop    *Loop
	done    bool
	claimed bool // somebody has seen err
	ticket  ticket
	value   T
	err     error
	waiters waitQueue
	onDone  []func()
}

// NewFuture returns a future of the loop of ctx. It does not suspend.
func NewFuture[T any](ctx *Context) *Future[T] { return &Future[T]{loop: ctx.task.loop} }

// Set gives the future its result and makes everybody ready who waits for it.
// It does not suspend. A second result is refused with [ErrInvalidState]. An
// error, other than a cancel, that nobody ever asks for is reported to
// [Runner].OnError.
func (f *Future[T]) Set(value T, err error) error {
	if f.done {
		return fmt.Errorf("set a future that has a result: %w", ErrInvalidState)
	}
	f.value, f.err, f.done = value, err, true
	if f.waiters.n == 0 {
		f.leaveFailure()
	}
	f.waiters.grantAll()
	for _, fn := range f.onDone {
		f.loop.CallSoon(fn)
	}
	f.onDone = nil
	return nil
}

// Done reports whether the future has its result.
func (f *Future[T]) Done() bool { return f.done }

// OnDone makes the loop call fn in the turn after the result was set; where it
// is set already, in the next one. Callbacks run in the order of registration.
func (f *Future[T]) OnDone(fn func()) {
	if f.done {
		f.loop.CallSoon(fn)
		return
	}
	f.onDone = append(f.onDone, fn)
}

// Wait suspends until the result is there and returns it. A cancel of the
// waiting task leaves the future as it is. A task of another loop gets an error.
func (f *Future[T]) Wait(ctx *Context) (T, error) {
	t := ctx.running()
	if err := f.await(t); err != nil {
		var zero T
		return zero, err
	}
	return f.claim()
}

// Result is [Future.Wait] for callbacks: it does not suspend. The error of a
// future that has no result yet matches [ErrInvalidState].
func (f *Future[T]) Result() (T, error) {
	if !f.done {
		var zero T
		return zero, fmt.Errorf("result of a future: %w", ErrInvalidState)
	}
	return f.claim()
}

// claim returns the result to somebody who has asked.
func (f *Future[T]) claim() (T, error) {
	f.claimed = true
	f.loop.unclaimed.claim(f.ticket)
	return f.value, f.err
}

func (f *Future[T]) await(t *task) error {
	switch {
	case f.loop != t.loop:
		return errors.New("wait for a future: it belongs to another loop")
	case f.done:
		return nil
	}
	granted, err := f.waiters.wait(t, f, 0)
	if err != nil && granted {
		f.leaveFailure()
	}
	return err
}

// leaveFailure notes that f has failed and nobody waits for it.
func (f *Future[T]) leaveFailure() {
	if f.err == nil || f.claimed || isCancel(f.err) {
		return
	}
	f.claimed = true
	f.ticket = ticket(f.loop.tasks.number())
	leaveFailure(&f.loop.unclaimed, f, f.ticket, fmt.Errorf("a future failed and nobody waited for it: %w", f.err))
}

func (f *Future[T]) waitState() string { return "future" }
