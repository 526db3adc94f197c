package h2

import (
	"errors"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"clew/fetch/h1"
)

// ErrNoStream is returned by [Conn.Open] where [Conn.CanOpen] is zero.
var ErrNoStream = errors.New("HTTP/2: the server takes no further stream now")

// coder encodes header lists.
type coder struct {
	encoder *hpack.Encoder // writes to block
	block   output
	lower   map[string]string // names of fields, as given, in lower case
}

// Open begins an exchange on s and appends the head of the request to the
// output. scheme is "http" or "https"; what the request's Host says becomes
// :authority. Where ContentLength is not 0, the body is to be sent with
// [Stream.Send]; else the request ends here.
//
// Errors: [ErrNoStream], or a [*h1.RequestError]. Then nothing has happened.
func (c *Conn) Open(s *Stream, scheme string, req *h1.Request) error {
	if c.CanOpen() == 0 {
		return ErrNoStream
	}
	if err := check(req); err != nil {
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

// check is the request's own, and that there is nothing else than a request.
func check(req *h1.Request) error {
	if req.Method == "CONNECT" { // RFC 9113 §8.5: another form, and a tunnel
		return &h1.RequestError{Part: "method", Detail: "tunnels are not made over HTTP/2", Seen: req.Method}
	}
	return req.Check()
}

// encode makes the header list of a request (RFC 9113 §8.3.1).
func (c *coder) encode(scheme string, req *h1.Request) {
	c.field(":method", req.Method, false)
	c.field(":scheme", scheme, false)
	c.field(":authority", req.Host, false)
	// A path is asked for once; in the table it would only push out the fields
	// that come again with every request.
	c.field(":path", req.Target, true)
	for i := range req.Header {
		f := &req.Header[i]
		switch name := c.lowered(f.Name); name {
		case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings":
			// RFC 9113 §8.2.2: they are about a connection of HTTP/1.
		case "te":
			if f.Value == "trailers" {
				c.field(name, f.Value, false)
			}
		case "authorization", "cookie", "proxy-authorization":
			c.field(name, f.Value, true) // RFC 7541 §7.1.3: not to be guessed by what shares the table
		default:
			c.field(name, f.Value, false)
		}
	}
	if req.SendsLength() {
		c.field("content-length", strconv.FormatInt(req.ContentLength, 10), true)
	}
}

// field encodes a field; one that is kept out of the table is sent as never to
// be indexed.
func (c *coder) field(name, value string, keptOut bool) {
	c.encoder.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: keptOut})
}

// lowered returns a name in lower case (RFC 9113 §8.2.1). Requests share their
// fields, so the few names are remembered.
func (c *coder) lowered(name string) string {
	if low, ok := c.lower[name]; ok {
		return low
	}
	low := strings.ToLower(name)
	if c.lower == nil || len(c.lower) >= maxNames {
		c.lower = make(map[string]string)
	}
	c.lower[name] = low
	return low
}

// maxNames is how many names are remembered.
const maxNames = 64

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
