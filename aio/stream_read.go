package aio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Read reads what there is into p, at least one byte. It suspends where nothing
// is buffered. The end of the stream is io.EOF.
func (s *Stream) Read(ctx *Context, p []byte) (int, error) {
	n, err := s.readSome(ctx.running(), p)
	return n, s.conn.opError("read", err)
}

func (s *Stream) readSome(t *task, p []byte) (int, error) {
	if err := s.begin(t); err != nil || len(p) == 0 {
		return 0, err
	}
	if s.buffered() == 0 {
		if len(p) >= idleBuffer { // no need to copy it twice
			return s.conn.read(t, p)
		}
		if err := s.fill(t); err != nil {
			return 0, err
		}
	}
	return copy(p, s.take(min(len(p), s.buffered()))), nil
}

// ReadExactly reads n bytes, however long that takes. They are the stream's own
// and valid until its next read. Where the stream ends inside them the error
// holds an [*IncompleteError], where it ends before them it is io.EOF. On any
// other error, a cancel too, nothing has been read. It suspends until n bytes
// are there; a negative n panics.
func (s *Stream) ReadExactly(ctx *Context, n int) ([]byte, error) {
	if n < 0 {
		panic("aio: Stream.ReadExactly: a negative number of bytes")
	}
	b, err := s.readExactly(ctx.running(), n)
	return b, s.conn.opError("read", err)
}

func (s *Stream) readExactly(t *task, n int) ([]byte, error) {
	if err := s.begin(t); err != nil {
		return nil, err
	}
	for s.buffered() < n {
		if err := s.fill(t); err != nil {
			return nil, s.incomplete(err, n)
		}
	}
	return s.take(n), nil
}

// ReadUntil reads up to and including sep. The bytes are the stream's own and
// valid until its next read. Where the stream ends first the error holds an
// [*IncompleteError], or is io.EOF if not a byte was left. Where there is no sep
// behind Limit bytes it is [ErrTooLong], and whatever is read next begins behind
// the next sep: the rest of what was too long never passes for a line. On any
// other error, a cancel too, nothing has been read. It suspends until sep is
// there; an empty sep panics.
func (s *Stream) ReadUntil(ctx *Context, sep []byte) ([]byte, error) {
	if len(sep) == 0 {
		panic("aio: Stream.ReadUntil: an empty separator")
	}
	b, err := s.readUntil(ctx.running(), sep)
	return b, s.conn.opError("read", err)
}

func (s *Stream) readUntil(t *task, sep []byte) ([]byte, error) {
	if err := s.begin(t); err != nil {
		return nil, err
	}
	limit := orDefault(s.Limit, streamLimit)
	from := 0 // no sep begins before
	for {
		b := s.in[s.read:]
		if i := bytes.Index(b[from:], sep); i >= 0 {
			line := s.take(from + i + len(sep))
			if limit >= 0 && from+i > limit {
				return nil, tooLong(sep, limit)
			}
			return line, nil
		}
		from = max(from, len(b)-len(sep)+1)
		if limit >= 0 && from > limit {
			s.skip = bytes.Clone(sep)
			return nil, tooLong(sep, limit)
		}
		if err := s.fill(t); err != nil {
			return nil, s.incomplete(err, 0)
		}
	}
}

// ReadLine reads a line and returns it without its end, "\n" or "\r\n"; the last
// line of a stream need not have one (where that matters use
// [Stream.ReadUntil]). The bytes are the stream's own and valid until its next
// read. Errors are those of ReadUntil, but no IncompleteError. It suspends.
func (s *Stream) ReadLine(ctx *Context) ([]byte, error) {
	line, err := s.ReadUntil(ctx, newline)
	var last *IncompleteError
	if errors.As(err, &last) {
		line, err = last.Partial, nil
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(line, newline), []byte("\r")), err
}

var newline = []byte("\n")

// idleBuffer is how large a buffer a stream keeps while there is nothing in it.
const idleBuffer = 4 << 10

func tooLong(sep []byte, limit int) error {
	return fmt.Errorf("no %q within %d bytes: %w", string(sep), limit, ErrTooLong)
}

// begin makes a read the only one, and drops what is left of a line that was too
// long.
func (s *Stream) begin(t *task) error {
	switch {
	case s.conn.d.closed:
		return ErrClosed
	case s.conn.d.read.task != nil:
		return ErrBusy
	}
	for s.skip != nil {
		b := s.in[s.read:]
		if i := bytes.Index(b, s.skip); i >= 0 {
			s.take(i + len(s.skip))
			s.skip = nil
			return nil
		}
		s.take(max(0, len(b)-len(s.skip)+1))
		if err := s.fill(t); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stream) buffered() int { return len(s.in) - s.read }

// take removes and returns the first n bytes that are buffered.
func (s *Stream) take(n int) []byte {
	b := s.in[s.read : s.read+n : s.read+n]
	s.read += n
	return b
}

// fill suspends until more bytes are buffered.
func (s *Stream) fill(t *task) error {
	s.in = s.in[:copy(s.in, s.in[s.read:])]
	s.read = 0
	if len(s.in) == 0 && cap(s.in) > idleBuffer {
		s.in = nil
	}
	l := s.conn.loop
	n, err := s.conn.read(t, l.scratch)
	s.in = append(s.in, l.scratch[:n]...)
	return err
}

// incomplete is the error of a read that err ended.
func (s *Stream) incomplete(err error, expected int) error {
	if err != io.EOF || s.buffered() == 0 {
		return err
	}
	return &IncompleteError{Partial: s.take(s.buffered()), Expected: expected}
}
