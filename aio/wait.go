package aio

import (
	"errors"
	"iter"
)

// An AnyTask is a task of whatever result: every *Task is one.
type AnyTask interface {
	Done() bool
	Cancel(cause error) bool
	String() string
	untyped() *task
}

func (t *task) untyped() *task { return t }

// Until says what [Wait] waits for.
type Until uint8

const (
	AllCompleted   Until = iota // all have ended
	FirstCompleted              // one has ended
	FirstFailed                 // one has failed, or all have ended
)

// Wait suspends until the tasks have come as far as until says. done and
// pending are the tasks in their order. Wait cancels nothing and does not
// return the tasks' errors; an error is of the wait itself: a cancel, a time
// limit around it, or that there is no task to wait for.
func Wait(ctx *Context, until Until, tasks ...AnyTask) (done, pending []AnyTask, err error) {
	t := ctx.running()
	if len(tasks) == 0 {
		return nil, nil, errors.New("wait for tasks: there are none")
	}
	w := &watch{}
	if err := w.add(t, tasks); err != nil {
		return nil, nil, err
	}
	defer w.stop()
	for !w.enough(until) {
		if _, err = w.ready.wait(t, w, 0); err != nil {
			break
		}
	}
	for _, task := range tasks {
		if task.Done() {
			done = append(done, task)
		} else {
			pending = append(pending, task)
		}
	}
	return done, pending, err
}

// AsCompleted returns the results of the tasks in the order in which they end.
// A cancel of the waiting task, or a limit around the loop, comes as the last
// pair. A task that is given twice counts once.
func AsCompleted[T any](ctx *Context, tasks ...*Task[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		t := ctx.running()
		w := &watch{}
		byBase := make(map[*task]*Task[T], len(tasks))
		defer w.stop()
		for _, task := range tasks {
			byBase[&task.task] = task
			if err := w.add(t, []AnyTask{task}); err != nil {
				var zero T
				yield(zero, err)
				return
			}
		}
		for left := len(byBase); left > 0; left-- {
			for len(w.done) == 0 {
				if _, err := w.ready.wait(t, w, 0); err != nil {
					var zero T
					yield(zero, err)
					return
				}
			}
			task := byBase[w.done[0]]
			w.done = w.done[1:]
			task.claim()
			if !yield(task.value, task.err) {
				return
			}
		}
	}
}

// watch collects the tasks of a set as they end.
type watch struct {
	tasks  []*task
	done   []*task // in the order in which they ended
	failed bool
	ready  waitQueue
}

// add begins to watch tasks for the task by; each counts once.
func (w *watch) add(by *task, tasks []AnyTask) error {
next:
	for _, any := range tasks {
		t := any.untyped()
		if err := t.mayBeAwaited(by); err != nil {
			w.stop()
			return err
		}
		for _, known := range w.tasks {
			if known == t {
				continue next
			}
		}
		w.tasks = append(w.tasks, t)
		if t.done {
			w.ended(t)
		} else {
			t.watchers = append(t.watchers, w)
		}
	}
	return nil
}

func (w *watch) ended(t *task) {
	w.done = append(w.done, t)
	w.failed = w.failed || t.err != nil && !isCancel(t.err)
	w.ready.grantAll()
}

// stop leaves nothing behind at tasks that go on.
func (w *watch) stop() {
	for _, t := range w.tasks {
		for i, other := range t.watchers {
			if other == watcher(w) {
				t.watchers = append(t.watchers[:i], t.watchers[i+1:]...)
				break
			}
		}
	}
}

func (w *watch) enough(until Until) bool {
	return len(w.done) == len(w.tasks) ||
		until == FirstCompleted && len(w.done) > 0 ||
		until == FirstFailed && w.failed
}

func (w *watch) waitState() string { return "tasks" }
