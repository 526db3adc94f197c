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
	lost   error      // what broke the connection
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
// suspends next, or starts one that runs at once: what is needed longer must be
// copied.
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
		if n, err := c.receive(p); err != syscall.EAGAIN {
			return n, err
		}
	}
}

// receive takes from the socket what there is, once. A socket tells only one
// call that the connection was reset, be it a write, and all later ones of an
// end, for which nobody may take it.
func (c *Conn) receive(p []byte) (int, error) {
	n, err := c.loop.net.Read(c.d.fd, p)
	switch {
	case err == nil && n == 0 && len(p) > 0:
		if err = c.lost; err == nil {
			err = io.EOF
		}
	case err != nil && err != syscall.EAGAIN:
		c.lost = err
	}
	return n, err
}

// Write writes all of p. It suspends only while the socket takes no more; p
// must stay as it is until Write returns. On an error n says how much of p was
// written at least.
func (c *Conn) Write(ctx *Context, p []byte) (n int, err error) {
	t := ctx.running()
	if c.d.write.taken() {
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
		m, err := c.send(p[n:])
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

// send offers p to the socket, once.
func (c *Conn) send(p []byte) (int, error) {
	if c.d.closed {
		return 0, ErrClosed
	}
	n, err := c.loop.net.Write(c.d.fd, p)
	switch err {
	case nil, syscall.EAGAIN:
	case syscall.EPIPE: // nothing new: this side has ended, or the other one before it closed
	default:
		c.lost = err
	}
	return n, err
}

// SetReadDeadline makes every Read that would wait beyond t fail with
// os.ErrDeadlineExceeded instead; a zero t takes that back. It costs less than a
// [WaitFor] around the reads, and is meant for what is done for every request.
// t is by the loop's clock, as in ctx.Loop().Now().Add(d). It does not suspend,
// and does not concern a Read that waits already.
func (c *Conn) SetReadDeadline(t time.Time) { c.d.read.setLimit(t) }

// OnReadable makes the loop call fn, once, when there is something to read, or
// the other side has closed, while no task reads. It is for connections that
// are kept for later; fn must not suspend. A nil fn takes it back. It is nothing
// to wait for: tasks that wait for what fn does need a [Loop.Hold].
func (c *Conn) OnReadable(fn func()) error {
	if c.d.closed {
		return c.opError("watch", ErrClosed)
	}
	return c.opError("watch", c.d.read.watch(fn))
}

// CloseWrite ends the writing side: the other side reads the end of the stream,
// behind all that was written, while this side can still read. It suspends only
// where an encrypted connection has to say so and the socket is full. While a
// task is in Write it returns [ErrBusy].
func (c *Conn) CloseWrite(ctx *Context) error {
	t := ctx.running()
	switch {
	case c.d.closed:
		return c.opError("close", ErrClosed)
	case c.d.write.taken():
		return c.opError("close", ErrBusy)
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

// Close closes the connection. A task that waits in Read or Write gets
// [ErrClosed]. It does not suspend, and closing again is no error.
//
// What was written is still delivered, provided that everything that came was
// read and nothing comes any more. Otherwise the kernel resets the connection,
// and the other side may lose what it has not read yet. Who has to be sure of the
// delivery calls [Conn.CloseWrite], reads to the end, and closes then.
func (c *Conn) Close() error {
	if c.d.closed {
		return nil
	}
	if c.secure != nil {
		c.secure.closeNotify()
	}
	return c.opError("close", c.d.close())
}

// Abort closes the connection at once with a reset, so that the other side does
// not take what it has received for the whole (a unix socket knows no reset).
// What it has not received is lost. A task that waits in Read or Write gets
// [ErrClosed]. It does not suspend.
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
