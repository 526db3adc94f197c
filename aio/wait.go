package aio

import (
	"errors"
	"iter"
)

// An AnyTask is a task of whatever result: every *Task is one, and what its
// methods do is said there.
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
// pending are the tasks in their order, also where a cancel or a limit cuts the
// wait short. Wait cancels nothing and does not return the tasks' errors; an
// error is of the wait itself: a cancel, a time limit around it, or that there
// is no task to wait for.
func Wait(ctx *Context, until Until, tasks ...AnyTask) (done, pending []AnyTask, err error) {
	t := ctx.running()
	if len(tasks) == 0 {
		return nil, nil, errors.New("wait for tasks: there are none")
	}
	w := &watch{until: until}
	defer w.stop()
	for _, task := range tasks {
		if err := w.add(t, task.untyped()); err != nil {
			return nil, nil, err
		}
	}
	for !w.enough() {
		w.suspect(t)
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
		w := &watch{until: FirstCompleted}
		byBase := make(map[*task]*Task[T], len(tasks))
		defer w.stop()
		for _, task := range tasks {
			if byBase[&task.task] != nil {
				continue
			}
			byBase[&task.task] = task
			if err := w.add(t, &task.task); err != nil {
				var zero T
				yield(zero, err)
				return
			}
		}
		for left := len(byBase); left > 0; left-- {
			for len(w.ended) == 0 {
				w.suspect(t)
				if _, err := w.ready.wait(t, w, 0); err != nil {
					var zero T
					yield(zero, err)
					return
				}
			}
			task := byBase[w.ended[0]]
			w.ended = w.ended[1:]
			task.claim()
			if !yield(task.value, task.err) {
				return
			}
		}
	}
}

// watch collects the tasks of a set as they end.
type watch struct {
	until  Until
	tasks  []*task
	left   int     // that have not ended
	ended  []*task // in that order
	failed bool
	ready  waitQueue
}

// add begins to watch t for the task by. A task that goes on counts once.
func (w *watch) add(by, t *task) error {
	if err := t.mayBeAwaited(by); err != nil {
		return err
	}
	if n := len(t.watchers); n > 0 && t.watchers[n-1] == watcher(w) {
		return nil
	}
	w.tasks = append(w.tasks, t)
	w.left++
	if t.done {
		w.note(t)
	} else {
		t.watchers = append(t.watchers, w)
	}
	return nil
}

func (w *watch) note(t *task) {
	w.left--
	w.ended = append(w.ended, t)
	w.failed = w.failed || t.err != nil && !isCancel(t.err)
	if w.enough() {
		w.ready.grantAll()
	}
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

func (w *watch) enough() bool {
	return w.left == 0 ||
		w.until == FirstCompleted && len(w.ended) > 0 ||
		w.until == FirstFailed && w.failed
}

func (w *watch) waitState() string {
	switch w.until {
	case FirstCompleted:
		return "the first of tasks " + names(w)
	case FirstFailed:
		return "a failure, or the end, of tasks " + names(w)
	}
	return "tasks " + names(w)
}

// anyOf reports whether one of several tasks is enough.
func (w *watch) anyOf() bool { return w.until == FirstCompleted && w.left > 1 }

// suspect notes that t is about to wait.
func (w *watch) suspect(t *task) {
	if !w.anyOf() {
		w.holders(t.suspect)
	}
}

func (w *watch) holders(f func(*task) bool) { eachLive(w.tasks, f) }

// eachLive calls f for the tasks that have not ended.
func eachLive(tasks []*task, f func(*task) bool) {
	for _, t := range tasks {
		if !t.done && !f(t) {
			return
		}
	}
}
