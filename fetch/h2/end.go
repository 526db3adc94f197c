package h2

import (
	"fmt"
	"io"
	"slices"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// Close ends the connection politely: a GOAWAY is in the output, and what is
// open ends with [ErrClosed].
func (c *Conn) Close() {
	if c.err == nil {
		c.framer.WriteGoAway(0, http2.ErrCodeNo, nil)
		c.fail(ErrClosed)
	}
}

// End tells that the transport is gone: err is why, io.EOF where the server
// closed it. What is open ends; [Conn.Feed] tells how.
func (c *Conn) End(err error) {
	if c.err != nil {
		return
	}
	for _, s := range c.streams {
		s.err = s.broken(err)
	}
	c.fail(err)
}

// broken is the error of a stream whose connection ended with err.
func (s *Stream) broken(err error) error {
	away := s.conn.goAway
	switch {
	case away != nil && away.Code != http2.ErrCodeNo:
		return &GoAwayError{away.Code, away.Debug, true}
	case err != io.EOF:
		return err
	case s.hasHead:
		return &h1.TruncatedError{Where: h1.InBody, Got: s.got, Want: s.head.ContentLength}
	case s.wire > 0:
		return &h1.TruncatedError{Where: h1.InHead, Got: s.wire, Want: -1}
	}
	return h1.ErrNoResponse
}

// fatal ends the connection because of what the server did, and tells it.
func (c *Conn) fatal(code Code, detail string, args ...any) {
	if c.err == nil {
		e := &ConnError{code, fmt.Sprintf(detail, args...)}
		c.framer.WriteGoAway(0, code, []byte(e.Detail))
		c.fail(e)
	}
}

// fail makes err final: it ends every stream that has no error of its own yet.
func (c *Conn) fail(err error) {
	c.err = err
	for _, s := range c.streams {
		if s.err == nil {
			s.err = err
		}
		s.over = true
	}
	c.ended = append(c.ended, c.streams...)
	c.streams = nil
	c.in, c.block.stream = input{}, nil
}

// close ends a stream, on our side only: its Closed will be told.
func (c *Conn) close(s *Stream, err error) {
	c.remove(s)
	s.over, s.err = true, err
	c.ended = append(c.ended, s)
}

// forget makes sure that nothing is told of s any more.
func (c *Conn) forget(s *Stream) {
	if i := slices.Index(c.ended, s); i >= 0 {
		c.ended = slices.Delete(c.ended, i, i+1)
	}
}

// abort ends a stream because of what the server did with it, and tells it.
func (c *Conn) abort(s *Stream, err error) {
	code := http2.ErrCodeProtocol
	if e, ok := err.(*StreamError); ok {
		code = e.Code
	}
	c.reset(s, code)
	c.close(s, err)
}

// reset writes RST_STREAM. What is on the way to us may still come.
func (c *Conn) reset(s *Stream, code Code) {
	c.framer.WriteRSTStream(s.id, code)
	c.allowStrays(s)
}
