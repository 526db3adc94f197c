package aio

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// task is a task without the type of its result.
type task struct {
	loop *Loop
	body interface{ run(*Context) error }
	base scope  // the task as a whole
	top  *scope // the innermost scope that it is in

	// Its coroutine, which holds what it needs only from its first step to
	// its end: before and after nil. A task is small because starting one
	// costs mostly its memory.
	*coro

	prev, next *task // its neighbours in the group
	id         uint64
	name       *string // nil: none; a pointer, as the monitor reads it from outside
	daemon     bool

	scheduled bool // in the ready queue
	pending   bool // some scope has a cancel to deliver
	done      bool
	retrieved bool // somebody has seen, or will see, err
	err       error

	joiners  waitQueue // tasks in Wait
	watchers []watcher // are told of its end as well
	visited  uint64    // marks of the search for deadlocks
}

// watcher is told that a task has ended. It must not suspend.
type watcher interface{ note(*task) }

// group is the group that waits for t.
func (t *task) group() *TaskGroup { return t.base.ctx.group }

func (l *Loop) tellPanic(err *PanicError) {
	if l.onPanic != nil {
		l.onPanic(err)
	}
}

// newPanicError is called in a deferred function that recovered v.
func newPanicError(v any) *PanicError { return &PanicError{Value: v, Stack: debug.Stack()} }

// start makes t a task of g that will first run in the next turn, or, if it is
// eager and a task starts it, at once.
func (t *task) start(l *Loop, g *TaskGroup, body interface{ run(*Context) error }, eager bool) {
	t.loop, t.body, t.id = l, body, l.tasks.number()
	t.daemon = l.current != nil && l.current.daemon
	t.base.kind = taskScope
	t.base.ctx.task, t.base.ctx.scope, t.base.ctx.group = t, &t.base, g
	t.top = &t.base
	g.add(t) // before it runs: it may fail at once
	if l.trace != nil {
		l.trace.made(t)
	}
	switch {
	case t.done: // g takes no more tasks
	case l.current != nil && (eager || l.eager && l.current.noSuspend == 0):
		t.run(l)
	default:
		t.wake()
	}
}

// wake puts t into the ready queue unless it is there.
func (t *task) wake() {
	t.loop.mustBeOurs()
	if !t.scheduled {
		t.scheduled = true
		t.loop.ready.push(t)
	}
}

// run is a step of a task that begins within another's, or that is traced.
func (t *task) run(l *Loop) {
	t.scheduled = false
	if t.coro == nil && !t.begin(l) {
		return
	}
	if l.trace != nil {
		l.trace.step(t)
	}
	before := l.current
	l.stats.switches++
	l.current = t
	t.coro.next()
	l.current = before
	if l.trace != nil {
		l.trace.stepped(t)
	}
	if t.done {
		t.rest(l)
	}
}

// begin gives t a coroutine; it reports whether there is anything to run.
func (t *task) begin(l *Loop) bool {
	if t.done {
		return false
	}
	if t.base.pending { // canceled before it began: the body never runs
		t.finish(t.takeCancel(false))
		return false
	}
	l.takeCoro().give(t)
	return true
}

// rest lets go of the coroutine of a task that has ended.
func (t *task) rest(l *Loop) {
	if c := t.coro; !c.dead {
		c.task, c.waiter.task, c.doing, t.coro = nil, nil, nil, nil
		l.idle = append(l.idle, c)
	}
}

// execute runs the task's body on its coroutine. A panic becomes the task's
// error; so does Goexit, whose goroutine must not end (iter.Pull would pass the
// Goexit on to the loop), and is parked for good instead.
func (t *task) execute() {
	returned := false
	defer func() {
		if returned {
			return
		}
		v := recover()
		switch {
		case v == nil:
			t.coro.dead = true
			t.finish(fmt.Errorf("%w\n\n%s", ErrGoexit, debug.Stack()))
			t.coro.yield(struct{}{})
		case v == abandoned{}:
			t.finish(fmt.Errorf("task abandoned: loop %w", ErrClosed))
		default:
			err := newPanicError(v)
			t.loop.tellPanic(err)
			t.finish(err)
		}
	}()
	err := t.body.run(&t.base.ctx)
	returned = true
	t.finish(err)
}

