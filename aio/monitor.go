package aio

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// The monitor tells of a step, of a task or a callback, that holds the loop,
// while it does: by then the loop can tell nothing. It looks from outside, twice
// in the time that a step may take, and only while the loop works: a loop that
// sleeps in the poller parks the monitor, which then takes no time at all, until
// the loop is awake again.
//
// The loop does nothing for it while it runs tasks. What the monitor compares it
// reads from under the loop's hands, without synchronisation: an atomic store for
// each step costs 4 ns of 150. They are single words, so each is one that was
// there, and an old one only delays a report.

// A SlowStepError says that a task or callback has held the loop, computing or
// in a call that blocks the thread, for longer than [Runner].SlowStep.
type SlowStepError struct {
	Task  uint64        // its number; 0: a callback
	Name  string        // the task's
	For   time.Duration // at least, by the machine's clock
	Over  bool          // it is over; before, it was told with Over false
	Stack []byte        // where it is; nil when it is over, and where that was asked often
}

func (e *SlowStepError) Error() string {
	who := "a callback"
	if e.Task != 0 {
		who = "task " + taskString(e.Task, e.Name)
	}
	took := e.For.Round(time.Millisecond)
	if e.Over {
		return fmt.Sprintf("%s held the loop for %v", who, took)
	}
	text := fmt.Sprintf("%s has held the loop for %v", who, took)
	if e.Stack != nil {
		text += ":\n\n" + string(e.Stack)
	}
	return text
}

// monitor watches a loop from outside. A nil monitor watches nothing.
type monitor struct {
	loop   *Loop
	limit  time.Duration
	tell   func(*SlowStepError)
	parked atomic.Bool // the timer is not armed

	sync.Mutex // of what follows; two looks may meet on a slow machine
	timer      *time.Timer
	closed     bool
	looked     time.Time // last
	step       step      // that was found then
	since      time.Time // when it was found first
	told       *SlowStepError
	stackAfter time.Time // no stack is taken before
}

// step is one step of the loop. Two with the same values are the same one: each
// takes an entry from the ready queue.
type step struct {
	turn uint64
	head int
}

func newMonitor(l *Loop, r Runner) *monitor {
	limit := r.SlowStep
	if limit == 0 && r.Clock == nil {
		limit = time.Second
	}
	if limit <= 0 {
		return nil
	}
	m := &monitor{loop: l, limit: limit, tell: r.OnSlowStep, looked: time.Now()}
	if m.tell == nil {
		m.tell = func(err *SlowStepError) { printError(err) }
	}
	m.Lock()
	defer m.Unlock()
	m.timer = time.AfterFunc(m.interval(), m.look)
	return m
}

// interval is when to look next: while a step holds the loop more often, to see
// when it ends.
func (m *monitor) interval() time.Duration {
	if m.told != nil {
		return m.limit / 20
	}
	return m.limit / 2
}

// awake is called by the loop when the poller has returned.
func (m *monitor) awake() {
	if m != nil && m.parked.Load() && m.parked.CompareAndSwap(true, false) {
		m.timer.Reset(m.limit / 2)
	}
}

// stop ends the monitor, and what it has told of with it.
func (m *monitor) stop() {
	if m != nil {
		m.Lock()
		defer m.Unlock()
		m.closed = true
		m.timer.Stop()
		m.over(time.Now())
	}
}

// look is the timer's function.
func (m *monitor) look() {
	m.Lock()
	defer m.Unlock()
	if m.closed {
		return
	}
	now, asleep := time.Now(), m.loop.sleeping.Load()
	step, t := m.loop.peek()
	// A look that is late itself proves nothing: the whole process was held up.
	late := m.told == nil && now.Sub(m.looked) > m.limit
	switch {
	case asleep || late || step != m.step:
		m.over(now)
		m.step, m.since = step, now
	case m.told == nil && now.Sub(m.since) >= m.limit:
		m.report(t, now)
	}
	m.looked = now
	if asleep && m.park() {
		return
	}
	m.timer.Reset(m.interval())
}

// park reports whether nobody need look before the loop is awake.
func (m *monitor) park() bool {
	m.parked.Store(true)
	// It may have woken before it could see that, or after and armed the timer.
	return m.loop.sleeping.Load() || !m.parked.CompareAndSwap(true, false)
}

func (m *monitor) report(t *task, now time.Time) {
	err := &SlowStepError{For: now.Sub(m.since)}
	mark := fmt.Sprintf(".(*Loop).turn(%p", m.loop)
	if t != nil {
		err.Task, err.Name = t.peek()
		mark = fmt.Sprintf(".(*task).execute(%p", t)
	}
	if now.After(m.stackAfter) {
		err.Stack = stackWith(mark)
		m.stackAfter = time.Now().Add(100 * time.Since(now)) // a hundredth of all time at most
	}
	m.told = err
	m.call(err)
}

func (m *monitor) over(now time.Time) {
	if m.told != nil {
		err := *m.told
		err.For, err.Over, err.Stack = now.Sub(m.since), true, nil
		m.told = nil
		m.call(&err)
	}
}

func (m *monitor) call(err *SlowStepError) {
	defer func() {
		if v := recover(); v != nil {
			printError(fmt.Errorf("%w\nhandler of slow steps: %w", err, newPanicError(v)))
		}
	}()
	m.tell(err)
}

// peek returns the step that the loop is at, and its task if it has one, as seen
// from another thread.
//
//go:norace
func (l *Loop) peek() (step, *task) { return step{l.stats.turns, l.ready.head}, l.current }

//go:norace
func (t *task) peek() (id uint64, name string) {
	if t.name != nil {
		name = *t.name
	}
	return t.id, name
}
