package aio

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A Lane is a bounded set of worker goroutines for work that may not hold the
// loop: computing, file and name look-ups, anything that blocks. Lanes are
// apart, so that one that is full or stuck does not hold up another. Workers
// are started when there is work for them. It may be used by tasks of its loop.
type Lane struct {
	loop    *Loop
	name    string
	workers int
	daemon  bool // work that never ends is no reason to stay
	pending int  // given and not come back; the loop's

	mu      sync.Mutex
	cond    sync.Cond
	first   *job // of those that wait for a worker
	last    *job
	queued  int
	running int // workers alive
	idle    int // workers without work
	looking int // those of the idle that do not sleep yet
	closed  bool
}

// NewLane makes a lane of the loop with at most so many workers; it panics
// where that is less than one.
func NewLane(l *Loop, name string, workers int) *Lane {
	l.mustBeOurs()
	if workers < 1 {
		panic("aio: NewLane: a lane needs a worker")
	}
	lane := &Lane{loop: l, name: name, workers: workers}
	lane.cond.L = &lane.mu
	l.lanes.all = append(l.lanes.all, lane)
	return lane
}

// Close ends the lane: its workers go when they have done what they were given.
// Work that is given to it afterwards fails with [ErrClosed].
func (lane *Lane) Close() {
	lane.mu.Lock()
	lane.closed = true
	lane.mu.Unlock()
	lane.cond.Broadcast()
	if lane.pending == 0 {
		s := &lane.loop.lanes
		s.all = slices.DeleteFunc(s.all, func(l *Lane) bool { return l == lane })
	}
}

// Daemon makes the loop's end not wait for the lane: work that is still running
// then is left behind. It is for reads that may never return.
func (lane *Lane) Daemon() *Lane {
	lane.daemon = true
	return lane
}

// job is one piece of work on its way to a worker and back.
type job struct {
	lane     *Lane
	work     interface{ call() } // sets the result; runs on the worker
	next     *job                // behind it in the lane's queue
	canceled atomic.Bool
	panicked *PanicError
	task     *task // waits for it; nil once it has gone away
}

// laneCall is a job with its function and what that returned, in one piece of
// memory.
type laneCall[T any] struct {
	job
	fn    func() (T, error)
	value T
	err   error
}

func (c *laneCall[T]) call() { c.value, c.err = c.fn() }

// laneFunc is a function without a result as the work of a job.
type laneFunc func()

func (fn laneFunc) call() { fn() }

// ToThread runs fn on another thread and suspends until it has returned: the
// other tasks go on meanwhile. fn must not use the Context's task, as by
// suspending; its values, Done and Err it may. If the calling task is canceled
// while fn waits for a worker, fn never runs; while it runs, it runs on and its
// result is dropped. A panic in fn becomes a [*PanicError].
func ToThread[T any](ctx *Context, fn func() (T, error)) (T, error) {
	return OnLane(ctx, ctx.task.loop.lanes.threads, fn)
}

// OnLane is [ToThread] on a lane of one's own choice. It fails with [ErrClosed]
// where the lane was closed.
func OnLane[T any](ctx *Context, lane *Lane, fn func() (T, error)) (T, error) {
	c := &laneCall[T]{fn: fn}
	c.work = c
	if err := lane.do(ctx.running(), &c.job); err != nil {
		var zero T
		return zero, err
	}
	return c.value, c.err
}

// do runs j on a worker and suspends t until it has come back.
func (lane *Lane) do(t *task, j *job) error {
	t.mustMaySuspend(lane)
	if t.pending {
		if c := t.takeCancel(false); c != nil {
			return c
		}
	}
	j.lane, j.task = lane, t
	if err := lane.submit(j); err != nil {
		return err
	}
	if _, err := t.park(lane); err != nil {
		j.task = nil
		j.canceled.Store(true)
		return err
	}
	if j.panicked != nil {
		lane.loop.tellPanic(j.panicked)
		return j.panicked
	}
	return nil
}

func (lane *Lane) waitState() string { return fmt.Sprintf("lane %s", lane.name) }