// finish ends t. A cancel of the task that was requested and never delivered
// makes it canceled all the same.
func (t *task) finish(err error) {
	if t.base.pending && err == nil {
		err = t.base.request
	}
	t.top = &t.base
	t.err, t.done = err, true
	if t.loop.trace != nil {
		t.loop.trace.ended(t)
	}
	t.base.endContext()
	awaited := t.joiners.n > 0
	t.joiners.grantAll()
	t.tellWatchers()
	t.group().ended(t)
	if !awaited {
		t.leaveFailure()
	}
}

func (t *task) tellWatchers() {
	for _, w := range t.watchers {
		w.note(t)
	}
	t.watchers = nil
}

// park suspends the running task until its waiter is granted, or a cancel is
// delivered. A cancel that is pending already is delivered at once. On an error
// granted says that the wait had succeeded all the same, see [waitQueue].
func (t *task) park(what waitable) (granted bool, err error) {
	w := &t.waiter
	t.mustMaySuspend(what)
	if t.pending {
		if c := t.takeCancel(false); c != nil {
			w.leave()
			return false, c
		}
	}
	w.granted = false
	t.suspend(what)
	granted = w.granted
	if t.pending {
		if c := t.takeCancel(granted); c != nil {
			w.leave()
			return granted, c
		}
	}
	return granted, nil
}

// waitsFor is what t is parked on, nil while it is not.
func (t *task) waitsFor() waitable {
	if t.coro == nil {
		return nil
	}
	return t.coro.on
}

// interrupt makes t ready if it waits and a cancel of s can reach it.
func (t *task) interrupt(s *scope) {
	if t.waitsFor() == nil || !t.reaches(s) {
		return
	}
	if s.kind != timeoutScope && !t.waiter.granted {
		t.waiter.leave()
	}
	t.wake()
}

// A Task is a function that runs concurrently on the loop. It is made by [Go];
// the zero value is of no use. Its methods may be called by tasks and callbacks
// of the same loop only.
type Task[T any] struct {
	task
	fn    func(*Context) (T, error)
	value T
}

func (t *Task[T]) run(ctx *Context) (err error) {
	t.value, err = t.fn(ctx)
	return err
}

// A Spawner is what [Go] can start a task in: a [*Context], whose nearest group
// the task joins, or a [*TaskGroup].
type Spawner interface {
	spawner() (*TaskGroup, context.Context)
}

// Go starts fn as a task and returns at once; fn first runs in the next turn,
// unless the [Runner] is eager.
// The task belongs to the group in: its failure makes that group's other tasks
// be canceled, and the group's block does not end before it has ended. In a
// group that has ended, or is ending because of a failure, fn never runs and
// the task has failed with [ErrClosed]. Where no group is around, the task
// belongs to the loop: its failure is nobody else's, see [Runner].OnError, and
// it is canceled when main returns.
func Go[T any](in Spawner, fn func(*Context) (T, error)) *Task[T] { return start(in, fn, false) }

// GoEager is [Go], but fn runs at once, within the call, until it first has to
// wait. What need not wait costs no turn of the loop: the task may have ended
// when GoEager returns. Called by a callback it is Go: no task runs within one.
func GoEager[T any](in Spawner, fn func(*Context) (T, error)) *Task[T] { return start(in, fn, true) }

func start[T any](in Spawner, fn func(*Context) (T, error), eager bool) *Task[T] {
	g, values := in.spawner()
	t := &Task[T]{fn: fn}
	t.base.ctx.values = values
	t.start(g.loop, g, t, eager)
	return t
}

// Wait suspends until the task has ended and returns its result. Its error is
// that of the task's function; a canceled task has a [*CancelError]. If the
// waiting task is canceled, Wait returns that cancel and the awaited task goes
// on. A task that waits for itself, or for one whose group waits for it, gets
// an error.
func (t *Task[T]) Wait(ctx *Context) (T, error) {
	if err := t.join(ctx.running()); err != nil {
		var zero T
		return zero, err
	}
	t.claim()
	return t.value, t.err
}

// Result is [Task.Wait] for callbacks: it does not suspend. The error of a task
// that has not ended matches [ErrInvalidState].
func (t *Task[T]) Result() (T, error) {
	if !t.done {
		var zero T
		return zero, fmt.Errorf("result of task %s: %w", t, ErrInvalidState)
	}
	t.claim()
	return t.value, t.err
}

