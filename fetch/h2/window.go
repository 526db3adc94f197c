package h2

// inflow is a flow-control window that we grant (RFC 9113 §5.2). What is
// consumed is granted again when that is half of the window: often enough that
// a sender need not wait, and few frames.
type inflow struct {
	size int // bytes that may be on the way or unread
	left int // bytes that the server may still send
	back int // consumed, and not granted again yet
}

func newInflow(size int) inflow { return inflow{size: size, left: size} }

// take counts n bytes that came; it reports whether the server might send them.
func (w *inflow) take(n int) bool {
	w.left -= n
	return w.left >= 0
}

// give counts n bytes that were consumed, and returns how many to grant now.
func (w *inflow) give(n int) (grant int) {
	w.back += n
	if w.back < (w.size+1)/2 {
		return 0
	}
	grant, w.back = w.back, 0
	w.left += grant
	return grant
}

// outflow is a window that the server grants: bytes that we may still send. It
// is negative where the server took some of it back (RFC 9113 §6.9.2).
type outflow int

// add makes the window larger by n; it reports whether it stays within bounds.
func (w *outflow) add(n int) bool {
	*w += outflow(n)
	return *w <= maxWindow
}