// submit queues j and sees to it that a worker takes it.
func (lane *Lane) submit(j *job) error {
	lane.mu.Lock()
	defer lane.mu.Unlock()
	if lane.closed {
		return fmt.Errorf("lane %s: %w", lane.name, ErrClosed)
	}
	lane.begun(1)
	if lane.loop.inline {
		lane.loop.ready.push(inlineJob{j})
		return nil
	}
	if lane.queued++; lane.last == nil {
		lane.first = j
	} else {
		lane.last.next = j
	}
	lane.last = j
	if lane.queued > lane.idle && lane.running < lane.workers { // an idle one takes one piece, not all
		lane.running++
		go lane.work()
	}
	if lane.queued > lane.looking { // else somebody awake takes it
		lane.cond.Signal()
	}
	return nil
}

// begun counts n more pieces of work that the loop waits for.
func (lane *Lane) begun(n int) {
	lane.pending += n
	lane.loop.outstanding += n
}

// inlineJob runs a job on the loop.
type inlineJob struct{ *job }

func (j inlineJob) run(l *Loop) {
	j.execute()
	j.job.run(l)
}

// work is a worker.
func (lane *Lane) work() {
	for {
		j := lane.take()
		if j == nil {
			return
		}
		j.execute()
		lane.loop.post(j)
	}
}

// take waits for work; nil means that the lane is closed.
func (lane *Lane) take() *job {
	lane.mu.Lock()
	defer lane.mu.Unlock()
	for looks := 0; lane.first == nil; looks++ {
		if lane.closed {
			lane.running--
			return nil
		}
		lane.idle++
		if looks < maxLooks {
			lane.look()
		} else {
			lane.cond.Wait()
		}
		lane.idle--
	}
	j := lane.first
	if lane.first = j.next; lane.first == nil {
		lane.last = nil
	}
	j.next = nil
	lane.queued--
	return j
}

// maxLooks is how often a worker looks for more work before it sleeps. Whoever
// sends one piece after the other finds it awake: to wake it costs more than its
// looking, and delays the work.
const maxLooks = 20

func (lane *Lane) look() {
	lane.looking++
	lane.mu.Unlock()
	runtime.Gosched()
	lane.mu.Lock()
	lane.looking--
}

func (j *job) execute() {
	if j.canceled.Load() {
		return
	}
	returned := false
	defer func() {
		if returned {
			return
		}
		if v := recover(); v != nil {
			j.panicked = newPanicError(v)
			return
		}
		// runtime.Goexit ends the worker: bring the job back from here.
		j.panicked = newPanicError(ErrGoexit)
		if !j.lane.loop.inline {
			j.lane.replaceWorker()
			j.lane.loop.post(j)
		}
	}()
	j.work.call()
	returned = true
}

func (lane *Lane) replaceWorker() { go lane.work() }

// run brings the job back to the loop.
func (j *job) run(*Loop) {
	j.lane.begun(-1)
	switch {
	case j.task != nil:
		j.task.waiter.grant()
	case j.panicked != nil:
		j.lane.loop.report(fmt.Errorf("lane %s, after the task had gone: %w", j.lane.name, j.panicked))
	}
}

// laneSet is the lanes of a loop.
type laneSet struct {
	loop    *Loop
	threads *Lane
	all     []*Lane
}

func (s *laneSet) init(l *Loop, threads int) {
	s.loop = l
	if threads <= 0 {
		threads = max(1, runtime.GOMAXPROCS(0)-1)
	}
	s.threads = NewLane(l, "thread", threads)
}

// named returns the lane of that name, which is made on first use.
func (s *laneSet) named(name string, workers int) *Lane {
	for _, lane := range s.all {
		if lane.name == name {
			return lane
		}
	}
	return NewLane(s.loop, name, workers)
}

// done reports whether no lane has work that somebody should wait for.
func (s *laneSet) done() bool {
	for _, lane := range s.all {
		if lane.pending > 0 && !lane.daemon {
			return false
		}
	}
	return true
}

// stuck names the lanes that still have work.
func (s *laneSet) stuck() string {
	var b strings.Builder
	for _, lane := range s.all {
		if lane.pending > 0 && !lane.daemon {
			fmt.Fprintf(&b, "lane %s: %d pieces of work\n", lane.name, lane.pending)
		}
	}
	return b.String()
}

// close ends the idle workers; the others end with their work.
func (s *laneSet) close() {
	for _, lane := range s.all {
		lane.mu.Lock()
		lane.closed = true
		lane.first, lane.last, lane.queued = nil, nil, 0
		lane.mu.Unlock()
		lane.cond.Broadcast()
	}
}
