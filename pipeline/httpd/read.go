package httpd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"clew/aio"
)

// A reader cuts what comes from a connection into heads of requests.
type reader struct {
	conn *aio.Conn
	buf  []byte // came and was not used yet
}

// head returns the next head. Its error is io.EOF where the connection is over
// between two requests, or was idle for too long there; a Refusal where a head
// does not come to its end; else what happened to the connection.
func (r *reader) head(ctx *aio.Context) (string, error) {
	r.buf = append(r.buf[:0], bytes.TrimLeft(r.buf, "\r\n")...)
	if len(r.buf) == 0 {
		err := aio.Timeout(ctx, IdleTime, r.fill)
		if errors.Is(err, context.DeadlineExceeded) {
			err = io.EOF
		}
		if err != nil {
			return "", err
		}
	}
	head, err := aio.WaitFor(ctx, HeadTime, r.finish)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		err = Refusal(http.StatusRequestTimeout)
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return head, err
}

// finish reads until a head is whole.
func (r *reader) finish(ctx *aio.Context) (string, error) {
	for {
		head, rest, ok := cutHead(r.buf)
		if len(head) > HeadLimit {
			return "", Refusal(http.StatusRequestHeaderFieldsTooLarge)
		}
		if ok {
			text := string(head)
			r.buf = append(r.buf[:0], rest...)
			return text, nil
		}
		if err := r.fill(ctx); err != nil {
			return "", err
		}
	}
}

// fill waits for more.
func (r *reader) fill(ctx *aio.Context) error {
	b, err := r.conn.Next(ctx)
	r.buf = append(r.buf, b...)
	return err
}

// cutHead cuts b behind the empty line that ends a head; ok is false where
// there is none yet, and head then is all of b. A line ends in LF, with or
// without CR before it; empty lines in front of a head are left out of it.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-2.2
func cutHead(b []byte) (head, rest []byte, ok bool) {
	start := len(b) - len(bytes.TrimLeft(b, "\r\n"))
	for at := start; ; {
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			return b, nil, false
		}
		line := b[at : at+i]
		at += i + 1
		if len(bytes.TrimSuffix(line, []byte("\r"))) == 0 {
			return b[start:at], b[at:], true
		}
	}
}

// linger ends a connection in order: it says that nothing follows and drops
// what still comes, for a short time. To close at once would send a reset if
// something had not been read, and a reset may overtake the answer.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-9.6
func linger(ctx *aio.Context, c *aio.Conn) error {
	if err := c.CloseWrite(ctx); err != nil {
		return err
	}
	return aio.Timeout(ctx, LingerTime, func(ctx *aio.Context) error {
		for {
			if _, err := c.Next(ctx); err != nil {
				return err
			}
		}
	})
}
