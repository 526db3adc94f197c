package fetch

import (
	"io"
	"iter"

	"clew/aio"
)

// A Body is the content of a response as it comes, its transfer coding removed
// and its content codings kept.
type Body struct {
	conn   *conn   // nil once the body is done with, or with HTTP/2
	stream *stream // with HTTP/2
	url    string

	rest []byte // read and not yet looked at
	lent bool   // rest is in the loop's buffer
	kept []byte // the buffer that rest is in otherwise; the client's
	done bool   // the message is complete
	err  error
	wire int64
}

// start takes over behind the head: rest is what came along with it, in the
// loop's buffer.
func (b *Body) start(rest []byte) {
	b.rest, b.lent, b.wire = rest, true, b.conn.wire
	b.save()
}

// Next suspends until more of the body has come and returns it; the bytes are
// valid until the task suspends next. At the end it returns io.EOF and the
// connection is free for the next exchange. A response that breaks off gives
// an [*Error].
func (b *Body) Next(ctx *aio.Context) ([]byte, error) {
	for {
		if b.err != nil || b.done {
			return nil, b.end()
		}
		if b.stream != nil {
			return b.nextOfStream(ctx)
		}
		payload, err := b.take()
		if len(payload) > 0 || err != nil {
			b.save()
			return payload, err
		}
		if b.done {
			continue
		}
		if err := b.fill(ctx); err != nil {
			return nil, err
		}
	}
}

// nextOfStream is Next with HTTP/2.
func (b *Body) nextOfStream(ctx *aio.Context) ([]byte, error) {
	p, err := b.stream.next(ctx)
	switch {
	case err != nil:
		return nil, b.fail(err)
	case p == nil:
		b.done = true
		b.stream.close()
		return nil, io.EOF
	}
	if b.stream.tap != nil {
		b.stream.tap.Response(p)
	}
	return p, nil
}

// take gets payload out of what was read.
func (b *Body) take() ([]byte, error) {
	for {
		payload, n, done, err := b.conn.reader.Body(b.rest)
		if b.conn.tap != nil {
			b.tap(n, err)
		}
		b.rest = b.rest[n:]
		if err != nil {
			err = b.fail(err)
			if len(payload) > 0 {
				return payload, nil // the error comes with the next call
			}
			return nil, err
		}
		if done {
			b.done = true
			b.wire -= int64(len(b.rest)) // not the response's, and never to be taken for the next
			b.release(b.conn.reader.Reusable() && len(b.rest) == 0 && !b.conn.torn)
		}
		if len(payload) > 0 || done || n == 0 {
			return payload, nil
		}
	}
}

// tap tells of n bytes that were looked at, or, where they are no valid body, of
// all that came.
func (b *Body) tap(n int, err error) {
	if err != nil {
		n = len(b.rest)
	}
	if n > 0 {
		b.conn.tap.Response(b.rest[:n])
	}
}

// fill reads from the connection.
func (b *Body) fill(ctx *aio.Context) error {
	p, err := b.conn.next(ctx)
	switch {
	case err == io.EOF:
		if err := b.conn.reader.EOF(); err != nil {
			return b.fail(err)
		}
		b.done = true
		b.release(false)
		return nil
	case err != nil:
		return b.fail(err)
	}
	b.wire += int64(len(p))
	b.rest, b.lent = p, true
	return nil
}

// save copies what is left of the loop's buffer: another task may read into it
// as soon as this one suspends.
func (b *Body) save() {
	if !b.lent || len(b.rest) == 0 || b.conn == nil {
		return
	}
	if b.kept == nil {
		b.kept = b.conn.client.buffers.take()
	}
	b.kept = append(b.kept[:0], b.rest...)
	b.rest, b.lent = b.kept, false
}

func (b *Body) fail(err error) error {
	b.err = wrapError("read body", b.url, err)
	b.release(false)
	return b.err
}

func (b *Body) end() error {
	if b.err != nil {
		return b.err
	}
	return io.EOF
}

// All returns the pieces of the body, as Next does, and last the error if there
// is one. Leaving the loop early closes the body.
func (b *Body) All(ctx *aio.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		defer b.Close()
		for {
			p, err := b.Next(ctx)
			if err == io.EOF || !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// Close is for a body that is not wanted to its end; its connection is closed,
// with HTTP/2 its stream reset. Closing again, or after the end, does nothing.
// Next then fails with [aio.ErrClosed]: what was left must not look like the end.
func (b *Body) Close() {
	if b.conn != nil || b.stream != nil && !b.done && b.err == nil {
		b.fail(aio.ErrClosed)
	}
}

// WireBytes returns how many bytes of the response were read so far: after TLS,
// head and framing included. With HTTP/2 that is the frames of the stream that
// carry the response (HEADERS, CONTINUATION, DATA, with what pads them); those
// of the connection are nobody's.
func (b *Body) WireBytes() int64 {
	if b.stream != nil {
		return b.stream.WireBytes()
	}
	return b.wire
}

// release gives the connection back, or closes it.
func (b *Body) release(reusable bool) {
	if b.stream != nil {
		b.stream.close()
		return
	}
	c := b.conn
	if c == nil {
		return
	}
	b.conn = nil
	c.pace.end()
	c.pace, c.tap = nil, nil
	if b.kept != nil {
		c.client.buffers.give(b.kept)
		b.kept = nil
	}
	if reusable {
		c.client.pool.put(c)
	} else {
		c.close()
	}
}
