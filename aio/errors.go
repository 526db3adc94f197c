package aio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// Errors that tell whose doing a failure is: ErrCanceled and ErrClosed are
// ours, ErrBusy is two tasks on one thing, what the world breaks arrives as
// [net.OpError].
var (
	// ErrCanceled is matched by the error that a suspending call returns
	// when its task, or a scope around the call, was canceled. It matches
	// context.Canceled too. The error itself is a [*CancelError].
	ErrCanceled error = sentinel{"canceled", context.Canceled}

	// ErrClosed is returned by operations on something that was closed: a
	// connection, a listener, a queue, a group whose block has ended, or a
	// loop. It matches net.ErrClosed.
	ErrClosed error = sentinel{"closed", net.ErrClosed}

	// ErrBusy is returned where a second task wants to do at the same time
	// what only one may: read from a connection, or write to it.
	ErrBusy = errors.New("busy: another task is at it")

	// ErrFull is returned by [Stream.Write] where too much waits to be sent
	// already: the other side does not keep up, and nobody drains.
	ErrFull = errors.New("full: the other side does not keep up")

	// ErrTooLong is matched by the error of a [Stream]'s read that found no
	// separator within its limit. It matches bufio.ErrTooLong.
	ErrTooLong error = sentinel{"too long", bufio.ErrTooLong}

	// ErrGoexit is the error of a task that called runtime.Goexit (as
	// t.FailNow does) instead of returning. Its stack stays parked until
	// the process ends.
	ErrGoexit = errors.New("task called runtime.Goexit")
)

// sentinel is an error value that also matches one of the standard library's.
type sentinel struct {
	text string
	std  error
}

func (e sentinel) Error() string        { return e.text }
func (e sentinel) Is(target error) bool { return target == e.std }

// A CancelError is what a suspending call returns when a cancel is delivered
// to its task. It remembers the scope that the cancel was aimed at: only that
// scope turns it into something else ([WaitFor] into a [*TimeoutError], [Group]
// into the error of the child that failed), every other one passes it on.
type CancelError struct {
	Cause error // why, as given to Cancel; may be nil

	scope *scope
	seq   uint64 // counts the cancels of a loop
}

func (e *CancelError) Error() string {
	if e.Cause == nil {
		return "canceled"
	}
	return "canceled: " + e.Cause.Error()
}

// Is reports whether target is [ErrCanceled] or context.Canceled. The cause is
// not part of the chain: a cancel because of a timeout is not a timeout.
func (e *CancelError) Is(target error) bool {
	return target == ErrCanceled || target == context.Canceled
}

// A TimeoutError is returned by [WaitFor] and [Timeout] whose time was up. It
// matches context.DeadlineExceeded.
type TimeoutError struct {
	After time.Duration // the limit that passed

	// Err is what the body returned when it was interrupted, for messages.
	// It is not part of the error's chain: there it would make the timeout
	// look like a cancel.
	Err error
}

func (e *TimeoutError) Error() string { return fmt.Sprintf("timed out after %v", e.After) }

// Is reports whether target is context.DeadlineExceeded.
func (e *TimeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// Timeout returns true: with Temporary it makes a TimeoutError a timeout in the
// sense of net.Error.
func (e *TimeoutError) Timeout() bool { return true }

// Temporary returns true, as context.DeadlineExceeded does.
func (e *TimeoutError) Temporary() bool { return true }

// A PanicError is the error of a task, a callback or a function given to
// [ToThread] that panicked.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // as debug.Stack printed it where the panic was caught
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v\n\n%s", e.Value, e.Stack) }

// Unwrap returns the panic's value where that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// An IncompleteError is the error of a read that met the end of the stream
// inside what it was to read. It matches io.ErrUnexpectedEOF.
type IncompleteError struct {
	Partial  []byte // what came; it has been read
	Expected int    // how many bytes were asked for; 0: up to a separator
}

func (e *IncompleteError) Error() string {
	if e.Expected == 0 {
		return fmt.Sprintf("the stream ended %d bytes behind the last separator", len(e.Partial))
	}
	return fmt.Sprintf("the stream ended after %d of %d bytes", len(e.Partial), e.Expected)
}

// Is reports whether target is io.ErrUnexpectedEOF.
func (e *IncompleteError) Is(target error) bool { return target == io.ErrUnexpectedEOF }

// canceledBy reports whether err carries a cancel that was aimed at s.
func canceledBy(err error, s *scope) bool {
	var c *CancelError
	return errors.As(err, &c) && c.scope == s
}

// isCancel reports whether err is a cancel and nothing else: an error joined
// from a cancel and a failure is a failure.
func isCancel(err error) bool {
	switch e := err.(type) {
	case nil:
		return false
	case *CancelError:
		return true
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			if !isCancel(err) {
				return false
			}
		}
		return true
	case interface{ Unwrap() error }:
		return isCancel(e.Unwrap())
	}
	return err == ErrCanceled
}
