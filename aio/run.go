package aio

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"time"
)

// A Runner runs a main task on a new loop. The zero value is ready for use.
type Runner struct {
	Clock   Clock   // the time; nil: the system's
	Poller  Poller  // waits for descriptors; nil: epoll on Linux, else poll(2). The loop closes it
	Network Network // makes sockets; nil: the kernel's

	// InlineLanes makes lanes run their work on the loop, in its order:
	// slow, and deterministic, for tests.
	InlineLanes bool

	// Shuffle runs the tasks that are ready in one turn in an order by
	// chance, to find out whether a program depends on their order. nil: in
	// the order in which they became ready.
	Shuffle *rand.Rand

	// Eager makes every task that a task starts run at once, as by [GoEager].
	// Within [NoSuspend] and in callbacks, where no other task may run, they
	// begin in the next turn all the same.
	Eager bool

	// Threads is how many workers [ToThread] has at most; 0: one less than
	// there are processors, and at least one.
	Threads int

	// Grace is how long the tasks that are left when main returns may take
	// to end after they were canceled, and lanes to finish what they run.
	// 0: 10 s; negative: for ever.
	Grace time.Duration

	// OnError is told what nobody else is: failures of tasks that nobody
	// waited for, panics in callbacks, tasks that wait for each other
	// ([*DeadlockError]) or never wait ([*SpinError]). nil: they are printed
	// on standard error.
	OnError func(error)

	// OnPanic is told of a task that panics, or whose work in a lane did, on
	// the loop's thread and before anybody else: every task is still there,
	// for [Loop.Tree] to show. The panic becomes the error that it always
	// becomes. nil: nobody is told.
	OnPanic func(*PanicError)

	// Trace is told what the loop does; nil: nobody is.
	Trace *Trace

	// SlowStep is how long a task or callback may hold the loop before it is
	// told to OnSlowStep. It is time of the machine, whatever the Clock says.
	// 0: 1 s, and as long as it likes where a Clock is set; negative: as long
	// as it likes, and it may also yield without end, see [SpinError].
	SlowStep time.Duration

	// OnSlowStep is told of a step that holds the loop, while it does, and
	// once more when it is over. It is called in another goroutine, one call
	// at a time, and must not wait for the loop. nil: it is printed on
	// standard error.
	OnSlowStep func(*SlowStepError)

	// Debug makes calls from other threads than the loop's panic; without it
	// they corrupt what they touch. It costs a system call for every such
	// check, and checks nothing where threads have no number to ask for, as
	// on macOS.
	Debug bool

	// Parent is where [Context.Value] looks last; nil: nowhere. A cancel of it
	// is not heeded: who wants that posts it, see the example.
	Parent context.Context
}

// Run runs main as the first task of a new loop and returns its error; it is
// Runner{}.Run.
func Run(main func(*Context) error) error { return Runner{}.Run(main) }

// Run makes a loop on the calling goroutine, which stays locked to its thread
// meanwhile, and runs main on it. When main has returned, the tasks that are
// left are canceled and waited for, the lanes end, and Run returns main's
// error. Tasks and lane work that do not end within the Grace are abandoned and
// named in the error.
//
// When every task waits and nothing is outstanding that could wake one, Run
// cancels them all and returns a [*DeadlockError].
//
// A task cannot call Run; a function that it gives to [ToThread] can.
func (r Runner) Run(main func(*Context) error) error {
	if onLoop() {
		return errors.New("run a loop: this is a task or callback of a loop that runs already")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	l, err := newLoop(r)
	if err != nil {
		return err
	}
	defer l.close()
	root := &plainTask{fn: main}
	root.base.ctx.values = r.Parent
	root.retrieved = true
	root.SetName("main")
	root.start(l, &l.root, root, false)
	stuck := l.runUntil(func() bool { return root.done || l.stopping })
	cut := stuck != nil || l.stopping
	err = l.shutdown(grace(r.Grace))
	result := root.err
	if cut && isCancel(result) {
		result = nil // it is what the loop did to main
	}
	return errors.Join(stuck, l.stopCause, result, err)
}

func grace(d time.Duration) time.Duration {
	switch {
	case d == 0:
		return 10 * time.Second
	case d < 0:
		return 1<<63 - 1
	}
	return d
}

func newLoop(r Runner) (*Loop, error) {
	l := &Loop{clock: r.Clock, poller: r.Poller, net: r.Network, inline: r.InlineLanes, shuffle: r.Shuffle, eager: r.Eager, onError: r.OnError, onPanic: r.OnPanic, debug: r.Debug, trace: r.Trace}
	l.thread.Store(int64(threadID()))
	if l.onError == nil {
		l.onError = printError
	}
	if l.net == nil {
		l.net = kernel{}
	}
	if l.poller == nil {
		p, err := newPoller()
		if err != nil {
			return nil, fmt.Errorf("make a poller: %w", err)
		}
		l.poller = p
	}
	l.startClock()
	l.root.loop = l
	l.unclaimed.loop = l
	l.root.values = r.Parent
	l.descriptors = table{loop: l, fds: make(map[int]registration)}
	l.events = make([]PollEvent, maxEvents)
	l.scratch = make([]byte, scratch)
	l.lanes.init(l, r.Threads)
	l.monitor = newMonitor(l, r)
	if r.SlowStep >= 0 {
		l.spin.limit = spinTurns
	}
	return l, nil
}

func printError(err error) { fmt.Fprintln(os.Stderr, "aio:", err) }

// shutdown cancels the tasks that are left and waits for them and the lanes.
func (l *Loop) shutdown(grace time.Duration) error {
	over := false
	limit := timer{owner: overdue{&over}, daemon: true}
	l.arm(&limit, grace)
	l.root.abort(l.endCause())
	err := l.runUntil(func() bool { return over || l.root.n == 0 && l.lanes.done() })
	l.disarm(&limit)
	l.unclaimed.reportAll()
	if err == nil && over {
		err = fmt.Errorf("still running %v after the end of main:\n%s%s", grace, l.Tree(), l.lanes.stuck())
	}
	return err
}

type overdue struct{ over *bool }

func (o overdue) expire() { *o.over = true }

// close releases what the loop holds. Tasks that are still parked are unwound:
// every call that they wait in ends with a panic that nobody sees.
func (l *Loop) close() {
	l.monitor.stop()
	l.posted.Lock()
	l.posted.closed = true
	l.posted.list = nil
	l.posted.Unlock()
	for t := l.root.first; t != nil; t = l.root.first {
		l.abandon(t)
	}
	l.dropCoros()
	for s := range l.signals {
		s.stop()
	}
	l.lanes.close()
	l.descriptors.endAll()
	l.poller.Close()
	l.thread.Store(0)
}

// abandon unwinds a task, and the tasks of its groups with it.
func (l *Loop) abandon(t *task) {
	for child := t.firstIn(t.top); child != nil; child = t.firstIn(t.top) {
		l.abandon(child)
	}
	if t.coro == nil {
		t.finish(fmt.Errorf("task abandoned: loop %w", ErrClosed))
		return
	}
	l.current = t
	t.coro.stop()
	l.current = nil
	if !t.done {
		t.finish(fmt.Errorf("task abandoned: loop %w", ErrClosed))
	}
}
