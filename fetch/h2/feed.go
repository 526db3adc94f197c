package h2

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"golang.org/x/net/http2"
)

// The Framer reads from an io.Reader and would wait for it. So it is asked only
// for what is there: the head of a frame when its nine bytes have come, its
// payload when that is whole. Payload of DATA never goes through it: it is
// handed on piece by piece as it comes; nor do frames of unknown types, which
// are skipped unread.

// input is where in the stream of frames the connection is.
type input struct {
	source source
	part   []byte            // of a frame's head or payload, the rest of which has not come
	frame  http2.FrameHeader // whose payload is awaited
	inside bool              // frame is valid
	data   data              // the DATA frame that is coming in
	skip   int               // bytes that are of no interest
}

// frameHead is the size of the head of a frame, in bytes (RFC 9113 §4.1).
const frameHead = 9

// source is the io.Reader of the Framer: the whole of what it will ask for.
type source struct{ b []byte }

func (s *source) Read(p []byte) (int, error) {
	if len(s.b) == 0 && len(p) > 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(p, s.b)
	s.b = s.b[n:]
	return n, nil
}

// Feed takes what has arrived. It consumes n bytes of p and returns what they
// tell. Call it with the rest of p until the event is Nothing: then all of p is
// consumed, or the connection is over and err says why. Whatever Feed returned,
// there may be something new in the output.
//
// Errors: a [*ConnError], [ErrClosed], what [Conn.End] was given. The events of
// the streams that end with the connection come before it.
func (c *Conn) Feed(p []byte) (ev Event, n int, err error) {
	for {
		if len(c.ended) > 0 {
			ev = Event{Kind: Closed, Stream: c.ended[0]}
			c.ended = slices.Delete(c.ended, 0, 1)
			return ev, n, nil
		}
		if c.err != nil || n == len(p) {
			return Event{}, n, c.err
		}
		var k int
		ev, k = c.advance(p[n:])
		if n += k; ev.Kind != Nothing {
			return ev, n, nil
		}
	}
}

// advance consumes some of p, which is not empty.
func (c *Conn) advance(p []byte) (ev Event, n int) {
	switch in := &c.in; {
	case in.skip > 0:
		n = min(in.skip, len(p))
		in.skip -= n
		return Event{}, n
	case in.data.stream != nil:
		return c.readData(p)
	case in.inside:
		whole, n := in.gather(p, int(in.frame.Length))
		if whole != nil {
			ev = c.readFrame(whole)
		}
		return ev, n
	}
	whole, n := c.in.gather(p, frameHead)
	if whole != nil {
		ev = c.readFrameHead(whole)
	}
	return ev, n
}

// gather returns size bytes that begin with what was kept, or nil where p has
// not got the last of them; then it keeps p.
func (in *input) gather(p []byte, size int) (whole []byte, n int) {
	if len(in.part) == 0 && len(p) >= size {
		return p[:size:size], size
	}
	n = min(size-len(in.part), len(p))
	in.part = append(in.part, p[:n]...)
	if len(in.part) < size {
		return nil, n
	}
	whole = in.part
	in.part = in.part[:0]
	return whole, n
}

// readFrameHead takes the head of a frame.
func (c *Conn) readFrameHead(b []byte) Event {
	c.in.source.b = b
	frame, err := c.framer.ReadFrameHeader()
	// RFC 9113 §3.4: the server's preface is a SETTINGS frame.
	if !c.settled && (frame.Type != http2.FrameSettings || frame.Flags.Has(http2.FlagSettingsAck)) {
		c.fatal(http2.ErrCodeProtocol, "%s", notPreface(b, frame.Type))
		return Event{}
	}
	switch {
	case err != nil:
		c.frameError(frame, err)
	case frame.Type == http2.FrameData:
		return c.beginData(frame)
	case frame.Type > http2.FrameContinuation: // RFC 9113 §5.5: unknown types are ignored
		c.in.skip = int(frame.Length)
		c.useless()
	default:
		c.in.frame, c.in.inside = frame, true
		if frame.Length == 0 {
			return c.readFrame(nil)
		}
	}
	return Event{}
}

func notPreface(b []byte, t http2.FrameType) string {
	if bytes.HasPrefix(b, []byte("HTTP/")) {
		return "the server speaks HTTP/1"
	}
	return "the first frame is not SETTINGS but " + t.String()
}

// readFrame takes the payload of a frame that is not DATA.
func (c *Conn) readFrame(payload []byte) Event {
	c.in.inside = false
	c.in.source.b = payload
	frame, err := c.framer.ReadFrameForHeader(c.in.frame)
	if err != nil {
		c.frameError(c.in.frame, err)
		return Event{}
	}
	switch f := frame.(type) {
	case *http2.HeadersFrame:
		return c.readHeaders(f)
	case *http2.ContinuationFrame:
		return c.readBlock(f.HeaderBlockFragment(), f.HeadersEnded())
	case *http2.SettingsFrame:
		c.readSettings(f)
	case *http2.WindowUpdateFrame:
		c.readWindowUpdate(f)
	case *http2.RSTStreamFrame:
		c.readReset(f)
	case *http2.PingFrame:
		c.readPing(f)
	case *http2.GoAwayFrame:
		c.readGoAway(f)
	case *http2.PushPromiseFrame:
		// RFC 9113 §6.6: we have set ENABLE_PUSH to 0.
		c.fatal(http2.ErrCodeProtocol, "a push was promised, which our settings forbid")
	default: // PRIORITY, which is obsolete (RFC 9113 §5.3.2)
		c.useless()
	}
	return Event{}
}

// frameError is what the Framer found wrong with a frame.
func (c *Conn) frameError(frame http2.FrameHeader, err error) {
	var ours http2.StreamError
	var theirs http2.ConnectionError
	switch {
	case errors.As(err, &ours) && frame.Type != http2.FrameHeaders: // a lost header block garbles HPACK
		if s := c.find(frame.StreamID); s != nil {
			c.abort(s, &StreamError{Code: ours.Code, Detail: "invalid " + frame.Type.String() + " frame"})
		} else {
			c.useless()
		}
	case errors.As(err, &theirs):
		detail := "invalid " + frame.Type.String() + " frame"
		if d := c.framer.ErrorDetail(); d != nil {
			detail = d.Error()
		}
		c.fatal(Code(theirs), "%s", detail)
	case errors.Is(err, http2.ErrFrameTooLarge):
		c.fatal(http2.ErrCodeFrameSize, "%s frame of %d bytes", frame.Type, frame.Length)
	default:
		c.fatal(http2.ErrCodeProtocol, "invalid %s frame", frame.Type)
	}
}
