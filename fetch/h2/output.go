package h2

// output is what is to be written to the server. It is the io.Writer of the
// Framer and never fails.
type output struct {
	buf  []byte
	from int // what is before was written
}

// maxKept is the most memory that an empty buffer holds on to, in bytes.
const maxKept = 16 << 10

func (o *output) Write(p []byte) (int, error) {
	if o.from > len(o.buf)/2 { // room is made where that moves less than it frees
		o.buf, o.from = o.buf[:copy(o.buf, o.buf[o.from:])], 0
	}
	o.buf = append(o.buf, p...)
	return len(p), nil
}

func (o *output) bytes() []byte { return o.buf[o.from:] }

func (o *output) len() int { return len(o.buf) - o.from }

func (o *output) drop(n int) {
	if o.from += n; o.from < len(o.buf) {
		return
	}
	o.buf, o.from = o.buf[:0], 0
	if cap(o.buf) > maxKept {
		o.buf = nil
	}
}
