package aio

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A task that yields until something has happened, instead of waiting for it,
// keeps the loop from ever sleeping, and so does a callback that calls CallSoon
// with itself. The rule by which such a spin is found:
//
//   - In each of a million turns in a row something was ready already when the
//     turn before had ended: a task that had yielded, or a callback of a callback.
//   - On average such a turn took less than 10 µs.
//   - One and the same of them was there in the middle, and in each of the last
//     eight turns.
//   - Where it is a callback, nothing else went on meanwhile: no task had a step,
//     and nothing came from a descriptor, a timer or another thread.
//
// So a server may be as busy as it likes. Its count begins anew with every turn
// after which all its tasks wait, for descriptors or for each other; a task that
// yields once for each request is not there in the next turn; and a computation
// that gives way now and then takes longer turns. A task that spins is found in
// the midst of all of them.
const (
	spinTurns = 1_000_000
	spinTurn  = 10 * time.Microsecond
	spinEnd   = 8
)

// A SpinError says that tasks or callbacks go round and round without waiting
// for anything, so that the loop cannot sleep. [Runner].OnError gets one when
// that has gone on for a million turns, and another when it begins again.
type SpinError struct {
	Who []string // as `task 3 "poller"`, or the name of a callback's function
}

func (e *SpinError) Error() string {
	return fmt.Sprintf("the loop cannot sleep: %s is ready in every turn and never waits", strings.Join(e.Who, ", "))
}

// spin is the watch for it.
type spin struct {
	limit    int // spinTurns; 0: off
	queued   int // yields and callbacks of callbacks since the batch began
	turns    int // in a row that began with some
	suspects []spinner

	// Of the first of these turns:
	begun    loopTime
	switches uint64
	outside  bool // and since then something came from outside
}

// spinner is a task, or the function of a callback.
type spinner struct {
	task *task
	fn   uintptr
}

func (s spinner) String() string {
	if s.task != nil {
		return "task " + s.task.String()
	}
	return runtime.FuncForPC(s.fn).Name()
}

// watchSpin is called in every turn when its batch of n is complete. again tells
// whether the turn began with entries that had queued themselves.
func (l *Loop) watchSpin(again bool, n int, outside bool) {
	s := &l.spin
	s.queued = 0
	if !again {
		s.turns, s.suspects = 0, nil
		return
	}
	if s.turns == 0 {
		s.begun, s.switches, s.outside = l.now, l.stats.switches, false
	}
	s.turns++
	s.outside = s.outside || outside
	switch {
	case s.turns == s.limit/2:
		s.suspects = l.spinners(n)
	case s.limit-spinEnd < s.turns && s.turns <= s.limit:
		now := l.spinners(n)
		s.suspects = slices.DeleteFunc(s.suspects, func(known spinner) bool { return !slices.Contains(now, known) })
	}
	if s.turns == s.limit {
		l.reportSpin()
	}
}

// reportSpin reports the tasks and callbacks that are found to spin; where there
// are none it begins anew.
func (l *Loop) reportSpin() {
	s := &l.spin
	alone := !s.outside && s.switches == l.stats.switches
	err := &SpinError{}
	for _, found := range s.suspects {
		if found.task != nil || alone {
			err.Who = append(err.Who, found.String())
		}
	}
	s.suspects = nil
	if len(err.Who) == 0 || l.now-s.begun > loopTime(s.limit)*spinTurn {
		s.turns = 0
		return
	}
	l.report(err)
}

// manySpinners is how many are looked at.
const manySpinners = 100

// spinners are the tasks that have yielded and the functions of callbacks among
// the first n entries of the ready queue.
func (l *Loop) spinners(n int) (found []spinner) {
	for i := 0; i < n && len(found) < manySpinners; i++ {
		switch r := l.ready.at(i).(type) {
		case *task:
			if _, ok := r.waitsFor().(yielding); ok {
				found = append(found, spinner{task: r})
			}
		case callback:
			found = append(found, spinner{fn: reflect.ValueOf(r).Pointer()})
		}
	}
	return found
}
