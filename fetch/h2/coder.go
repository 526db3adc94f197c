package h2

import (
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"

	"clew/fetch/h1"
)

// coder encodes the header lists of requests.
type coder struct {
	encoder *hpack.Encoder // writes to block
	block   output
	lower   map[string]string // names of fields, as given, in lower case
	last    repeated
}

// repeated is what requests of a run have in common, as it was encoded last:
// while the table of HPACK stays as it is, the same bytes say the same again.
type repeated struct {
	valid        bool
	scheme, host string
	header       h1.Header
	block        []byte
}

// is reports whether a request has the same in common; slices of fields that
// are one and the same are not compared.
func (r *repeated) is(scheme string, req *h1.Request) bool {
	return r.valid && r.scheme == scheme && r.host == req.Host && len(r.header) == len(req.Header) &&
		(len(r.header) == 0 || &r.header[0] == &req.Header[0])
}

// encode makes the header list of a request (RFC 9113 §8.3.1).
func (c *coder) encode(scheme string, req *h1.Request) {
	c.field(":method", req.Method, false)
	// A path is asked for once; in the table it would only push out the fields
	// that come again with every request.
	c.field(":path", req.Target, true)
	if c.last.is(scheme, req) {
		c.block.Write(c.last.block)
	} else {
		start := c.block.len()
		c.last.valid = true // until a field says otherwise
		c.encodeCommon(scheme, req)
		c.last.scheme, c.last.host, c.last.header = scheme, req.Host, req.Header
		c.last.block = append(c.last.block[:0], c.block.bytes()[start:]...)
	}
	if req.SendsLength() {
		c.field("content-length", strconv.FormatInt(req.ContentLength, 10), true)
	}
}

// encodeCommon encodes what does not differ from one request to the next.
func (c *coder) encodeCommon(scheme string, req *h1.Request) {
	c.field(":scheme", scheme, false)
	c.field(":authority", req.Host, false)
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
}

// field encodes a field; one that is kept out of the table is sent as never to
// be indexed.
func (c *coder) field(name, value string, keptOut bool) {
	start := c.block.len()
	c.encoder.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: keptOut})
	// RFC 7541 §6.2.1, §6.3: 01 adds to the table, 001 changes its size; then
	// indices mean something else.
	if first := c.block.bytes()[start]; first < 0x80 && first >= 0x20 {
		c.last.valid = false
	}
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
