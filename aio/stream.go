package aio

import "fmt"

// A Stream is a [Conn] with a buffer for each direction: it reads lines and
// messages of a known length, and its Write never suspends. It may be used by
// tasks of its loop; one task may read, and a second one gets [ErrBusy]; any
// number may write and drain.
//
// While there is a Stream, its connection is read and written through it alone.
// Deadlines are set on the Conn. A Stream has a connection in clear or an
// encrypted one; where a protocol turns from one to the other, make a new
// Stream after [Conn.StartTLS]: what the old one has received in clear must not
// pass for something that came encrypted.
//
// What has been written is sent when [Stream.Close] or [Stream.CloseWrite] has
// returned nil. A Stream that is left with bytes unsent, be it at the end of
// [Run], reports the loss to [Runner].OnError.
type Stream struct {
	// Limit is how many bytes ReadLine and ReadUntil accept before a
	// separator. 0: 64 KiB; negative: no limit.
	Limit int

	// HighWater is how many bytes may wait to be sent before Drain suspends,
	// LowWater at how many it goes on; on an encrypted connection they are
	// counted as they are sent. 0: 64 KiB, and a quarter of HighWater;
	// negative: none.
	HighWater, LowWater int

	conn *Conn

	in   []byte // received
	read int    // bytes at the front of in that were read
	skip []byte // the line in front is too long: drop it, up to this separator

	out      outbox // in clear; see outbox
	writeErr error  // ended the sending side; comes again
	ended    bool   // nothing more may be written
	half     bool   // the socket's writing side is to be shut, behind what is sent
	shut     bool   // and has been
	drainers waitQueue
	push     func() // onWritable
	turn     uint64 // of the last Drain
	drains   int    // in that turn
}

// NewStream returns a Stream on c.
func NewStream(c *Conn) *Stream {
	s := &Stream{conn: c}
	s.push, c.d.onClose = s.onWritable, s.onClose
	return s
}

// CloseWrite sends what waits to be sent and then ends the writing side: the
// other side reads the end of the stream, while this one can still read. It
// suspends until that is done; if it is canceled meanwhile, the loop goes on
// with it. Afterwards Write returns [ErrClosed].
func (s *Stream) CloseWrite(ctx *Context) error {
	t := ctx.running()
	if s.conn.d.closed {
		return s.conn.opError("close", ErrClosed)
	}
	s.half = true
	s.end()
	return s.conn.opError("close", s.await(t, 0))
}

// end refuses further writes, and says so on an encrypted connection, behind
// what waits to be sent.
func (s *Stream) end() {
	if s.conn.secure != nil && !s.ended {
		s.conn.secure.conn.CloseWrite()
	}
	s.ended = true
}

// Close sends what waits to be sent and then closes the connection, as
// [Conn.Close] does. It suspends until that is done. A cancel or a time limit
// that ends the wait, and a failure, aborts the connection instead, so that the
// other side does not take a part for the whole; Close returns why. In any case
// the connection is closed when Close returns. Closing again is no error.
func (s *Stream) Close(ctx *Context) error {
	t := ctx.running()
	if s.conn.d.closed {
		return nil
	}
	s.end()
	if err := s.await(t, 0); err != nil {
		s.Abort()
		return s.conn.opError("close", err)
	}
	return s.conn.Close()
}

// Abort closes the connection at once with a reset. What waits to be sent is
// dropped; tasks in Drain, Close or a read get [ErrClosed]. It does not suspend.
func (s *Stream) Abort() error {
	if s.writeErr == nil {
		s.lose(ErrClosed)
	}
	return s.conn.Abort()
}

// onClose is called when the connection has been closed, by whomever. Bytes that
// are lost then and for which nobody waits are reported.
func (s *Stream) onClose() {
	n := s.unsent()
	if n == 0 || s.writeErr != nil {
		return
	}
	if s.drainers.n == 0 {
		s.conn.loop.report(s.conn.opError("write", fmt.Errorf("%d bytes were not sent: %w", n, ErrClosed)))
	}
	s.lose(ErrClosed)
}

// streamLimit is the default of Limit and HighWater.
const streamLimit = 64 << 10

func orDefault(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
