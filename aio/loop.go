package aio

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

const (
	maxEvents = 512     // descriptor events taken from the poller in one turn
	maxPosts  = 4096    // posted functions taken over in one turn
	scratch   = 1 << 16 // bytes read from a socket at once
)

// A Loop runs tasks, callbacks and timers on one locked OS thread.
//
// A turn polls the descriptors, appends what became ready and the timers that
// are due to the ready queue, and runs exactly the entries that are in it at
// that moment, in order; what they add runs in the next turn, after another
// poll. So nothing that reschedules itself can starve descriptors or timers.
//
// Only [Loop.Post] may be called from other goroutines.
type Loop struct {
	clock   Clock // nil: the system's
	epoch   time.Time
	now     loopTime // when the running turn began
	batch   bool     // the turn ran something, and its time is not taken yet
	poller  Poller
	net     Network
	inline  bool       // lanes run their work on the loop
	shuffle *rand.Rand // of the tasks of a turn; nil: none
	eager   bool       // tasks that a task starts run at once

	ready  readyQueue
	timers timerHeap
	events []PollEvent

	current *task
	dead    deadlocks
	expired []limited // time limits that passed in this turn
	cancels uint64    // so far
	idle    []*coro
	tasks   taskList
	root    TaskGroup
	lanes   laneSet

	descriptors table
	scratch     []byte
	tlsBuf      []byte

	// What can still make a task ready besides timers: tasks waiting for a
	// descriptor, work in lanes, holds. Daemons are not counted.
	outstanding  int
	daemonTimers int

	inbox  readyQueue // posted and taken over, not yet ready
	posted struct {
		sync.Mutex
		list   []runnable
		closed bool
	}
	hasPosts atomic.Bool
	sleeping atomic.Bool

	signals map[*signalWatch]struct{}
	onError func(error)
	onPanic func(*PanicError)
	stats   counters
	monitor *monitor
	spin    spin
	trace   *Trace

	unclaimed unclaimed
	stopping  bool         // Stop was called
	stopCause error        // with this
	debug     bool         // check that it is thread who calls
	thread    atomic.Int64 // 0 once the loop has ended: the system gives numbers again
}

// Now returns the time at which the running turn began, by the loop's clock.
func (l *Loop) Now() time.Time { return l.epoch.Add(l.now) }

// Post makes the loop call fn in one of its next turns and returns at once.
// It may be called from any goroutine; functions posted by one goroutine run in
// the order in which it posted them. After the loop has ended Post returns
// [ErrClosed], and fn does not run.
func (l *Loop) Post(fn func()) error { return l.post(callback(fn)) }

// Hold keeps the loop waiting although every task waits: for somebody outside
// who will [Loop.Post]. Without it that is a deadlock. release ends it; both
// are called on the loop's thread.
func (l *Loop) Hold() (release func()) {
	l.mustBeOurs()
	l.outstanding++
	held := true
	return func() {
		if held {
			held = false
			l.outstanding--
		}
	}
}

// callback is a function as an entry of the ready queue.
type callback func()

func (fn callback) run(l *Loop) {
	defer l.recoverCallback()
	fn()
}

// note makes a callback a watcher.
func (fn callback) note(t *task) { t.loop.ready.push(fn) }

func (l *Loop) post(r runnable) error {
	l.posted.Lock()
	if l.posted.closed {
		l.posted.Unlock()
		return fmt.Errorf("post to a loop: %w", ErrClosed)
	}
	l.posted.list = append(l.posted.list, r)
	l.posted.Unlock()
	l.hasPosts.Store(true)
	if l.sleeping.CompareAndSwap(true, false) {
		return l.poller.Wake()
	}
	return nil
}

// CallSoon puts fn at the end of the ready queue; it runs in the next turn. fn
// must not block; a panic in it is reported to [Runner].OnError.
func (l *Loop) CallSoon(fn func()) {
	l.mustBeOurs()
	if l.current == nil {
		l.spin.queued++
	}
	l.ready.push(callback(fn))
}

// recoverCallback keeps a panic in a callback from ending the loop.
func (l *Loop) recoverCallback() {
	if v := recover(); v != nil {
		l.report(fmt.Errorf("callback: %w", newPanicError(v)))
	}
}

// report hands an error that has no one to return to, to the handler of the
// [Runner].
func (l *Loop) report(err error) {
	defer func() {
		if v := recover(); v != nil {
			printError(errors.Join(err, fmt.Errorf("error handler: %w", newPanicError(v))))
		}
	}()
	l.onError(err)
}

// runUntil turns the loop until done reports true.
func (l *Loop) runUntil(done func() bool) error {
	for !done() {
		if err := l.turn(); err != nil {
			return err
		}
	}
	return nil
}