// join suspends the running task until t has ended.
func (t *task) join(by *task) error {
	if err := t.mayBeAwaited(by); err != nil || t.done {
		return err
	}
	by.suspect(t)
	granted, err := t.joiners.wait(by, t, 0)
	if err != nil && granted {
		t.leaveFailure()
	}
	return err
}

func (t *task) mayBeAwaited(by *task) error {
	switch {
	case by == t:
		return fmt.Errorf("wait for task %s: it is the waiting task itself", t)
	case t.awaits(by):
		return fmt.Errorf("wait for task %s: it waits for the waiting task %s, which is in its group", t, by)
	case by.loop != t.loop:
		return fmt.Errorf("wait for task %s: it belongs to another loop", t)
	}
	return nil
}

// Done reports whether the task has ended.
func (t *task) Done() bool { return t.done }

// OnDone makes the loop call fn in the turn after the task has ended; where it
// has ended already, in the next one. Callbacks run in the order of
// registration.
func (t *task) OnDone(fn func()) {
	if t.done {
		t.loop.CallSoon(fn)
		return
	}
	t.watchers = append(t.watchers, callback(fn))
}

// Cancel asks the task to end: the call in which it waits, or the next in which
// it would wait, returns a [*CancelError] with this cause. A task that has not
// begun never will; one that ends without an error and without waiting again is
// canceled all the same. Cancel reports whether the task was still running; it
// does not wait for its end.
func (t *task) Cancel(cause error) bool {
	t.loop.mustBeOurs()
	if t.done {
		return false
	}
	t.base.cancel(cause)
	return true
}

// Daemon marks the task as one that serves others: where all the rest wait for
// nothing, its timers and descriptors are no reason to go on waiting. The tasks
// of its groups, and those that it starts from now on, are daemons too. Call it
// where the task is started.
func (t *task) Daemon() {
	if t.daemon {
		return
	}
	t.daemon = true
	for s := t.top; s != nil; s = s.outer {
		if s.kind == groupScope {
			for child := s.ctx.group.first; child != nil; child = child.next {
				child.Daemon()
			}
		}
	}
	t.uncount()
}

// uncount takes back what an eager task has counted as something to wait for.
func (t *task) uncount() {
	if t.coro == nil {
		return
	}
	l := t.loop
	l.outstanding -= t.expects
	t.expects = 0
	l.exempt(&t.sleep)
	for s := t.top; s != nil; s = s.outer {
		if s.limit != nil {
			l.exempt(&s.limit.timer)
		}
	}
	switch w := t.on.(type) {
	case *direction:
		l.exempt(&w.timer)
	case *race:
		l.exempt(&w.next)
	}
}

// SetName gives the task the name that the task tree shows.
func (t *task) SetName(name string) { t.name = &name }

func (t *task) label() string {
	if t.name == nil {
		return ""
	}
	return *t.name
}

func (t *task) String() string { return taskString(t.id, t.label()) }

func (t *task) waitState() string { return "task " + t.String() }

func (t *task) holders(f func(*task) bool) { f(t) }

// Sleep suspends the task for d. Where d is zero or negative it yields, as
// [Yield] does.
func Sleep(ctx *Context, d time.Duration) error {
	if d <= 0 {
		return Yield(ctx)
	}
	t := ctx.running()
	if t.noSuspend > 0 {
		t.sleep.when = addTime(t.loop.now, d)
		t.refuseToSuspend(sleeping{t})
	}
	t.sleep.daemon = t.daemon
	t.loop.arm(&t.sleep, d)
	_, err := t.park(sleeping{t})
	t.loop.disarm(&t.sleep)
	return err
}

// sleeping describes a sleeping task.
type sleeping struct{ t *task }

func (s sleeping) waitState() string {
	return "timer in " + (s.t.sleep.when - s.t.loop.now).String()
}

// Yield lets every other ready task run before the calling one goes on. It
// suspends always, unless there is a cancel to deliver.
func Yield(ctx *Context) error {
	t := ctx.running()
	t.mustMaySuspend(yielding{})
	if t.pending {
		if c := t.takeCancel(false); c != nil {
			return c
		}
	}
	t.waiter.granted = true
	t.scheduled = true
	t.loop.spin.queued++
	t.loop.ready.push(t)
	t.suspend(yielding{})
	if t.pending {
		if c := t.takeCancel(true); c != nil {
			return c
		}
	}
	return nil
}

type yielding struct{}

func (yielding) waitState() string { return "its turn" }
