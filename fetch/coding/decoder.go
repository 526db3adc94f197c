package coding

import (
	"io"
	"iter"
	"math"
	"sync"
)

// A Decoder removes the content codings of a body. It is fed by Write with the
// pieces of the body as they come and hands what they decode to on at once.
// Close tells it that the body has ended.
//
// The decoders of the libraries want to read; a Decoder runs them as a coroutine
// that gives way when it has read everything. So it must be closed, unless Write
// has failed. All calls must come from the same kind of goroutine: all from a
// loop's thread, or all from others.
type Decoder struct {
	codings []string // in the order in which they were applied
	sink    func([]byte) error
	max     int64 // bytes that may come out; 0 = no limit
	n       int64 // that have
	room    int64 // bytes of the coded form that may still come

	next func() (struct{}, bool)
	in   []byte
	eof  bool
	err  error
}

// NewDecoder returns a decoder for a list of codings, as [Of] returns it. Decoded
// bytes go to sink, valid during the call; the first max of them, if there are
// more, and then [ErrTooLarge]. 0 is no limit. An unknown coding is an error of
// the first Write.
func NewDecoder(list string, max int64, sink func([]byte) error) *Decoder {
	return &Decoder{codings: names(list), max: max, room: Room(max), sink: sink}
}

// Room returns how many bytes a coded form may have that decodes to at most max.
// A sound one is hardly longer than what it stands for; one that stands for
// nothing could be endless.
func Room(max int64) int64 {
	if max <= 0 || max > math.MaxInt64/4 {
		return math.MaxInt64
	}
	return 2*max + 64<<10
}

// Len returns how many bytes have come out.
func (d *Decoder) Len() int64 { return d.n }

// Memory returns about how many bytes of memory the decoder holds: windows, as far
// as there was something to fill them.
func (d *Decoder) Memory() int64 {
	if d.next == nil || d.eof || d.err != nil {
		return 0
	}
	return int64(len(d.codings))*fixedMemory + min(d.n, windowOf(d.codings))
}

// Write decodes p, all of it. An error is final: one of the sink, an [*Error], or
// ErrTooLarge.
func (d *Decoder) Write(p []byte) (int, error) {
	switch {
	case d.err != nil:
		return 0, d.err
	case len(p) == 0:
		return 0, nil
	case len(d.codings) == 0:
		d.err = d.emit(p)
		return len(p), d.err
	}
	d.in = p[:min(int64(len(p)), d.room)]
	tooLong := len(d.in) < len(p)
	d.room -= int64(len(d.in))
	d.resume()
	if tooLong && d.err == nil {
		d.stop()
		d.err = ErrTooLarge
	}
	return len(p), d.err
}

// Close tells the decoder that the body has ended, or is no longer wanted. It
// returns an error where the coded body is not complete.
func (d *Decoder) Close() error {
	if d.err == nil {
		d.stop()
	}
	return d.err
}

// resume runs the coroutine until it wants more.
func (d *Decoder) resume() {
	if d.next == nil {
		d.next, _ = iter.Pull(d.run) // ends by itself, after an error or at the end of the input
	}
	d.next()
}

// stop lets the coroutine come to its end.
func (d *Decoder) stop() {
	if d.next != nil {
		d.in, d.eof = nil, true
		d.resume()
	}
}

// run is the coroutine: it copies from the layers to the sink. It may end before
// the body does: what follows is not looked at.
func (d *Decoder) run(yield func(struct{}) bool) {
	if d.err = check(d.codings); d.err != nil {
		return
	}
	s := newStack(d.codings, feed{d, yield}, Room(d.max))
	d.err = d.copy(s)
	s.release()
}

// pieces are the buffers in which bytes are handed on.
var pieces = sync.Pool{New: func() any { return new([32 << 10]byte) }}

func (d *Decoder) copy(s stack) error {
	buf := pieces.Get().(*[32 << 10]byte)
	defer pieces.Put(buf)
	for {
		n, err := s.Read(buf[:])
		if n > 0 {
			if err := d.emit(buf[:n]); err != nil {
				return err
			}
		}
		switch err {
		case nil:
		case io.EOF:
			return s.finish()
		default:
			return err
		}
	}
}

// emit hands decoded bytes on, no more than max.
func (d *Decoder) emit(p []byte) error {
	var tooLarge error
	if d.max > 0 && int64(len(p)) > d.max-d.n {
		p, tooLarge = p[:d.max-d.n], ErrTooLarge
	}
	if len(p) > 0 {
		d.n += int64(len(p))
		if err := d.sink(p); err != nil {
			return err
		}
	}
	return tooLarge
}

// feed is the reader under the lowest layer: what was written, then a pause.
type feed struct {
	d     *Decoder
	yield func(struct{}) bool
}

func (f feed) Read(p []byte) (int, error) {
	for len(f.d.in) == 0 {
		if f.d.eof {
			return 0, io.EOF
		}
		f.yield(struct{}{})
	}
	n := copy(p, f.d.in)
	f.d.in = f.d.in[n:]
	return n, nil
}
