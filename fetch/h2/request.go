package h2

import (
	"errors"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// ErrNoStream is returned by [Conn.Open] where [Conn.CanOpen] is zero.
var ErrNoStream = errors.New("HTTP/2: the server takes no further stream now")

// Open begins an exchange on s and appends the head of the request to the
// output. scheme is "http" or "https"; what the request's Host says becomes
// :authority. Where ContentLength is not 0, the body is to be sent with
// [Stream.Send]; else the request ends here. The fields of a slice that was sent
// last are not looked at again.
//
// Errors: [ErrNoStream], or a [*h1.RequestError]. Then nothing has happened.
func (c *Conn) Open(s *Stream, scheme string, req *h1.Request) error {
	if c.CanOpen() == 0 {
		return ErrNoStream
	}
	if err := c.check(scheme, req); err != nil {
		return err
	}
	*s = Stream{
		Owner: s.Owner, conn: c, id: c.next, method: req.Method,
		send: outflow(c.window), recv: newInflow(c.limits.StreamWindow), sent: req.ContentLength == 0,
	}
	c.next += 2
	c.streams = append(c.streams, s)
	c.coder.encode(scheme, req)
	c.writeBlock(s)
	return nil
}

// check is the request's own, and that it asks for no tunnel.
func (c *Conn) check(scheme string, req *h1.Request) error {
	if req.Method == "CONNECT" { // RFC 9113 §8.5: it has another form
		return &h1.RequestError{Part: "method", Detail: "tunnels are not made over HTTP/2", Seen: req.Method}
	}
	if c.coder.last.is(scheme, req) {
		req = &h1.Request{Method: req.Method, Target: req.Target, Host: req.Host, ContentLength: req.ContentLength}
	}
	return req.Check()
}

// writeBlock writes the encoded header list as one HEADERS frame, and as many
// CONTINUATION frames as it needs.
func (c *Conn) writeBlock(s *Stream) {
	p := c.coder.block.bytes()
	first := p[:min(len(p), maxFrame)]
	rest := p[len(first):]
	c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: first, EndStream: s.sent, EndHeaders: len(rest) == 0})
	for len(rest) > 0 {
		piece := rest[:min(len(rest), maxFrame)]
		rest = rest[len(piece):]
		c.framer.WriteContinuation(s.id, len(rest) == 0, piece)
	}
	c.coder.block.drop(len(p))
}

// contentLength is h1's, as an error of this protocol.
func contentLength(header h1.Header) (int64, error) {
	n, err := h1.ContentLength(header)
	if err != nil {
		var p *h1.ProtocolError
		errors.As(err, &p)
		return -1, malformed(p.Detail, p.Seen)
	}
	return n, nil
}
