package fetch

import (
	"errors"
	"io"
	"net/netip"
	"time"

	"clew/aio"
	"clew/fetch/h1"
)

// conn is a connection to an origin.
type conn struct {
	client *Client
	origin string
	raw    *aio.Conn
	remote netip.Addr
	reader h1.Reader
	out    []byte // the request being written; kept for the next
	uses   int    // exchanges begun on it

	// While it is idle:
	since      time.Time
	prev, next *conn
	hangup     func() // the server closed, or spoke unasked
}

// begin writes req and reads the head of its response. The bytes after the head
// that came along are returned; they are the loop's, see aio.Conn.Next.
func (c *conn) begin(ctx *aio.Context, req *Request, limits h1.Limits) (rest []byte, wire int64, op string, err error) {
	if op, err = c.send(ctx, req); err != nil {
		// A server that refuses a request early may have answered before
		// it closed: the answer tells more than the broken write.
		if rest, wire, _, err2 := c.readHead(ctx, req, limits); err2 == nil {
			return rest, wire, "", nil
		}
		return nil, 0, op, err
	}
	return c.readHead(ctx, req, limits)
}

func (c *conn) send(ctx *aio.Context, req *Request) (op string, err error) {
	out, whole, err := req.appendTo(c.out[:0])
	if err != nil {
		return "make request", err
	}
	c.out = out[:0]
	c.uses++
	if _, err = c.raw.Write(ctx, out); err == nil && !whole {
		_, err = c.raw.Write(ctx, req.Body)
	}
	return "write", err
}

func (c *conn) readHead(ctx *aio.Context, req *Request, limits h1.Limits) (rest []byte, wire int64, op string, err error) {
	c.reader.Reset(req.method(), limits)
	for {
		p, err := c.raw.Next(ctx)
		if err == io.EOF {
			return nil, wire, "read head", c.reader.EOF()
		}
		if err != nil {
			return nil, wire, "read head", err
		}
		wire += int64(len(p))
		n, done, err := c.reader.Head(p)
		if err != nil {
			return nil, wire, "read head", err
		}
		if done {
			return p[n:], wire, "", nil
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