// turn is one iteration of the loop.
func (l *Loop) turn() error {
	again, before := l.spin.queued > 0, l.ready.len() // for watchSpin
	timeout, err := l.pollTimeout()
	if err != nil {
		return err
	}
	if len(l.dead.suspects)+len(l.dead.told) > 0 {
		l.checkSuspects()
		if timeout, err = l.pollTimeout(); err != nil { // who was told of a circle may have opened it
			return err
		}
	}
	if err := l.poll(timeout); err != nil {
		return fmt.Errorf("poll descriptors: %w", err)
	}
	l.takePosts()
	for t := l.timers.due(l.now); t != nil; t = l.timers.due(l.now) {
		l.countTimer(t, -1)
		if l.trace != nil {
			l.trace.timer(t.owner)
		}
		t.owner.expire()
	}
	n := l.ready.len()
	if l.shuffle != nil {
		l.ready.shuffle(n, l.shuffle)
	}
	l.watchSpin(again, n, n > before)
	l.batch = n > 0
	if n > l.stats.maxReady {
		l.stats.maxReady = n
	}
	if l.trace != nil {
		l.runTraced(n)
	} else {
		l.run(n)
	}
	l.interruptExpired()
	return nil
}

// run runs the first n entries of the ready queue. Tasks are resumed here and in
// no function of their own, which would be one more return to be mispredicted:
// see suspend.
func (l *Loop) run(n int) {
	for ; n > 0; n-- {
		r := l.ready.pop()
		t, ok := r.(*task)
		if !ok {
			r.run(l)
			continue
		}
		t.scheduled = false
		if t.coro == nil && !t.begin(l) {
			continue
		}
		l.stats.switches++
		l.current = t
		t.coro.next()
		l.current = nil
		if t.done {
			t.rest(l)
		}
	}
}

// begin starts a turn. If the batch of the last one ran straight into it, this
// is also when that ended: the clock is read once for both.
func (l *Loop) begin(now loopTime) {
	l.endBatch(now)
	l.now = now
	l.stats.turns++
	if l.trace != nil {
		l.trace.turn(l)
	}
}

// endBatch takes the time of a batch: how long whoever became ready meanwhile
// had to wait.
func (l *Loop) endBatch(now loopTime) {
	if l.batch {
		l.batch = false
		l.stats.lag.add(now - l.now)
	}
}

// pollTimeout returns how long the poll may wait: 0 not at all, negative for
// ever. It fails when waiting would be for ever and for nothing.
func (l *Loop) pollTimeout() (time.Duration, error) {
	if l.ready.len() > 0 || l.inbox.len() > 0 || l.hasPosts.Load() {
		return 0, nil
	}
	if l.outstanding == 0 && l.timers.len() == l.daemonTimers {
		return 0, l.deadlockOfAll()
	}
	now := l.clockNow()
	l.endBatch(now)
	if when, ok := l.timers.next(); ok {
		return max(0, when-now), nil
	}
	return -1, nil
}

// poll asks the poller for events and makes ready what waits for them. A poll
// that may not wait is left out while there is nothing to ask about.
func (l *Loop) poll(timeout time.Duration) error {
	if timeout == 0 && l.descriptors.polled == 0 {
		l.begin(l.clockNow())
		return nil
	}
	if timeout != 0 {
		l.sleeping.Store(true)
		if l.hasPosts.Load() {
			timeout = 0
		}
	}
	n, err := l.poller.Wait(l.events, timeout)
	l.sleeping.Store(false)
	l.monitor.awake()
	if l.trace != nil {
		l.trace.polled(timeout, n)
	}
	l.begin(l.clockNow()) // before events are told: a callback may ask for the time
	for _, ev := range l.events[:n] {
		l.descriptors.deliver(ev)
	}
	return err
}

// takePosts moves what other goroutines posted to the ready queue, at most
// maxPosts in a turn.
func (l *Loop) takePosts() {
	if l.hasPosts.Load() {
		l.hasPosts.Store(false) // before the list is taken: a later post sets it again
		l.posted.Lock()
		for i, r := range l.posted.list {
			l.inbox.push(r)
			l.posted.list[i] = nil
		}
		l.posted.list = l.posted.list[:0]
		l.posted.Unlock()
	}
	for n := min(l.inbox.len(), maxPosts); n > 0; n-- {
		l.ready.push(l.inbox.pop())
	}
}

// arm sets a timer d from now; a daemon's does not keep the loop waiting.
func (l *Loop) arm(t *timer, d time.Duration) { l.armAt(t, addTime(l.clockNow(), d)) }

func (l *Loop) armAt(t *timer, when loopTime) {
	l.disarm(t)
	l.timers.arm(t, when)
	l.countTimer(t, 1)
}

func (l *Loop) disarm(t *timer) {
	if l.timers.stop(t) {
		l.countTimer(t, -1)
	}
}

func (l *Loop) countTimer(t *timer, n int) {
	if t.daemon {
		l.daemonTimers += n
	}
}

// exempt makes an armed timer a daemon's.
func (l *Loop) exempt(t *timer) {
	if t.armed() && !t.daemon {
		t.daemon = true
		l.daemonTimers++
	}
}

// addTime is now+d without overflow: a very long limit is no limit.
func addTime(now loopTime, d time.Duration) loopTime {
	if sum := now + d; d <= 0 || sum >= now {
		return sum
	}
	return 1<<63 - 1
}
