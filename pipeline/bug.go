package pipeline

import (
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// runner runs the loop of the run: what must not happen there is a bug, and what
// nobody waits for is told.
func (r *run) runner() aio.Runner {
	return aio.Runner{
		Grace:   time.Second,
		OnPanic: func(err *aio.PanicError) { r.noticeBug(err) },
		OnError: r.onError,
	}
}

// onError is for what no task gets as its error. After a callback has panicked,
// and where tasks wait for each other, nothing will go right any more.
func (r *run) onError(err error) {
	if !isBug(err) {
		r.warn("%v", err)
		return
	}
	r.noticeBug(err)
	if r.top != nil {
		r.top.Cancel(err)
	}
}

func isBug(err error) bool {
	var panicked *aio.PanicError
	var dead *aio.DeadlockError
	return errors.As(err, &panicked) || errors.As(err, &dead)
}

// noticeBug says that there is a bug, the first of them, with all tasks while they
// are there.
func (r *run) noticeBug(err error) {
	if r.bug != nil {
		return
	}
	r.bug = err
	r.warn("this is a bug in clew, please report it: %v\n%s", err, r.treeOfBug())
}

// treeOfBug is the task tree, if the bug has left anything to look at.
func (r *run) treeOfBug() (text []byte) {
	defer func() {
		if v := recover(); v != nil {
			text = fmt.Appendf(nil, "(no task tree: %v)", v)
		}
	}()
	if r.top == nil {
		return nil
	}
	return r.look().full().AppendText(nil)
}
