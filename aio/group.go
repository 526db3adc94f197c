package aio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// A TaskGroup is a set of tasks that are waited for together. [Group] makes one
// and waits for it.
type TaskGroup struct {
	loop   *Loop
	scope  *scope // the block of Group; nil for the root group of a loop
	values context.Context

	first, last *task
	n           int
	closed      bool // takes no more tasks
	failures    []failure
	idle        waitQueue // waits for n == 0
}

// failure is an error with the task that it came from, to restore the order.
type failure struct {
	id  uint64
	err error
}

// Group runs body with a new group and returns when body and every task of the
// group have ended. It suspends.
//
// When body or a task of the group fails, everything else in the group is
// canceled, once, and no task can be added any more. Group then returns all
// errors: one as it is, several joined by errors.Join in the order in which
// their tasks were started, body's first. A task that was canceled has not
// failed.
//
// When the calling task is canceled from outside while Group waits, the tasks
// are canceled too and Group returns the cancel, unless a task fails on the
// way: then it returns the failures, and the cancel is delivered again where
// the caller waits next.
func Group(ctx *Context, body func(ctx *Context, g *TaskGroup) error) (err error) {
	s := ctx.enter(groupScope)
	g := &TaskGroup{loop: ctx.task.loop, scope: s, values: ctx.values}
	s.ctx.group = g
	defer s.leave()
	returned := false
	defer func() {
		if !returned { // a panic or Goexit passes: take the tasks along
			depth := ctx.task.noSuspend
			ctx.task.noSuspend = 0 // it may be NoSuspend's own
			g.abort(errors.New("the group's block panicked"))
			g.drain()
			ctx.task.noSuspend = depth
		}
	}()
	err = body(&s.ctx, g)
	err = g.end(err)
	returned = true
	return err
}

// end waits for the tasks and makes the group's error of body's and theirs.
func (g *TaskGroup) end(body error) error {
	var cancel error // one that is not ours, to be passed on
	switch {
	case body == nil:
	case !isCancel(body):
		g.failures = append(g.failures, failure{0, body})
		g.abort(body)
	case canceledBy(body, g.scope):
		if g.scope.passed != nil { // delivered in the block before ours was
			cancel = g.scope.passed
		}
	default:
		cancel = body
		g.abort(body)
	}
	if c := g.drain(); c != nil {
		cancel = c
	}
	g.closed = true
	err := g.err()
	if err == nil {
		return cancel
	}
	var c *CancelError
	if errors.As(cancel, &c) {
		c.redeliver()
	}
	return err
}

// drain waits until no task is left. A cancel that is delivered meanwhile
// cancels the tasks; the last one is returned, and the wait goes on.
func (g *TaskGroup) drain() (cancel error) {
	t := g.scope.ctx.task
	for g.n > 0 {
		g.holders(t.suspect)
		if _, err := g.idle.wait(t, g, 0); err != nil && !canceledBy(err, g.scope) {
			cancel = err
			g.abort(err)
		}
	}
	return cancel
}

// abort cancels every task of the group, and the block while it runs.
func (g *TaskGroup) abort(cause error) {
	if g.closed {
		return
	}
	g.closed = true
	for t := g.first; t != nil; t = t.next {
		t.base.cancel(cause)
	}
}

// Cancel cancels every task of the group, and its block where that still runs;
// no task can be added any more. It does not make [Group] fail: what the
// canceled tasks return decides, and a cancel is no failure. It does not
// suspend.
func (g *TaskGroup) Cancel(cause error) {
	if !g.closed {
		g.abort(cause)
		g.scope.cancel(cause)
	}
}

// add makes t one of the group's tasks; a group that takes none makes t fail
// before it begins.
func (g *TaskGroup) add(t *task) {
	if g.closed {
		t.done, t.err = true, fmt.Errorf("start a task in a group: %w", ErrClosed)
		t.retrieved = true
		t.tellWatchers()
		return
	}
	if t.prev = g.last; t.prev == nil {
		g.first = t
	} else {
		t.prev.next = t
	}
	g.last = t
	g.n++
	g.loop.tasks.live++
}

// ended is called when t is done.
func (g *TaskGroup) ended(t *task) {
	if t.prev == nil {
		g.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		g.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
	g.n--
	g.loop.tasks.live--
	if t.err != nil && !isCancel(t.err) {
		g.failed(t)
	}
	if g.n == 0 {
		g.idle.grantAll()
	}
}

// failed records the failure of t. In the root group nobody else is concerned.
func (g *TaskGroup) failed(t *task) {
	if g.scope == nil {
		return
	}
	t.retrieved = true
	g.failures = append(g.failures, failure{t.id, t.err})
	if !g.closed {
		g.abort(t.err)
		g.scope.cancel(t.err) // wakes the block wherever it waits
	}
}

// err joins the failures in the order of their tasks.
func (g *TaskGroup) err() error {
	if len(g.failures) == 1 {
		return g.failures[0].err
	}
	slices.SortStableFunc(g.failures, func(a, b failure) int { return cmp.Compare(a.id, b.id) })
	errs := make([]error, len(g.failures))
	for i, f := range g.failures {
		errs[i] = f.err
	}
	return errors.Join(errs...)
}

// spawner makes a TaskGroup a [Spawner].
func (g *TaskGroup) spawner() (*TaskGroup, context.Context) { return g, g.values }

// Go starts fn as a task of the group; it is [Go] for a task without a result.
func (g *TaskGroup) Go(fn func(*Context) error) {
	t := &plainTask{fn: fn}
	t.base.ctx.values = g.values
	t.start(g.loop, g, t, false)
}

// plainTask is a task without a result.
type plainTask struct {
	task
	fn func(*Context) error
}

func (t *plainTask) run(ctx *Context) error { return t.fn(ctx) }

func (g *TaskGroup) waitState() string { return fmt.Sprintf("%d tasks of its group", g.n) }

func (g *TaskGroup) holders(f func(*task) bool) {
	for t := g.first; t != nil && f(t); t = t.next {
	}
}

// Loop returns the loop that the group's tasks run on.
func (g *TaskGroup) Loop() *Loop { return g.loop }
