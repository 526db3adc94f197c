package h2

import (
	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// Stream is one exchange. [Conn.Open] begins it on the zero value, or on one
// whose exchange is over and whose memory may be used again.
type Stream struct {
	Owner any // the user's own; [Conn.Open] leaves it as it is

	conn *Conn
	id   uint32 // odd

	method  string
	send    outflow
	sent    bool // our END_STREAM is out
	recv    inflow
	over    bool // Closed was told, or will be; or it is closed by its user
	err     error
	head    Response
	hasHead bool
	noBody  bool // whatever the head says (RFC 9110 §6.4.1)
	interim int
	trailer h1.Header

	got      int64 // bytes of the body so far
	held     int   // bytes of it that are not consumed
	overhead int   // see maxOverhead
	wire     int64
}

// Response is the head of a response.
type Response struct {
	StatusCode    int       // 200 to 999
	Header        h1.Header // names are in lower case
	ContentLength int64     // as announced; -1 where it was not
}

// Response returns the head of the final response, once its event has come.
// What it holds stays valid.
func (s *Stream) Response() *Response { return &s.head }

// Trailer returns the fields that came behind the body, once the stream is over.
// They never count as header fields (RFC 9110 §6.5.1).
func (s *Stream) Trailer() h1.Header { return s.trailer }

// Err returns how the exchange ended: nil where the response came whole. Else:
// a [*StreamError] or [*ConnError], where what came was wrong; a [*ResetError]
// or [*GoAwayError], where the server ended it; an error that wraps
// [h1.ErrHeadTooLarge]; a [*h1.TruncatedError] for a body that is shorter than
// announced or broke off with the connection, [h1.ErrNoResponse] where nothing
// had come of it; what [Conn.End] was given.
func (s *Stream) Err() error { return s.err }

// WireBytes returns how many bytes of frames came on the stream: HEADERS,
// CONTINUATION and DATA with their padding, frame heads included.
func (s *Stream) WireBytes() int64 { return s.wire }

// Consumed tells that n bytes of payload are read: the server may send as many
// again.
func (s *Stream) Consumed(n int) {
	s.held -= n
	s.conn.credit(n)
	if s.over {
		return
	}
	if grant := s.recv.give(n); grant > 0 {
		s.conn.framer.WriteWindowUpdate(s.id, uint32(grant))
	}
}

// Close is for a user who wants no more of the stream. One that is not over is
// reset, and no event of it will come; payload that was not consumed counts as
// consumed. Closing again does nothing.
func (s *Stream) Close() {
	if s.held > 0 {
		s.conn.credit(s.held)
		s.held = 0
	}
	switch {
	case s.conn == nil: // never opened
	case s.over:
		s.conn.forget(s)
	default:
		s.conn.reset(s, http2.ErrCodeCancel)
		s.conn.remove(s)
		s.over, s.err = true, ErrClosed
	}
}

// Send appends as much of p to the output, as one DATA frame, as the server
// takes and the output has room for, and returns how many bytes that is. last
// says that the body ends with p. Where less than p was taken, call it again
// when something was fed or output was taken away. Before the server's settings
// have come it takes nothing: some servers reset a stream whose body was larger
// than a window of which the client could not know yet. On a stream that is over
// it takes all of p and sends nothing.
func (s *Stream) Send(p []byte, last bool) (n int) {
	c := s.conn
	if s.over || s.sent {
		return len(p)
	}
	n = min(len(p), maxFrame, max(0, int(s.send)), max(0, int(c.send)))
	if !c.settled || c.out.len() >= maxOutput || n == 0 && len(p) > 0 {
		return 0
	}
	s.sent = last && n == len(p)
	c.framer.WriteData(s.id, s.sent, p[:n])
	s.send -= outflow(n)
	c.send -= outflow(n)
	c.useful(2) // each frame may be answered by an update of both windows
	return n
}
