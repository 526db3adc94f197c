package aio

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// A Conn is a stream connection: TCP or a unix socket, in clear or, after
// StartTLS, encrypted. It may be used by tasks of its loop; one task may read
// while another writes, and a second one for the same direction gets [ErrBusy].
//
// Errors are a *net.OpError around what happened; the end of the stream is
// io.EOF.
type Conn struct {
	loop   *Loop
	d      *descriptor
	local  Addr
	peer   Addr
	secure *tlsStream // nil: in clear
}

func newConn(l *Loop, fd int, peer Addr) *Conn {
	return &Conn{loop: l, d: l.descriptors.adopt(fd, peer.String()), peer: peer}
}

// Read suspends until there is something to read, and reads it into p. It asks
// the poller first: between two Reads of a fast sender every other ready task
// gets its turn.
func (c *Conn) Read(ctx *Context, p []byte) (int, error) {
	n, err := c.read(ctx.running(), p)
	return n, c.opError("read", err)
}

// Next is Read into a buffer of the loop. The bytes are valid until the task
// suspends next: what is needed longer must be copied.
func (c *Conn) Next(ctx *Context) ([]byte, error) {
	n, err := c.Read(ctx, c.loop.scratch)
	return c.loop.scratch[:n], err
}

func (c *Conn) read(t *task, p []byte) (int, error) {
	if c.secure != nil {
		return c.secure.read(t, p)
	}
	for {
		if err := c.d.read.await(t); err != nil {
			return 0, err
		}
		n, err := c.loop.net.Read(c.d.fd, p)
		switch {
		case err == syscall.EAGAIN:
			continue
		case err == nil && n == 0 && len(p) > 0:
			return 0, io.EOF
		}
		return n, err
	}
}

// Write writes all of p. It suspends only while the socket takes no more; p
// must stay as it is until Write returns. On an error n says how much of p was
// written at least.
func (c *Conn) Write(ctx *Context, p []byte) (n int, err error) {
	t := ctx.running()
	if c.d.write.task != nil {
		return 0, c.opError("write", ErrBusy)
	}
	if c.secure != nil {
		n, err = c.secure.write(t, p)
	} else {
		n, err = c.write(t, p)
	}
	return n, c.opError("write", err)
}

// write writes p to the socket.
func (c *Conn) write(t *task, p []byte) (n int, err error) {
	for n < len(p) {
		if c.d.closed {
			return n, ErrClosed
		}
		m, err := c.loop.net.Write(c.d.fd, p[n:])
		switch {
		case err == syscall.EAGAIN:
			if err := c.d.write.await(t); err != nil {
				return n, err
			}
		case err != nil:
			return n, err
		}
		n += m
	}
	return n, nil
}

// SetReadDeadline makes every Read that would wait beyond t fail with
// os.ErrDeadlineExceeded instead; a zero t takes that back. It costs less than a
// [WaitFor] around the reads, and is meant for what is done for every request.
// It does not suspend, and does not concern a Read that waits already.
func (c *Conn) SetReadDeadline(t time.Time) { c.d.read.setLimit(t) }

// OnReadable makes the loop call fn, once, when there is something to read, or
// the other side has closed, while no task reads. It is for connections that
// are kept for later; fn must not suspend. A nil fn takes it back.
func (c *Conn) OnReadable(fn func()) error {
	if c.d.closed {
		return c.opError("watch", ErrClosed)
	}
	c.d.read.notify = fn
	if fn == nil {
		return nil
	}
	if c.d.broken {
		c.loop.CallSoon(func() { c.d.read.fire() })
		return nil
	}
	return c.opError("watch", c.d.arm(Readable))
}

// CloseWrite ends the writing side: the other side reads the end of the stream.
// It suspends only where an encrypted connection has to say so and the socket
// is full.
func (c *Conn) CloseWrite(ctx *Context) error {
	t := ctx.running()
	if c.d.closed {
		return c.opError("close", ErrClosed)
	}
	if c.secure != nil {
		if err := c.secure.closeWrite(t); err != nil {
			return c.opError("close", err)
		}
	}
	return c.opError("close", c.loop.net.Shutdown(c.d.fd))
}

// Buffered reports whether there is something to read that has been taken from
// the socket already, so that [Conn.OnReadable] would not tell: the rest of
// what came in one piece on an encrypted connection. It does not suspend.
func (c *Conn) Buffered() bool {
	return c.secure != nil && !c.d.closed && c.secure.buffered()
}

// Close closes the connection. What was written is still delivered; a task that
// waits in Read or Write gets [ErrClosed]. It does not suspend, and closing
// again is no error.
func (c *Conn) Close() error {
	if c.d.closed {
		return nil
	}
	if c.secure != nil {
		c.secure.closeNotify()
	}
	return c.opError("close", c.d.close())
}

// Abort closes the connection at once with a reset; what the other side has not
// received is lost.
func (c *Conn) Abort() error {
	if c.d.closed {
		return nil
	}
	c.loop.net.Reset(c.d.fd)
	return c.opError("close", c.d.close())
}

// Closed reports whether the connection was closed on this side.
func (c *Conn) Closed() bool { return c.d.closed }

// RemoteAddr returns the address of the other side.
func (c *Conn) RemoteAddr() Addr { return c.peer }

// LocalAddr returns the address of this side.
func (c *Conn) LocalAddr() Addr {
	if c.local == (Addr{}) && !c.d.closed {
		c.local, _ = c.loop.net.LocalAddr(c.d.fd)
	}
	return c.local
}

// TLS returns the state of the encryption; ok is false on a connection in clear.
func (c *Conn) TLS() (state tls.ConnectionState, ok bool) {
	if c.secure == nil {
		return state, false
	}
	return c.secure.conn.ConnectionState(), true
}

// opError says what was tried on which connection. A cancel and the end of the
// stream stay what they are.
func (c *Conn) opError(op string, err error) error {
	if err == nil || err == io.EOF || errors.Is(err, ErrCanceled) {
		return err
	}
	return netError(op, c.peer, err)
}

// netError is err of op on the connection to peer as a *net.OpError.
func netError(op string, peer Addr, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	return &net.OpError{Op: op, Net: peer.Network(), Addr: peer, Err: err}
}
