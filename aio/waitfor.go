package aio

import (
	"errors"
	"time"
)

// WaitFor runs fn in the calling task and gives it at most d: when the time is
// up, the call in which fn waits returns a cancel, fn cleans up and returns, and
// WaitFor returns a [*TimeoutError]. If fn returns something else than that
// cancel, WaitFor returns what fn returned. Where d is zero or negative fn is
// not called.
//
// Ties, when several things happen in one turn: a result that fn's wait
// received wins over the limit; a cancel from outside wins over both; of nested
// limits the outermost wins.
//
// It suspends if fn does.
func WaitFor[T any](ctx *Context, d time.Duration, fn func(*Context) (T, error)) (T, error) {
	if d <= 0 {
		var zero T
		return zero, &TimeoutError{After: d}
	}
	s := ctx.enterLimit()
	defer s.leave()
	s.arm(d)
	v, err := fn(&s.ctx)
	return v, s.timeoutError(err)
}

// Timeout is [WaitFor] for a body without a result, which always runs: where d
// is zero or negative, its first call that waits is the one that fails.
func Timeout(ctx *Context, d time.Duration, body func(*Context) error) error {
	s := ctx.enterLimit()
	defer s.leave()
	if s.after = d; d <= 0 {
		s.expire()
	} else {
		s.arm(d)
	}
	return s.timeoutError(body(&s.ctx))
}

// Reschedule gives the [WaitFor] or [Timeout] whose body was handed this Context
// a new limit, d from now. It fails where the Context is another scope's, and
// where the time is up already. It does not suspend.
func (c *Context) Reschedule(d time.Duration) error {
	s := c.scope.limit
	switch {
	case s == nil:
		return errors.New("reschedule: the context is not that of a time limit")
	case s.expired:
		return errors.New("reschedule: the time is up already")
	case s.canceled.Load() == gone:
		return errors.New("reschedule: the block has ended")
	}
	s.arm(d)
	return nil
}

// timeoutError turns the cancel of s itself into a TimeoutError, unless a cancel
// of something around s was delivered before it: that one must not be lost.
func (s *timeLimit) timeoutError(err error) error {
	switch {
	case !isCancel(err) || !canceledBy(err, &s.scope):
		return err
	case s.passed != nil:
		return s.passed
	}
	return &TimeoutError{After: s.after, Err: err}
}
