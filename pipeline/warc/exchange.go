package warc

import (
	"io"
	"net/netip"
	"time"
)

// A Block is a message that is to be stored. It is read from its start to its
// size, twice, and must give the same bytes. A [*bytes.Reader] is one, and so is
// an [*io.SectionReader] of a file.
type Block interface {
	io.ReaderAt
	Size() int64
}

// Truncated says what cut a response short.
type Truncated string

// The reasons; the empty string is a response that is whole.
const (
	ByLength     Truncated = "length"
	ByTime       Truncated = "time"
	ByDisconnect Truncated = "disconnect"
)

// An Exchange is a request and what came in return.
type Exchange struct {
	URL    string // that was asked for, without fragment
	Method string // "" = GET
	Start  time.Time
	IP     netip.Addr // of the server, or of a proxy; zero = not known

	// Protocols are what was spoken where the messages do not tell, as "h2" and
	// "tls/1.3".
	Protocols []string

	// Request and Response are the messages as they were on the wire, framing
	// included; interim responses are left out. Both are needed.
	Request, Response Block
	Truncated         Truncated

	// NotModified is the capture that a 304 says is still good; nil = none.
	NotModified *Original
}

// An Original is a capture that a revisit refers to.
type Original struct {
	URL    string
	Date   time.Time
	Digest string // of its payload; "" = not known
}

// A Place is where a record lies: the bytes of its gzip member, or its own.
type Place struct {
	File           string
	Offset, Length int64
}

// A Capture is a response, or a revisit of one, that has been written.
type Capture struct {
	Place
	Request   Place
	URL       string
	Method    string
	Date      time.Time
	Status    int    // 0 = it was no HTTP
	MIME      string // type/subtype as sent; "" = none
	Digest    string // of the payload
	Truncated Truncated
	Revisit   bool
}

// Original returns what later revisits may refer to. It reports false for a
// capture that holds no payload of its own, or not all of it.
func (c *Capture) Original() (Original, bool) {
	return Original{c.URL, c.Date, c.Digest}, !c.Revisit && c.Truncated == "" && c.Digest != ""
}
