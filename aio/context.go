package aio

import (
	"context"
	"sync"
	"time"
)

// A Context is the running task seen from inside, through one of its scopes.
// Every call that may suspend takes one as its first argument; a function that
// takes none does not suspend. It is made by aio and handed to a task's
// function and to the bodies of [WaitFor], [Timeout], [Group] and [Shield]; it is
// valid until that function returns, and only there: it must not be kept in a
// struct nor used by another task.
//
// A Context is also a context.Context. Done, Err, Deadline, Value and AfterFunc
// may be used from any goroutine and speak of the scope: once it was canceled
// they stay so. aio's own calls look at the task instead and deliver each
// cancel once, so that clean-up after a cancel can wait as usual.
type Context struct {
	task   *task
	scope  *scope
	group  *TaskGroup
	values context.Context
}

var _ context.Context = (*Context)(nil)

// Loop returns the loop that runs the task.
func (c *Context) Loop() *Loop { return c.task.loop }

// Task returns the running task, for others to cancel or to watch.
func (c *Context) Task() AnyTask { return c.running() }

// running returns the task, and panics where it is not the one that runs.
func (c *Context) running() *task {
	c.task.loop.mustBeOurs()
	if c.task.loop.current != c.task {
		panic("aio: a Context was used outside of its task, by another task, a callback or another goroutine; a task gets its own as its first argument, and a callback starts tasks in a TaskGroup")
	}
	return c.task
}

// spawner makes a Context a [Spawner]: new tasks join the nearest group.
func (c *Context) spawner() (*TaskGroup, context.Context) {
	c.running()
	return c.group, c.values
}

// stdContext is what a scope needs to serve as a context.Context.
type stdContext struct {
	sync.Mutex
	done  chan struct{}
	ended bool
	after map[*func()]struct{}
}

// Deadline returns the earliest time limit of the scope and those around it.
func (c *Context) Deadline() (deadline time.Time, ok bool) {
	for s := c.scope; s != nil; s = s.outer {
		if s.kind == shieldScope {
			break
		}
		if s.limit == nil {
			continue
		}
		if d := c.task.loop.epoch.Add(loopTime(s.limit.until.Load())); !ok || d.Before(deadline) {
			deadline, ok = d, true
		}
	}
	return deadline, ok
}

// Err returns nil until the scope, or one around it, is canceled; then
// context.DeadlineExceeded if that was a time limit, else context.Canceled.
// Leaving the scope cancels it too.
func (c *Context) Err() error {
	switch first := c.scope.firstCancel(); {
	case first == nil:
		return nil
	case first != gone && first.scope.kind == timeoutScope:
		return context.DeadlineExceeded
	}
	return context.Canceled
}

// Done returns a channel that is closed when Err becomes non-nil.
func (c *Context) Done() <-chan struct{} {
	std := c.scope.context()
	std.Lock()
	if std.done == nil {
		std.done = make(chan struct{})
		if std.ended {
			close(std.done)
		}
	}
	std.Unlock()
	if c.Err() != nil { // the cancel may have come before there was a std
		c.scope.cancelContext()
	}
	return std.done
}

// AfterFunc arranges for f to be called in a goroutine of its own when Err
// becomes non-nil; stop takes that back. With it the contexts that the standard
// library derives from this one need no goroutine each.
func (c *Context) AfterFunc(f func()) (stop func() bool) {
	std := c.scope.context()
	std.Lock()
	if std.after == nil {
		std.after = make(map[*func()]struct{})
	}
	std.after[&f] = struct{}{}
	ended := std.ended
	std.Unlock()
	if ended || c.Err() != nil {
		c.scope.cancelContext()
	}
	return func() bool {
		std.Lock()
		defer std.Unlock()
		_, waiting := std.after[&f]
		delete(std.after, &f)
		return waiting
	}
}

// Value returns the value that [WithValue] stored for key in this task or in
// one that started it, or that the [Runner]'s Parent holds.
func (c *Context) Value(key any) any {
	if c.values == nil {
		return nil
	}
	return c.values.Value(key)
}

// WithValue returns a view of the same scope in which Value(key) is value. The
// tasks that are started through it see the value too. It does not suspend.
func WithValue(ctx *Context, key, value any) *Context {
	parent := ctx.values
	if parent == nil {
		parent = context.Background()
	}
	view := *ctx
	view.values = context.WithValue(parent, key, value)
	return &view
}

func (s *scope) context() *stdContext {
	if std := s.std.Load(); std != nil {
		return std
	}
	s.std.CompareAndSwap(nil, new(stdContext))
	return s.std.Load()
}

// cancelContext closes Done and starts the AfterFuncs, once.
func (s *scope) cancelContext() {
	std := s.std.Load()
	if std == nil {
		return
	}
	std.Lock()
	defer std.Unlock()
	std.ended = true
	if std.done != nil {
		select {
		case <-std.done:
		default:
			close(std.done)
		}
	}
	for f := range std.after {
		delete(std.after, f)
		go (*f)()
	}
}
