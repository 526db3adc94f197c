package fetch

import (
	"bytes"
	"context"
	"errors"

	"clew/aio"
)

// An upload is the beginning of an exchange whose request has a body that may have to
// wait for the server to read it. The response is read meanwhile: a server may answer
// before the end of the request (RFC 9112 §9.5), and one that reads no more until its
// answer is read would keep both sides waiting. What is not sent by then is not sent
// at all, and the connection is of no further use.
type upload struct {
	conn     *conn
	over     aio.Event // all is sent, or could not be; or answered
	unsent   error     // nil = all is sent
	answered aio.Event
	rest     []byte // behind the head
	refused  error  // why there is no head
}

// errUnsent is of an upload that is under way.
var errUnsent = errors.New("not all is sent")

// upload is begin for such a request.
func (c *conn) upload(ctx *aio.Context, m message) (rest []byte, op string, err error) {
	u := &upload{conn: c, unsent: errUnsent}
	err = aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		writer := aio.Go(g, func(ctx *aio.Context) (any, error) { return nil, u.send(ctx, m) })
		g.Go(func(ctx *aio.Context) error {
			u.read(ctx)
			writer.Cancel(nil)
			return nil
		})
		op, err = u.await(ctx)
		return err
	})
	c.torn = u.unsent != nil
	if err == nil {
		c.watch()
	}
	return u.rest, op, err
}

func (u *upload) send(ctx *aio.Context, m message) error {
	defer u.over.Set()
	u.unsent = u.conn.send(ctx, m)
	if errors.Is(u.unsent, aio.ErrCanceled) {
		return u.unsent
	}
	return nil // it is await's to judge
}

// read reads the head. The loop's buffer is its task's alone, so what came along is
// copied.
func (u *upload) read(ctx *aio.Context) {
	p, err := u.conn.parseHead(ctx)
	u.rest, u.refused = bytes.Clone(p), err
	u.answered.Set()
	u.over.Set()
}

// await suspends until there is a head or a failure, and returns the operation that
// failed. The limit of the head begins when the request has been sent.
func (u *upload) await(ctx *aio.Context) (op string, err error) {
	if err := u.over.Wait(ctx); err != nil {
		return "write", err
	}
	if !u.answered.IsSet() {
		if errors.Is(u.unsent, context.DeadlineExceeded) {
			return "write", u.unsent
		}
		if err := within(ctx, u.conn.client.opts.Limits.Head, u.answered.Wait); err != nil {
			return "read head", err
		}
	}
	switch {
	case u.refused == nil || u.unsent == nil || isMalformed(u.refused):
		return "read head", u.refused
	case u.unsent == errUnsent, errors.Is(u.unsent, aio.ErrCanceled):
		return "write", u.refused
	}
	return "write", u.unsent
}
