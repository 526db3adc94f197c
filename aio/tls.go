package aio

import (
	"crypto/tls"
	"errors"
	"io"
	"iter"
	"net"
	"sync"
	"syscall"
	"time"
)

// A tls.Conn wants a net.Conn that blocks, and holds its locks while it does:
// on a loop that would freeze the one thread for good (a reader that meets a
// KeyUpdate takes the lock of the writer that waits). So the net.Conn under it,
// tlsTransport, never waits inside crypto/tls:
//
//   - While it shakes hands, tls.Conn runs on a coroutine of its own that is
//     resumed in the lane tls with the bytes that have come, and gives way when
//     it needs more. So the loop never computes a handshake, and a silent
//     server holds no worker.
//   - Afterwards, for good, tls.Conn runs on the loop. A read that finds no
//     bytes fails with a temporary error, which crypto/tls passes on without
//     remembering it; Conn then waits for the poller and tries again. A write
//     goes to a buffer that is flushed when tls.Conn.Write has returned.

// tlsStream is the encrypted side of a Conn.
type tlsStream struct {
	raw   *Conn
	conn  *tls.Conn
	t     *tlsTransport
	ahead []byte // decrypted by buffered
	one   [1]byte
}

// StartTLS turns the connection into an encrypted one, as its client. The
// handshake is computed in the lane tls. It suspends; after an error the
// connection can only be closed. config must not be changed afterwards; its
// ServerName is what the certificate is checked against.
func (c *Conn) StartTLS(ctx *Context, config *tls.Config) error {
	return c.startTLS(ctx, func(nc net.Conn) *tls.Conn { return tls.Client(nc, config) })
}

// StartTLSServer is StartTLS for the side that accepted the connection.
func (c *Conn) StartTLSServer(ctx *Context, config *tls.Config) error {
	return c.startTLS(ctx, func(nc net.Conn) *tls.Conn { return tls.Server(nc, config) })
}

func (c *Conn) startTLS(ctx *Context, wrap func(net.Conn) *tls.Conn) error {
	t := ctx.running()
	switch {
	case c.secure != nil:
		return c.opError("tls", errors.New("the connection is encrypted already"))
	case c.d.write.taken():
		return c.opError("tls", ErrBusy)
	}
	tr := &tlsTransport{raw: c}
	s := &tlsStream{raw: c, conn: wrap(tr), t: tr}
	if err := s.handshake(t); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return c.opError("tls", err)
	}
	c.secure = s
	return nil
}

// handshake moves bytes between the socket and the steps in the lane.
func (s *tlsStream) handshake(t *task) error {
	h := &tlsHandshake{conn: s.conn, t: s.t}
	lane := t.loop.lanes.named("tls", tlsWorkers)
	ended := false
	defer func() {
		if !ended { // an error, a cancel, or the loop's end
			h.abandon(lane)
		}
	}()
	for {
		if err := lane.do(t, &job{work: laneFunc(h.step)}); err != nil {
			return err
		}
		if err := s.flush(t); err != nil {
			return err
		}
		if h.over {
			ended = true
			s.t.yield = nil
			return h.err
		}
		n, err := s.raw.read(t, t.loop.scratch)
		if err != nil && err != io.EOF {
			return err
		}
		s.t.in = append(s.t.in, t.loop.scratch[:n]...)
		s.t.eof = err == io.EOF
	}
}

// tlsWorkers is how many handshakes are computed at once.
const tlsWorkers = 2

// tlsHandshake is the coroutine on which a tls.Conn shakes hands. It lives in
// the lane: it is made, resumed and ended there.
type tlsHandshake struct {
	mu   sync.Mutex // a step that was left behind may still run when stop comes
	conn *tls.Conn
	t    *tlsTransport
	next func() (struct{}, bool)
	stop func()
	over bool
	err  error
}

// step runs the handshake until it needs more bytes or is over.
func (h *tlsHandshake) step() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.next == nil {
		h.next, h.stop = iter.Pull(func(yield func(struct{}) bool) {
			h.t.yield = yield
			h.err = h.conn.Handshake()
			h.over = true
		})
	}
	h.next()
}

// abandon ends the coroutine behind whatever step of it is still running.
func (h *tlsHandshake) abandon(lane *Lane) {
	lane.submit(&job{lane: lane, work: laneFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.stop != nil {
			h.stop()
		}
	})})
}

// read decrypts into p; it suspends until there is something.
func (s *tlsStream) read(t *task, p []byte) (int, error) {
	if len(s.ahead) > 0 {
		n := copy(p, s.ahead)
		s.ahead = s.ahead[n:]
		return n, nil
	}
	for {
		n, err := s.conn.Read(p)
		s.answer()
		switch {
		case n > 0:
			return n, nil // what an alert behind the data says is said again
		case err != errNotReady:
			return 0, err
		}
		if err := s.raw.d.read.await(t); err != nil {
			return 0, err
		}
		s.t.ready = true
	}
}

