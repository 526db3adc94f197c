package aio

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// A Listener accepts connections at an address.
type Listener struct {
	loop *Loop
	d    *descriptor
	addr Addr
	run  int // connections accepted in a row without a wait
	end  Event
}

// acceptRun is how many connections Accept returns in a row before it lets
// other tasks run.
const acceptRun = 64

// Listen listens at address: "tcp", "tcp4" or "tcp6" with an IP address and
// port, of which an empty address means all of the network, and port 0 a free
// one; or "unix" with a path. Where all addresses are IPv6 ones the system takes
// IPv4 in too, unless it is told otherwise (on Linux by net.ipv6.bindv6only). It
// does not suspend unless it has a name to look up.
func Listen(ctx *Context, network, address string) (*Listener, error) {
	at, err := resolveLocal(ctx, "tcp", network, address)
	if err != nil {
		return nil, err
	}
	l := ctx.task.loop
	fd, bound, err := l.net.Listen(at)
	if err != nil {
		return nil, netError("listen", at, err)
	}
	return &Listener{loop: l, d: l.descriptors.adopt(fd, bound.String()), addr: bound}, nil
}

// Addr returns the address at which the listener listens.
func (ln *Listener) Addr() Addr { return ln.addr }

// Accept suspends until a connection comes in and returns it. It tries first
// and waits only where none is there; a cancel therefore never loses one. When
// descriptors or memory run out it reports that once, waits a second, and goes
// on: the connections stay in the kernel's queue meanwhile.
func (ln *Listener) Accept(ctx *Context) (*Conn, error) {
	t := ctx.running()
	if ln.run >= acceptRun {
		ln.run = 0
		if err := Yield(ctx); err != nil {
			return nil, err
		}
	}
	exhausted := false
	for {
		if ln.d.closed {
			return nil, netError("accept", ln.addr, ErrClosed)
		}
		fd, peer, err := ln.loop.net.Accept(ln.d.fd)
		switch err {
		case nil:
			ln.run++
			return newConn(ln.loop, fd, peer), nil
		case syscall.EAGAIN:
			ln.run = 0
			err = ln.d.read.await(t)
		case syscall.EINTR, syscall.ECONNABORTED:
			continue
		case syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM:
			if !exhausted {
				exhausted = true
				ln.loop.report(fmt.Errorf("accept at %v, trying again: %w", ln.addr, err))
			}
			err = ln.pause(ctx)
		}
		if err != nil {
			if errors.Is(err, ErrCanceled) {
				return nil, err
			}
			return nil, netError("accept", ln.addr, err)
		}
	}
}

// pause waits a second, or until the listener is closed.
func (ln *Listener) pause(ctx *Context) error {
	var over *TimeoutError
	if err := Timeout(ctx, time.Second, ln.end.Wait); !errors.As(err, &over) {
		return err
	}
	return nil
}

// Serve accepts connections until it is canceled or the listener is closed, and
// runs handler in a task of its own for each; it closes the connection when
// handler returns. An error of a handler, or a panic, ends that connection only,
// and is reported. When Serve ends, the handlers are canceled and waited for; it
// returns the cancel, or what Accept failed with. It suspends.
func (ln *Listener) Serve(ctx *Context, handler func(*Context, *Conn) error) error {
	return Group(ctx, func(ctx *Context, g *TaskGroup) error {
		for {
			c, err := ln.Accept(ctx)
			if err != nil {
				g.abort(err)
				return err
			}
			g.Go(func(ctx *Context) error {
				defer c.Close()
				if err := handle(ctx, c, handler); err != nil && !isCancel(err) {
					ln.loop.report(fmt.Errorf("serve %v: %w", c.peer, err))
				}
				return nil
			})
		}
	})
}

// handle calls a handler; a panic there is its error.
func handle(ctx *Context, c *Conn, handler func(*Context, *Conn) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == (abandoned{}) {
				panic(v)
			}
			err = newPanicError(v)
		}
	}()
	return handler(ctx, c)
}

// Close ends the listener; a task that waits in Accept gets [ErrClosed].
// The path of a unix socket is removed.
func (ln *Listener) Close() error {
	if ln.addr.Path != "" && !ln.d.closed {
		ln.loop.net.Unlink(ln.addr.Path)
	}
	ln.end.Set()
	return ln.d.close()
}
