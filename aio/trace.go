package aio

import (
	"fmt"
	"reflect"
	"runtime"
	"time"
)

// A Trace is told what a loop does, as it does it; see [Runner]. Functions that
// are nil are left out. They are called on the loop's thread, between and within
// the steps of its tasks, and must not change anything there.
//
// On the virtual clock and the network of aiotest, with InlineLanes and, if the
// order is shuffled, one seed, the same program gives the same calls.
//
// A task is given by its number, which counts the tasks of a loop, and its name;
// a callback has the number 0 and the name of its function.
type Trace struct {
	// Turn is called where a turn begins, after the poll: how many turns there
	// were, this one included, and how long after the loop was made.
	Turn func(turn uint64, at time.Duration)

	// Polled is called before it, if there was anything to poll for: how long
	// the poll was allowed to wait, negative for ever, and what it found.
	Polled func(timeout time.Duration, events int)

	// Timer is called for each timer that is due in the turn.
	Timer func(what string)

	// Step is called where a task or a callback is given the thread, Stepped
	// where it gives it back. wait is what a task waits for then; empty when
	// it has ended.
	Step    func(task uint64, name string)
	Stepped func(task uint64, name, wait string)

	// Made is called for each new task, with the one whose group will wait
	// for it, or 0. It has no name yet.
	Made func(task, parent uint64)

	// Ended is called when a task has ended, Canceled when a cancel of it or
	// of a scope in it is delivered.
	Ended    func(task uint64, name string, err error)
	Canceled func(task uint64, name string, err *CancelError)
}

func (tr *Trace) turn(l *Loop) {
	if tr.Turn != nil {
		tr.Turn(l.stats.turns, l.now)
	}
}

func (tr *Trace) polled(timeout time.Duration, n int) {
	if tr.Polled != nil {
		tr.Polled(timeout, n)
	}
}

func (tr *Trace) timer(owner expirer) {
	if tr.Timer != nil {
		tr.Timer(timerName(owner))
	}
}

func (tr *Trace) step(t *task) {
	if tr.Step != nil {
		tr.Step(t.id, t.label())
	}
}

func (tr *Trace) stepped(t *task) {
	if tr.Stepped != nil {
		wait := ""
		if what := t.waitsFor(); what != nil {
			wait = what.waitState()
		}
		tr.Stepped(t.id, t.label(), wait)
	}
}

func (tr *Trace) made(t *task) {
	if tr.Made != nil && !t.done {
		tr.Made(t.id, t.parentID())
	}
}

func (tr *Trace) ended(t *task) {
	if tr.Ended != nil {
		tr.Ended(t.id, t.label(), t.err)
	}
}

func (tr *Trace) canceled(t *task, err *CancelError) {
	if tr.Canceled != nil {
		tr.Canceled(t.id, t.label(), err)
	}
}

// runTraced is run for a loop with a trace.
func (l *Loop) runTraced(n int) {
	for ; n > 0; n-- {
		switch r := l.ready.pop().(type) {
		case *task:
			r.run(l)
		default:
			name := callbackName(r)
			if l.trace.Step != nil {
				l.trace.Step(0, name)
			}
			r.run(l)
			if l.trace.Stepped != nil {
				l.trace.Stepped(0, name, "")
			}
		}
	}
}

// callbackName says what an entry of the ready queue is that is no task.
func callbackName(r runnable) string {
	switch r := r.(type) {
	case callback:
		return funcName(r)
	case *Handle:
		return funcName(r.fn)
	case *job:
		return r.lane.waitState()
	case inlineJob:
		return r.lane.waitState()
	}
	return fmt.Sprintf("%T", r)
}

func funcName(fn func()) string {
	if fn == nil {
		return "callback that was canceled"
	}
	return runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Name()
}

func timerName(owner expirer) string {
	switch o := owner.(type) {
	case *coro:
		return "sleep of task " + o.task.String()
	case *timeLimit:
		return "limit of task " + o.ctx.task.String()
	case *direction:
		return fmt.Sprintf("deadline of fd %d", o.d.fd)
	case *race:
		return "wait for an attempt of task " + o.task.String()
	case *Handle:
		return funcName(o.fn)
	}
	return fmt.Sprintf("%T", owner)
}
