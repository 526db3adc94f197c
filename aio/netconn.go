package aio

import (
	"fmt"
	"net"
	"os"
	"time"
)

// NetConn returns the connection as a net.Conn, for code of the standard library
// that wants one: bufio, textproto, http.ReadResponse. Its Read and Write suspend
// the calling task although they take no Context, as the only calls that do. A
// cancel comes as their error, which such code passes on.
//
// It works only within the calling task and the scope of ctx: to every other
// task or goroutine, as code that starts goroutines has them, it returns
// [ErrBusy]. Code that holds a lock while it reads or writes blocks the loop if
// another task wants the lock too. Deadlines are by the loop's clock, and are
// the connection's: [Conn.SetReadDeadline] is the same one. Closing it closes
// the connection.
func (c *Conn) NetConn(ctx *Context) net.Conn {
	ctx.running()
	return &netConn{ctx: ctx, conn: c, local: c.LocalAddr()}
}

// netConn keeps a Context, which nothing else may: it is what the standard
// library can not hand over in each call.
type netConn struct {
	ctx   *Context
	conn  *Conn
	local Addr
}

var errElsewhere = fmt.Errorf("used outside of the task that called NetConn: %w", ErrBusy)

// here fails where the caller is not the task that the net.Conn was made for.
func (n *netConn) here(op string) error {
	t := n.ctx.task
	if int64(threadID()) != t.loop.thread.Load() || t.loop.current != t {
		return n.conn.opError(op, errElsewhere)
	}
	return nil
}

// ready is here for an operation that dir's deadline limits. A deadline that has
// passed counts even where there is no need to wait, as in package net.
func (n *netConn) ready(op string, dir *direction) error {
	if err := n.here(op); err != nil {
		return err
	}
	if dir.limit != 0 && dir.limit <= n.conn.loop.clockNow() {
		return n.conn.opError(op, os.ErrDeadlineExceeded)
	}
	return nil
}

func (n *netConn) Read(p []byte) (int, error) {
	if err := n.ready("read", &n.conn.d.read); err != nil {
		return 0, err
	}
	return n.conn.Read(n.ctx, p)
}

func (n *netConn) Write(p []byte) (int, error) {
	if err := n.ready("write", &n.conn.d.write); err != nil {
		return 0, err
	}
	return n.conn.Write(n.ctx, p)
}

func (n *netConn) Close() error {
	if err := n.here("close"); err != nil {
		return err
	}
	return n.conn.Close()
}

func (n *netConn) LocalAddr() net.Addr  { return n.local }
func (n *netConn) RemoteAddr() net.Addr { return n.conn.peer }

func (n *netConn) SetDeadline(t time.Time) error {
	if err := n.SetReadDeadline(t); err != nil {
		return err
	}
	return n.SetWriteDeadline(t)
}

func (n *netConn) SetReadDeadline(t time.Time) error {
	return n.setDeadline(&n.conn.d.read, t)
}

func (n *netConn) SetWriteDeadline(t time.Time) error {
	return n.setDeadline(&n.conn.d.write, t)
}

func (n *netConn) setDeadline(dir *direction, t time.Time) error {
	if err := n.here("set"); err != nil {
		return err
	}
	if n.conn.d.closed {
		return n.conn.opError("set", ErrClosed)
	}
	dir.setLimit(t)
	return nil
}
