package aio

import "errors"

// Stop makes [Run] end: what is ready in this turn still runs, then every task
// is canceled, main among them, and waited for as after the end of main. Run
// returns cause, joined with what main failed with otherwise; a nil cause is no
// error. It is for what only the end of everything can answer, as in
// [Runner].OnError, and does not suspend. From other goroutines [Loop.Post] it.
func (l *Loop) Stop(cause error) {
	l.mustBeOurs()
	if !l.stopping {
		l.stopping, l.stopCause = true, cause
	}
}

// endCause is why the tasks that are left are canceled.
func (l *Loop) endCause() error {
	switch {
	case !l.stopping:
		return errMainReturned
	case l.stopCause == nil:
		return errStopped
	}
	return l.stopCause
}

var (
	errMainReturned = errors.New("main has returned")
	errStopped      = errors.New("the loop was stopped")
)
