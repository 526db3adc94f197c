//go:build linux

package aio_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"clew/aio"
)

// served is a connection that no task reads or writes.
type served struct {
	conn  *aio.Conn
	in    []byte
	out   []byte
	err   error
	over  *aio.Future[int] // the end of the stream, or an error
	reads int              // calls of OnReadable
}

func serveConn(ctx *aio.Context, c *aio.Conn) *served {
	s := &served{conn: c, over: aio.NewFuture[int](ctx)}
	s.readable()
	s.reads = 0
	return s
}

func (s *served) readable() {
	s.reads++
	for {
		p, err := s.conn.TryNext()
		if err != nil {
			s.over.Set(len(s.in), err)
			return
		}
		if len(p) == 0 {
			break
		}
		s.in = append(s.in, p...)
	}
	s.err = s.conn.OnReadable(s.readable)
}

func (s *served) writable() {
	n, done, err := s.conn.TryWrite(s.out)
	if s.out = s.out[n:]; err != nil {
		s.err = err
	} else if !done {
		s.err = s.conn.OnWritable(s.writable)
	}
}

// alsoEncrypted is connected, in clear and encrypted.
func alsoEncrypted(t *testing.T, test func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error) {
	t.Run("in clear", func(t *testing.T) { connected(t, test) })
	t.Run("encrypted", func(t *testing.T) { encrypted(t, test) })
}

func TestTryWriteAndTryNextMoveMuch(t *testing.T) {
	alsoEncrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		defer ctx.Loop().Hold()() // functions are nothing to wait for
		sent := pattern(5 << 20)
		s := serveConn(ctx, a)
		s.out = sent
		s.writable()
		equal(t, "more than a socket takes", len(s.out) > 0, true)
		received, err := readExactly(ctx, b, len(sent))
		is(t, "read", err, nil)
		equal(t, "arrived, in order", bytes.Equal(received, sent), true)
		is(t, "of the functions", s.err, nil)

		_, err = b.Write(ctx, sent)
		is(t, "write", err, nil)
		b.CloseWrite(ctx)
		_, err = s.over.Wait(ctx)
		is(t, "the end", err, io.EOF)
		equal(t, "came back, in order", bytes.Equal(s.in, sent), true)
		return nil
	})
}

func readExactly(ctx *aio.Context, c *aio.Conn, size int) (all []byte, err error) {
	for len(all) < size && err == nil {
		var p []byte
		p, err = c.Next(ctx)
		all = append(all, p...)
	}
	return all, err
}

// TestTryNextTakesTurns: however much comes, the others run between two reads
// of the socket.
func TestTryNextTakesTurns(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		defer ctx.Loop().Hold()()
		s := serveConn(ctx, a)
		writer := spawn(ctx, func(ctx *aio.Context) error {
			b.Write(ctx, pattern(1<<20))
			return b.CloseWrite(ctx)
		})
		for last := 0; !s.over.Done(); {
			aio.Yield(ctx)
			if s.reads > last+1 {
				t.Errorf("%d reads in a turn", s.reads-last)
			}
			last = s.reads
		}
		size, err := s.over.Wait(ctx)
		equal(t, "arrived", size, 1<<20)
		is(t, "the end", err, io.EOF)
		_, err = writer.Wait(ctx)
		return err
	})
}

func TestTryOnAConnectionInUse(t *testing.T) {
	alsoEncrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		p, err := a.TryNext()
		equal(t, "nothing has come", len(p), 0)
		is(t, "nothing has come", err, nil)
		reader := spawn(ctx, func(ctx *aio.Context) error { _, err := a.Next(ctx); return err })
		writer := spawn(ctx, func(ctx *aio.Context) error { _, err := a.Write(ctx, make([]byte, 20<<20)); return err })
		yield(ctx, 2) // both wait
		_, err = a.TryNext()
		is(t, "a task reads", err, aio.ErrBusy)
		_, _, err = a.TryWrite([]byte("x"))
		is(t, "a task writes", err, aio.ErrBusy)
		reader.Cancel(nil)
		writer.Cancel(nil)
		aio.Wait(ctx, aio.AllCompleted, reader, writer)

		a.Close()
		_, err = a.TryNext()
		is(t, "closed", err, aio.ErrClosed)
		_, _, err = a.TryWrite([]byte("x"))
		is(t, "closed", err, aio.ErrClosed)
		is(t, "closed", a.OnWritable(func() {}), aio.ErrClosed)
		return nil
	})
}

// TestTryAfterAReset: both functions are called, and the calls tell why.
func TestTryAfterAReset(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		defer ctx.Loop().Hold()()
		s := serveConn(ctx, a)
		s.out = pattern(16 << 20)
		s.writable()
		b.Abort()
		_, err := s.over.Wait(ctx)
		equal(t, "an error", err != nil && err != io.EOF, true)
		aio.Sleep(ctx, time.Millisecond)
		_, _, err = a.TryWrite([]byte("x"))
		equal(t, "writing fails", err != nil, true)
		return nil
	})
}

func TestOnWritableOfWhatIsTakenBack(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		called := 0
		a.OnWritable(func() { called++ })
		a.OnWritable(nil)
		yield(ctx, 3)
		equal(t, "called", called, 0)
		a.OnWritable(func() { called++ })
		yield(ctx, 3)
		equal(t, "called, once", called, 1)
		return nil
	})
}