// buffered reports whether there is something to read that the poller knows
// nothing of, because it has been taken from the socket already.
func (s *tlsStream) buffered() bool {
	if len(s.ahead) == 0 {
		n, _ := s.conn.Read(s.one[:]) // an error comes again with the next Read
		s.ahead = s.one[:n]
	}
	return len(s.ahead) > 0
}

// write encrypts p piece by piece, so that little is held twice.
func (s *tlsStream) write(t *task, p []byte) (n int, err error) {
	if err := s.flush(t); err != nil { // what a canceled write has left
		return 0, err
	}
	for n < len(p) {
		piece := p[n:min(len(p), n+tlsPiece)]
		if _, err := s.conn.Write(piece); err != nil {
			return n, err
		}
		if err := s.flush(t); err != nil {
			return n, err
		}
		n += len(piece)
	}
	return n, nil
}

// tlsPiece is how much is encrypted before it is written: a record.
const tlsPiece = 16 << 10

// flush sends what crypto/tls has produced. What an error leaves stays for the
// next flush: a record cut short would garble what comes later.
func (s *tlsStream) flush(t *task) error {
	for s.t.out.len() > 0 {
		err := s.t.out.send(s.raw)
		if err == syscall.EAGAIN {
			err = s.raw.d.write.await(t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// answer sends what reading made crypto/tls say (a KeyUpdate, an alert), as far
// as the socket takes it; the next write sends the rest.
func (s *tlsStream) answer() {
	if s.t.out.len() > 0 {
		s.t.out.send(s.raw)
	}
}

// closeWrite says that nothing more will be written.
func (s *tlsStream) closeWrite(t *task) error {
	if err := s.conn.CloseWrite(); err != nil {
		return err
	}
	return s.flush(t)
}

// closeNotify is closeWrite as far as the socket takes it at once.
func (s *tlsStream) closeNotify() {
	s.conn.CloseWrite()
	s.answer()
}

// tlsTransport is the net.Conn that crypto/tls works on.
type tlsTransport struct {
	raw   *Conn
	in    []byte // came during the handshake and is not read yet
	eof   bool
	out   outbox
	ready bool // the poller said that there is something to read
	yield func(struct{}) bool
}

func (t *tlsTransport) Read(p []byte) (int, error) {
	for len(t.in) == 0 && t.yield != nil {
		if t.eof {
			return 0, io.EOF
		}
		if !t.yield(struct{}{}) {
			return 0, ErrClosed
		}
	}
	if len(t.in) > 0 {
		n := copy(p, t.in)
		if t.in = t.in[n:]; len(t.in) == 0 {
			t.in = nil
		}
		return n, nil
	}
	if !t.ready {
		return 0, errNotReady
	}
	t.ready = false
	return t.readSocket(p)
}

// readSocket reads all that there is, and keeps what p does not hold:
// crypto/tls asks for the few bytes of a record's head first.
func (t *tlsTransport) readSocket(p []byte) (int, error) {
	l := t.raw.loop
	n, err := t.raw.receive(l.tlsScratch())
	switch err {
	case nil:
	case syscall.EAGAIN:
		return 0, errNotReady
	default:
		return 0, err
	}
	m := copy(p, l.tlsBuf[:n])
	t.in = append(t.in, l.tlsBuf[m:n]...)
	return m, nil
}

// tlsScratch is a buffer of its own: the loop's other one may be where the
// decrypted bytes go.
func (l *Loop) tlsScratch() []byte {
	if l.tlsBuf == nil {
		l.tlsBuf = make([]byte, scratch)
	}
	return l.tlsBuf
}

func (t *tlsTransport) Write(p []byte) (int, error) {
	t.out.add(p)
	return len(p), nil
}

func (t *tlsTransport) Close() error                     { return nil }
func (t *tlsTransport) LocalAddr() net.Addr              { return t.raw.LocalAddr() }
func (t *tlsTransport) RemoteAddr() net.Addr             { return t.raw.RemoteAddr() }
func (t *tlsTransport) SetDeadline(time.Time) error      { return nil }
func (t *tlsTransport) SetReadDeadline(time.Time) error  { return nil }
func (t *tlsTransport) SetWriteDeadline(time.Time) error { return nil }

// errNotReady says that there is nothing to read now. It is temporary in the
// sense of net.Error: crypto/tls does not remember such errors.
var errNotReady error = notReady{}

type notReady struct{}

func (notReady) Error() string   { return "no data yet" }
func (notReady) Timeout() bool   { return true }
func (notReady) Temporary() bool { return true }
