package aio

import (
	"sync/atomic"
	"time"
)

// timeLimit is a timeoutScope: a scope with what only it needs.
type timeLimit struct {
	scope
	timer timer
	after time.Duration // the limit, for its error
	until atomic.Int64  // the timer's deadline, for other goroutines
}

func (c *Context) enterLimit() *timeLimit {
	s := &timeLimit{scope: scope{kind: timeoutScope}}
	s.limit = s
	s.push(c)
	return s
}

// arm lets the time run anew, to end d from now.
func (s *timeLimit) arm(d time.Duration) {
	t := s.ctx.task
	t.loop.disarm(&s.timer) // before what it counts as may change
	s.timer.owner, s.timer.daemon, s.after = s, t.daemon, d
	t.loop.arm(&s.timer, d)
	s.until.Store(int64(s.timer.when))
}

// expire is the limit's timer. The task is interrupted only at the end of the
// turn, so that whatever else happens in it, a result or a cancel from outside,
// is there when the task decides: see takeCancel.
func (s *timeLimit) expire() {
	s.expired = true
	s.ask(nil)
	l := s.ctx.task.loop
	l.expired = append(l.expired, s)
}

// limited is a time limit that has passed in this turn.
type limited interface{ overdue() }

// interruptExpired ends a turn.
func (l *Loop) interruptExpired() {
	for i, limit := range l.expired {
		limit.overdue()
		l.expired[i] = nil
	}
	l.expired = l.expired[:0]
}

func (s *timeLimit) overdue() {
	if s.pending {
		s.ctx.task.interrupt(&s.scope)
	}
}
