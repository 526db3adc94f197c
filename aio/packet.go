package aio

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// A PacketConn is a UDP socket: it sends and receives packets, of which any may
// be lost, come twice, or in another order. It may be used by tasks of its loop;
// one task may read while another writes, and a second one for the same
// direction gets [ErrBusy].
//
// Errors are a *net.OpError around what happened. On a PacketConn that is
// connected, a host that has nobody at the address says so sooner or later: a
// later read or write returns ECONNREFUSED, once, and the socket works on.
type PacketConn struct {
	loop  *Loop
	d     *descriptor
	local Addr
	peer  Addr // zero: not connected
}

// ListenPacket makes a socket that receives what is sent to address, on the
// network "udp", "udp4" or "udp6". An empty host means all addresses, port 0 a
// free one. It does not suspend unless it has a name to look up.
func ListenPacket(ctx *Context, network, address string) (*PacketConn, error) {
	at, err := resolveLocal(ctx, "udp", network, address)
	if err != nil {
		return nil, err
	}
	l := ctx.task.loop
	fd, bound, err := l.net.Listen(at)
	if err != nil {
		return nil, netError("listen", at, err)
	}
	return &PacketConn{loop: l, d: l.descriptors.adopt(fd, bound.String()), local: bound}, nil
}

// DialPacket makes a socket that is connected to address: it sends there, and
// receives from there only. Nothing is sent yet; of several addresses of a name
// the first to which there is a route is taken. It does not suspend unless it
// has a name to look up.
func DialPacket(ctx *Context, network, address string) (*PacketConn, error) {
	addrs, err := resolve(ctx, "udp", network, address)
	if err != nil {
		return nil, err
	}
	l := ctx.task.loop
	var errs []error
	for _, addr := range addrs {
		fd, err := l.net.Connect(addr)
		if err != nil {
			errs = append(errs, netError("connect", addr, err))
			continue
		}
		c := &PacketConn{loop: l, d: l.descriptors.adopt(fd, addr.String()), peer: addr}
		c.local, _ = l.net.LocalAddr(fd)
		c.local.UDP = true
		return c, nil
	}
	return nil, errors.Join(errs...)
}

// ReadFrom suspends until there is a packet, and reads it into p. Of one that
// is longer than p the rest is lost, and the error wraps io.ErrShortBuffer; n
// and from are right then too. A canceled ReadFrom takes no packet.
func (c *PacketConn) ReadFrom(ctx *Context, p []byte) (n int, from Addr, err error) {
	n, from, err = c.receive(ctx.running(), p)
	return n, from, c.opError("read", from, err)
}

func (c *PacketConn) receive(t *task, p []byte) (int, Addr, error) {
	for {
		if err := c.d.read.await(t); err != nil {
			return 0, Addr{}, err
		}
		n, from, truncated, err := c.loop.net.ReadFrom(c.d.fd, p)
		switch {
		case err == syscall.EAGAIN:
			c.d.broken = false // what had failed was told meanwhile
			continue
		case truncated:
			err = io.ErrShortBuffer
		}
		return n, from, err
	}
}

// WriteTo sends p to an address as one packet. It suspends only while the socket
// takes no more; p must stay as it is until WriteTo returns. A packet that is
// too long for the way fails with EMSGSIZE. On a connected PacketConn it fails
// with net.ErrWriteToConnected.
func (c *PacketConn) WriteTo(ctx *Context, p []byte, to Addr) error {
	t := ctx.running()
	if c.peer.IsValid() {
		return c.opError("write", to, net.ErrWriteToConnected)
	}
	return c.opError("write", to, c.send(t, p, c.inFamily(to)))
}

// Write is WriteTo to the address that the PacketConn is connected to.
func (c *PacketConn) Write(ctx *Context, p []byte) error {
	return c.opError("write", c.peer, c.send(ctx.running(), p, Addr{}))
}

func (c *PacketConn) send(t *task, p []byte, to Addr) error {
	if c.d.write.task != nil {
		return ErrBusy
	}
	for {
		if c.d.closed {
			return ErrClosed
		}
		err := c.loop.net.WriteTo(c.d.fd, p, to)
		if err != syscall.EAGAIN {
			return err
		}
		c.d.broken = false
		if err := c.d.write.await(t); err != nil {
			return err
		}
	}
}

// inFamily is to as a socket of the local address' family wants it.
func (c *PacketConn) inFamily(to Addr) Addr {
	ip := to.Addr().Unmap()
	if ip.Is4() && c.local.Addr().Is6() {
		ip = netip.AddrFrom16(ip.As16())
	}
	to.AddrPort = netip.AddrPortFrom(ip, to.Port())
	return to
}

// SetReadDeadline makes every ReadFrom that would wait beyond t fail with
// os.ErrDeadlineExceeded instead, as [Conn.SetReadDeadline] does.
func (c *PacketConn) SetReadDeadline(t time.Time) { c.d.read.setLimit(t) }

// Close closes the socket; a task that waits in ReadFrom or WriteTo gets
// [ErrClosed]. It does not suspend, and closing again is no error.
func (c *PacketConn) Close() error { return c.opError("close", c.local, c.d.close()) }

// LocalAddr returns the address of this side.
func (c *PacketConn) LocalAddr() Addr { return c.local }

// RemoteAddr returns the address of the other side, the zero Addr where the
// PacketConn is not connected.
func (c *PacketConn) RemoteAddr() Addr { return c.peer }

// opError says what was tried and with which address, the best that is known. A
// cancel stays what it is.
func (c *PacketConn) opError(op string, at Addr, err error) error {
	switch {
	case err == nil || errors.Is(err, ErrCanceled):
		return err
	case c.peer.IsValid():
		at = c.peer
	case !at.IsValid():
		at = c.local
	}
	at.UDP = true
	return netError(op, at, err)
}
