package aio

// An outbox holds, in order, what was written to a connection and its socket
// did not take yet. The zero value is empty.
type outbox struct {
	buf  []byte
	sent int // bytes at the front of buf that the socket took
}

const (
	// sendAtOnce bounds what one send offers: a fast receiver of a long
	// outbox must not hold up the others.
	sendAtOnce = 256 << 10
	// keepBuffer is how large a buffer an idle connection may keep.
	keepBuffer = 32 << 10
)

func (o *outbox) len() int { return len(o.buf) - o.sent }

func (o *outbox) add(p []byte) {
	if o.sent > len(o.buf)/2 { // moves less than was sent since the last time
		o.buf = o.buf[:copy(o.buf, o.buf[o.sent:])]
		o.sent = 0
	}
	o.buf = append(o.buf, p...)
}

// send offers c's socket what there is, once. Bytes that it did not take stay,
// whether there was an error or not; a full socket is syscall.EAGAIN.
func (o *outbox) send(c *Conn) error {
	n, err := c.send(o.buf[o.sent:min(len(o.buf), o.sent+sendAtOnce)])
	if o.sent += n; o.sent == len(o.buf) {
		o.clear()
	}
	return err
}

func (o *outbox) clear() {
	o.buf, o.sent = o.buf[:0], 0
	if cap(o.buf) > keepBuffer {
		o.buf = nil
	}
}
