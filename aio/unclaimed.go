package aio

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
)

// unclaimed are the failures that nobody has asked for yet. Only the error is
// held, not what failed: once that is garbage nobody can ask any more, and the
// failure is reported. What is left at the loop's end is reported then.
type unclaimed struct {
	loop *Loop
	errs map[ticket]error
}

// ticket finds a failure that can still be claimed: a task's is its number, and
// a future takes one of the same sequence when it fails.
type ticket uint64

// leaveFailure takes note of err, with which owner has failed; it can be claimed
// with at.
func leaveFailure[T any](u *unclaimed, owner *T, at ticket, err error) {
	if u.errs == nil {
		u.errs = make(map[ticket]error)
	}
	u.errs[at] = err
	runtime.AddCleanup(owner, func(at ticket) {
		u.loop.Post(func() { u.report(at) })
	}, at)
}

// claim is called when somebody has asked.
func (u *unclaimed) claim(at ticket) { delete(u.errs, at) }

func (u *unclaimed) report(at ticket) {
	if err, ok := u.errs[at]; ok {
		delete(u.errs, at)
		u.loop.report(err)
	}
}

func (u *unclaimed) reportAll() {
	for _, at := range slices.Sorted(maps.Keys(u.errs)) {
		u.report(at)
	}
}

// leaveFailure notes that t has failed and nobody waits for it. The failures of
// a group's tasks are the group's.
func (t *task) leaveFailure() {
	if t.err == nil || t.retrieved || isCancel(t.err) {
		return
	}
	t.retrieved = true
	leaveFailure(&t.loop.unclaimed, t, ticket(t.id), fmt.Errorf("task %s failed and nobody waited for it: %w", t, t.err))
}

// claim notes that somebody has seen how t ended.
func (t *task) claim() {
	t.retrieved = true
	t.loop.unclaimed.claim(ticket(t.id))
}
