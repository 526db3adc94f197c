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
// the order in which they were set.
func (l *Loop) CallLater(d time.Duration, fn func()) *Handle {
	h := &Handle{loop: l, fn: fn}
	h.timer.owner = h
	l.arm(&h.timer, d)
	return h
}

// Daemon makes the callback nothing to wait for: a loop whose tasks wait for
// nothing else is in a deadlock all the same.
func (h *Handle) Daemon() *Handle {
	h.loop.exempt(&h.timer)
	return h
}

// Cancel takes the callback back; it reports whether it had not been called.
func (h *Handle) Cancel() bool {
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
