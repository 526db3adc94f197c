package h2

import (
	"io"
	"math"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// A Conn is the client's side of an HTTP/2 connection. It is made by [NewConn].
type Conn struct {
	limits  Limits
	framer  *http2.Framer // writes to out, reads from in
	out     output
	in      input
	coder   coder
	decoder decoder

	streams []*Stream // that are open, in the order of their numbers
	ended   []*Stream // whose Closed is still to be told
	next    uint32    // the number of the next stream
	recv    inflow
	send    outflow

	// What the server has set:
	settled    bool // its first SETTINGS have come
	maxStreams uint32
	window     int // of new streams

	goAway *GoAwayError // the server's last word, or nil
	err    error        // final
	pings  int          // of ours that are not answered

	// Against floods, see flood.go:
	idle    int
	answers int
	stray   int

	block block // the header block that is coming in
}

// NewConn returns a connection on which nothing has been sent. Its preface and
// settings are in the output. Connections of one goroutine may share texts; nil
// is for a connection that remembers its own.
func NewConn(limits Limits, texts *Texts) *Conn {
	c := &Conn{
		limits: limits.withDefaults(), next: 1, send: defaultWindow,
		maxStreams: math.MaxUint32, window: defaultWindow, stray: maxStray,
	}
	c.framer = http2.NewFramer(&c.out, &c.in.source)
	c.framer.SetMaxReadFrameSize(maxFrame)
	c.coder.encoder = hpack.NewEncoder(&c.coder.block)
	if texts == nil {
		texts = new(Texts)
	}
	c.decoder = decoder{table: table{max: tableSize}, texts: texts, emit: c.addField}

	io.WriteString(&c.out, http2.ClientPreface)
	c.framer.WriteSettings(
		http2.Setting{ID: http2.SettingEnablePush, Val: 0},
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: uint32(c.limits.StreamWindow)},
		http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: uint32(c.limits.MaxHead)},
	)
	c.recv = newInflow(c.limits.connWindow())
	if more := c.recv.size - defaultWindow; more > 0 {
		c.framer.WriteWindowUpdate(0, uint32(more))
	}
	return c
}

// Output returns the bytes that are to be written to the server. They are valid
// until the next call of a method of c or of one of its streams.
func (c *Conn) Output() []byte { return c.out.bytes() }

// Sent tells that the first n bytes of the output were written.
func (c *Conn) Sent(n int) {
	if c.out.drop(n); c.out.len() == 0 {
		c.answers = 0
	}
}

// CanOpen returns how many streams may be opened now. Until the server's
// settings have come it is one at most: the server may allow no more.
func (c *Conn) CanOpen() int {
	limit := c.limits.MaxStreams
	switch {
	case c.Over():
		return 0
	case !c.settled:
		limit = 1
	case c.maxStreams < uint32(limit):
		limit = int(c.maxStreams)
	}
	return max(0, limit-len(c.streams))
}

// Settled reports whether the server's settings have come.
func (c *Conn) Settled() bool { return c.settled }

// Over reports whether no stream can be opened any more, ever: the server has
// said so, something went wrong, or the numbers are used up (RFC 9113 §5.1.1).
func (c *Conn) Over() bool { return c.err != nil || c.goAway != nil || c.next > maxWindow }

// Streams returns how many streams are open.
func (c *Conn) Streams() int { return len(c.streams) }

// Ping appends a PING to the output, so that the server shows that it is there.
func (c *Conn) Ping() {
	if c.err == nil {
		c.pings++
		c.framer.WritePing(false, [8]byte{'c', 'l', 'e', 'w'})
	}
}

// Unanswered returns how many pings of ours the server has not answered.
func (c *Conn) Unanswered() int { return c.pings }

// credit counts n bytes that are consumed against the connection's window.
func (c *Conn) credit(n int) {
	if grant := c.recv.give(n); grant > 0 && c.err == nil {
		c.framer.WriteWindowUpdate(0, uint32(grant))
	}
}
