package fetch

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"os"
	"time"

	"clew/aio"
	"clew/fetch/h1"
	"clew/fetch/proxy"
)

// conn is a connection to an origin.
type conn struct {
	client  *Client
	origin  string // as in the pool
	raw     *aio.Conn
	remote  netip.Addr
	private bool        // IsPrivate(remote), or what is known of the address behind a proxy
	proxied bool        // it leads to a proxy
	asked   proxy.Proxy // the one that is asked itself, for URLs of any origin; zero where there is a tunnel, or none
	reader  h1.Reader
	uses    int  // exchanges begun on it
	torn    bool // a write failed: not to be used again

	// Of the exchange under way:
	wire  int64     // bytes read up to the end of the head
	first time.Time // when the first of them came
	tap   Tap       // nil = none

	// And where slow responses are given up:
	pace    *pace
	got     int64 // bytes read
	waiting bool  // for more

	// While it is idle:
	aging
	below  *conn  // the next older one to the same origin
	hangup func() // the server closed, or spoke unasked
}

// close ends the connection; another one may take its place.
func (c *conn) close() {
	c.raw.Close()
	c.client.places.leave(c.origin)
}

// begin writes a request and reads the head of its response. The bytes after the
// head that came along are returned; they are the loop's, see aio.Conn.Next.
func (c *conn) begin(ctx *aio.Context, m message) (rest []byte, op string, err error) {
	c.uses++
	c.wire, c.first = 0, time.Time{}
	if c.tap = m.tap; c.tap != nil {
		c.tap.Begin("1.1")
	}
	c.reader.Reset(m.method, h1.Limits{MaxHead: c.client.opts.MaxHead})
	if m.body != nil {
		defer c.client.buffers.give(m.head)
		return c.upload(ctx, m)
	}
	err = c.write(ctx, m.head)
	c.client.buffers.give(m.head) // not to be held while the server thinks
	if err != nil {
		c.torn = true
		if errors.Is(err, aio.ErrCanceled) || errors.Is(err, context.DeadlineExceeded) {
			return nil, "write", err
		}
		// A server that refuses a request early may have answered before
		// it closed: the answer tells more than the broken write.
		if rest, err2 := c.readHead(ctx); err2 == nil {
			return rest, "", nil
		}
		return nil, "write", err
	}
	rest, err = c.readHead(ctx)
	return rest, "read head", err
}

// send writes a request with its body, which may have to wait for a server that does
// not read.
func (c *conn) send(ctx *aio.Context, m message) error {
	return within(ctx, c.client.opts.Limits.Head, func(ctx *aio.Context) error {
		if err := c.write(ctx, m.head); err != nil {
			return err
		}
		return c.write(ctx, m.body)
	})
}

func (c *conn) write(ctx *aio.Context, p []byte) error {
	n, err := c.raw.Write(ctx, p)
	if c.tap != nil && n > 0 {
		c.tap.Request(p[:n])
	}
	return err
}

// readHead reads until the head is there, within its limit. That is a deadline
// of the connection, not an aio.Timeout: it is set for every request.
func (c *conn) readHead(ctx *aio.Context) (rest []byte, err error) {
	c.watch()
	limit := c.client.opts.Limits.Head
	if limit > 0 {
		c.raw.SetReadDeadline(c.client.loop.Now().Add(limit))
		defer c.raw.SetReadDeadline(time.Time{})
	}
	rest, err = c.parseHead(ctx)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = &aio.TimeoutError{After: limit, Err: err}
	}
	return rest, err
}

// watch gives the response up if it is slow, from now on.
func (c *conn) watch() {
	if c.client.pacer != nil && c.pace == nil {
		c.got = 0
		c.pace = c.client.pacer.watch(c)
	}
}

// parseHead reads until the head is there.
func (c *conn) parseHead(ctx *aio.Context) (rest []byte, err error) {
	for {
		p, err := c.next(ctx)
		switch {
		case err == io.EOF:
			return nil, c.reader.EOF()
		case err != nil:
			return nil, err
		}
		if c.wire == 0 {
			c.first = c.client.loop.Now()
		}
		c.wire += int64(len(p))
		n, done, err := c.reader.Head(p)
		if !done {
			n = len(p)
		}
		if c.tap != nil {
			c.tap.Response(p[:n])
		}
		if done || err != nil {
			return p[n:], err
		}
	}
}

// wasDead reports whether an exchange on a reused connection failed in the way
// in which it does when the server had closed it meanwhile: no byte came back.
func wasDead(wire int64, err error) bool {
	if wire > 0 || errors.Is(err, aio.ErrCanceled) {
		return false
	}
	var sys interface{ Timeout() bool }
	return errors.Is(err, h1.ErrNoResponse) || errors.As(err, &sys) && !sys.Timeout()
}
