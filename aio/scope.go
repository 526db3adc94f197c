package aio

import "sync/atomic"

// scopeKind says what a scope's own cancel means, and what it lets through.
type scopeKind uint8

const (
	taskScope    scopeKind = iota // a whole task: Task.Cancel
	groupScope                    // the block of a Group: a child failed
	timeoutScope                  // a time limit: yields to a result of the same turn
	shieldScope                   // keeps out the cancels of the scopes around it
)

// A scope is a part of a task's run at which a cancel can be aimed. The scopes
// of a task form a stack; the innermost is task.top.
//
// A cancel is a request on one scope. It is delivered once, as the error of
// the call that waits, or of the next one that would wait. Where several wait
// to be delivered the outermost wins and takes those inside it along: they
// would be left anyway. An error carries its scope, so a scope that ends can
// tell its own cancel from any other.
type scope struct {
	ctx   Context
	outer *scope
	kind  scopeKind

	pending bool       // requested, not delivered yet
	expired bool       // a timeoutScope's time is up
	limit   *timeLimit // of a timeoutScope

	request *CancelError // the latest
	passed  *CancelError // aimed at a scope around this one, and delivered in here

	// For the view from outside, which may come from any goroutine:
	canceled atomic.Pointer[CancelError] // the first request, or gone; sticky
	std      atomic.Pointer[stdContext]  // made when somebody asks for it
}

// enter pushes a new scope on the running task's stack.
func (c *Context) enter(kind scopeKind) *scope {
	s := &scope{kind: kind}
	s.push(c)
	return s
}

func (s *scope) push(c *Context) {
	t := c.running()
	s.ctx = Context{task: t, scope: s, group: c.group, values: c.values}
	s.outer, t.top = t.top, s
}

// leave pops s. A request that was never delivered goes with it.
func (s *scope) leave() {
	t := s.ctx.task
	if s.limit != nil {
		t.loop.disarm(&s.limit.timer)
	}
	t.top = s.outer
	if s.pending {
		s.pending = false
		t.countPending()
	}
	s.endContext()
}

// gone marks scopes that were left without a cancel.
var gone = &CancelError{}

// endContext makes the scope's Context one that is over.
func (s *scope) endContext() {
	if s.firstCancel() == nil {
		s.canceled.Store(gone)
	}
	s.cancelContext()
}

// firstCancel returns the earliest cancel of s and the scopes around it.
func (s *scope) firstCancel() (first *CancelError) {
	for ; s != nil; s = s.outer {
		c := s.canceled.Load()
		if c == gone {
			return gone
		}
		if c != nil && (first == nil || c.seq < first.seq) {
			first = c
		}
		if s.kind == shieldScope {
			break
		}
	}
	return first
}

// cancel requests that the task leave s, and makes it ready if it waits.
func (s *scope) cancel(cause error) {
	s.ask(cause)
	s.ctx.task.interrupt(s)
}

// ask is the request of cancel.
func (s *scope) ask(cause error) {
	t := s.ctx.task
	if t.done {
		return
	}
	s.pending = true
	t.pending = true
	t.loop.cancels++
	s.request = &CancelError{Cause: cause, scope: s, seq: t.loop.cancels}
	s.canceled.CompareAndSwap(nil, s.request)
	for in := t.below(s); in != nil && in != s.outer; in = in.outer {
		in.cancelContext()
	}
}

// below returns the innermost scope that no shield keeps from cancels of s.
func (t *task) below(s *scope) *scope {
	first := t.top
	for in := t.top; in != nil && in != s; in = in.outer {
		if in.kind == shieldScope {
			first = in.outer
		}
	}
	return first
}

// takeCancel returns the cancel to deliver now, or nil. granted says that the
// task waited and got what it waited for in this same turn: then a time limit
// comes too late and stays for the next wait, while any other cancel wins.
func (t *task) takeCancel(granted bool) *CancelError {
	var found *scope
	for s := t.top; s != nil; s = s.outer {
		if s.pending && !(granted && s.kind == timeoutScope) {
			found = s
		}
		if s.kind == shieldScope {
			break
		}
	}
	if found == nil {
		return nil
	}
	for s := t.top; s != found; s = s.outer {
		s.pending = false
		s.passed = found.request
	}
	found.pending = false
	t.countPending()
	if t.loop.trace != nil {
		t.loop.trace.canceled(t, found.request)
	}
	return found.request
}

// reaches reports whether no shield stands between the task and s.
func (t *task) reaches(s *scope) bool {
	for in := t.top; in != s; in = in.outer {
		if in.kind == shieldScope {
			return false
		}
	}
	return true
}

// countPending sets t.pending from the scopes.
func (t *task) countPending() {
	t.pending = false
	for s := t.top; s != nil; s = s.outer {
		t.pending = t.pending || s.pending
	}
}

// redeliver asks once more for a cancel that was taken and not passed on.
func (e *CancelError) redeliver() {
	e.scope.pending = true
	e.scope.ctx.task.pending = true
}
