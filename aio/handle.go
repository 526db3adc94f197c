package aio

import "time"

// A Handle is a callback that the loop will call at a time. It may be used on
// the loop's thread only.
type Handle struct {
	loop  *Loop
	timer timer
	fn    func()
}

// CallLater makes the loop call fn once, when d has passed; equal deadlines in
// the order in which they were set. A negative d is a deadline in the past, and
// comes before later ones all the same. fn must not block; a panic in it is
// reported to [Runner].OnError.
func (l *Loop) CallLater(d time.Duration, fn func()) *Handle {
	return l.callAt(addTime(l.clockNow(), d), fn)
}

// CallAt is [Loop.CallLater] with a point in time by the loop's clock; one that
// has passed comes before those that have not.
func (l *Loop) CallAt(when time.Time, fn func()) *Handle {
	return l.callAt(when.Sub(l.epoch), fn)
}

func (l *Loop) callAt(when loopTime, fn func()) *Handle {
	l.mustBeOurs()
	h := &Handle{loop: l, fn: fn}
	h.timer.owner = h
	l.armAt(&h.timer, when)
	return h
}

// Daemon makes the callback nothing to wait for: a loop whose tasks wait for
// nothing else is in a deadlock all the same.
func (h *Handle) Daemon() *Handle {
	h.loop.exempt(&h.timer)
	return h
}

// Cancel takes the callback back. It reports whether that was in time: false
// means that it was called, or taken back, before.
func (h *Handle) Cancel() bool {
	h.loop.mustBeOurs()
	pending := h.fn != nil
	h.fn = nil
	h.loop.disarm(&h.timer)
	return pending
}

func (h *Handle) expire() { h.loop.ready.push(h) }

func (h *Handle) run(l *Loop) {
	if fn := h.fn; fn != nil {
		h.fn = nil
		defer l.recoverCallback()
		fn()
	}
}
