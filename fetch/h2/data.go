package h2

import (
	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// data is a DATA frame that is coming in.
type data struct {
	stream *Stream // nil: there is none
	left   int     // bytes of payload to come
	pad    int     // bytes of padding behind it
	padded bool    // the length of the padding is to come first
	last   bool    // END_STREAM
}

// beginData obeys RFC 9113 §6.1 and, for all of a frame at once, §6.9.1: padding
// counts in flow control as well.
func (c *Conn) beginData(f http2.FrameHeader) Event {
	size := int(f.Length)
	s, ok := c.target(f)
	switch {
	case !ok:
	case !c.recv.take(size):
		c.fatal(http2.ErrCodeFlowControl, "DATA beyond the connection's window")
	case s == nil:
		c.drop(size)
		if c.strayed(frameHead + size); size == 0 {
			c.useless()
		}
	case !s.hasHead:
		c.refuse(s, size, malformed("a body without a head", ""))
	case !s.recv.take(size):
		c.refuse(s, size, &StreamError{Code: http2.ErrCodeFlowControl, Detail: "DATA beyond the stream's window"})
	default:
		s.wire += int64(frameHead + size)
		padded := f.Flags.Has(http2.FlagDataPadded)
		c.in.data = data{stream: s, left: size, padded: padded, last: f.Flags.Has(http2.FlagDataEndStream)}
		if padded && size == 0 {
			c.fatal(http2.ErrCodeFrameSize, "DATA frame without the length of its padding")
		} else if !padded {
			c.checkData()
		}
		if size == 0 {
			ev, _ := c.readData(nil)
			return ev
		}
	}
	return Event{}
}

// drop skips size bytes of payload that nobody will consume.
func (c *Conn) drop(size int) {
	c.in.data, c.in.skip = data{}, size
	c.credit(size)
}

// refuse ends a stream because of a DATA frame, and skips it.
func (c *Conn) refuse(s *Stream, size int, err error) {
	c.drop(size)
	c.abort(s, err)
}

// checkData looks at a frame whose payload's length is known, before any of it
// is handed on.
func (c *Conn) checkData() {
	d := &c.in.data
	s := d.stream
	want := s.head.ContentLength
	switch {
	case s.overdone(frameHead+d.left+d.pad, d.left):
		c.refuse(s, d.left+d.pad, &StreamError{Code: http2.ErrCodeEnhanceYourCalm, Detail: "too much padding, or too many empty frames"})
	case d.left == 0:
	case s.noBody:
		c.refuse(s, d.left+d.pad, malformed("a body where there must be none", ""))
	case want >= 0 && s.got+int64(d.left) > want: // RFC 9113 §8.1.1
		c.refuse(s, d.left+d.pad, malformed("more than the announced content-length", ""))
	default:
		c.useful(1)
	}
}

// readData takes some of a DATA frame.
func (c *Conn) readData(p []byte) (ev Event, n int) {
	d := &c.in.data
	s := d.stream
	if s == nil { // refused
		return Event{}, 0
	}
	if d.padded {
		return c.readPadLength(p[0]), 1
	}
	if d.left > 0 {
		n = min(d.left, len(p))
		d.left -= n
		s.got += int64(n)
		s.held += n
		ev = Event{Data, s, p[:n:n]}
	}
	if d.left == 0 && d.pad > 0 && n < len(p) {
		skipped := min(d.pad, len(p)-n)
		d.pad -= skipped
		n += skipped
	}
	if d.left == 0 && d.pad == 0 {
		last := d.last
		if c.in.data = (data{}); last {
			c.endStream(s)
		}
	}
	return ev, n
}

// readPadLength takes the first byte of a padded frame.
func (c *Conn) readPadLength(pad byte) Event {
	d := &c.in.data
	d.padded = false
	d.left--
	if int(pad) > d.left { // RFC 9113 §6.1
		c.fatal(http2.ErrCodeProtocol, "pad size larger than data payload")
		return Event{}
	}
	d.pad = int(pad)
	d.left -= d.pad
	c.credit(1 + d.pad) // nobody reads it
	if grant := d.stream.recv.give(1 + d.pad); grant > 0 {
		c.framer.WriteWindowUpdate(d.stream.id, uint32(grant))
	}
	if c.checkData(); d.stream != nil && d.left+d.pad == 0 {
		ev, _ := c.readData(nil)
		return ev
	}
	return Event{}
}

// endStream is the server's END_STREAM.
func (c *Conn) endStream(s *Stream) {
	want := s.head.ContentLength
	if want >= 0 && s.got < want {
		c.abort(s, &h1.TruncatedError{Where: h1.InBody, Got: s.got, Want: want})
		return
	}
	if !s.sent { // RFC 9113 §8.1: the response did not depend on the rest of the request
		c.reset(s, http2.ErrCodeCancel)
	}
	c.close(s, nil)
}
