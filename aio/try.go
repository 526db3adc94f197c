package aio

import "syscall"

// A connection that many tasks share has no task of its own that reads and
// writes. It is served by functions that the loop calls: OnReadable, OnWritable;
// they use the calls here, which never suspend.

// TryNext is [Conn.Next] for a function that [Conn.OnReadable] called: it
// returns what there is, piece by piece, and nothing when that was all; then
// OnReadable tells of more. The socket is read once for each time that
// OnReadable called, which makes fast senders take turns. The bytes are valid
// until the function returns or reads again. It does not suspend.
func (c *Conn) TryNext() ([]byte, error) {
	n, err := c.tryRead(c.loop.scratch)
	return c.loop.scratch[:n], c.opError("read", err)
}

func (c *Conn) tryRead(p []byte) (n int, err error) {
	told := c.d.read.told
	c.d.read.told = false
	switch {
	case c.d.closed:
		return 0, ErrClosed
	case c.d.read.task != nil:
		return 0, ErrBusy
	case c.secure != nil:
		return c.secure.tryRead(p, told)
	case !told:
		return 0, nil
	}
	if n, err = c.receive(p); err == syscall.EAGAIN {
		return 0, nil
	}
	return n, err
}

// tryRead decrypts what has come; told says that the socket may be read.
func (s *tlsStream) tryRead(p []byte, told bool) (n int, err error) {
	s.t.ready = s.t.ready || told
	if len(s.ahead) > 0 {
		n = copy(p, s.ahead)
		s.ahead = s.ahead[n:]
		return n, nil
	}
	n, err = s.conn.Read(p)
	s.answer()
	if err == errNotReady {
		err = nil
	}
	return n, err
}

// TryWrite writes what the socket takes of p now, and returns how much of p
// need not be given again. done tells that nothing is left to write; else
// [Conn.OnWritable] tells when to call again with the rest, also where that is
// empty: on an encrypted connection some may be on its way through the
// connection. It does not suspend.
func (c *Conn) TryWrite(p []byte) (n int, done bool, err error) {
	switch {
	case c.d.closed:
		err = ErrClosed
	case c.d.write.task != nil:
		err = ErrBusy
	case c.secure != nil:
		n, done, err = c.secure.tryWrite(p)
	default:
		n, err = c.tryWrite(p)
		done = n == len(p)
	}
	return n, done, c.opError("write", err)
}

// tryWrite writes what the socket takes.
func (c *Conn) tryWrite(p []byte) (n int, err error) {
	for n < len(p) {
		m, err := c.send(p[n:])
		switch {
		case err == syscall.EAGAIN:
			return n, nil
		case err != nil:
			return n, err
		}
		n += m
	}
	return n, nil
}

func (s *tlsStream) tryWrite(p []byte) (n int, done bool, err error) {
	for {
		for s.t.out.len() > 0 && err == nil {
			err = s.t.out.send(s.raw)
		}
		switch {
		case err == syscall.EAGAIN:
			return n, false, nil
		case err != nil || n == len(p):
			return n, err == nil, err
		}
		piece := p[n:min(len(p), n+tlsPiece)]
		if _, err := s.conn.Write(piece); err != nil {
			return n, false, err
		}
		n += len(piece)
	}
}

// OnWritable makes the loop call fn, once, when something can be written while
// no task writes; fn must not suspend. A nil fn takes it back.
func (c *Conn) OnWritable(fn func()) error {
	if c.d.closed {
		return c.opError("watch", ErrClosed)
	}
	return c.opError("watch", c.d.write.watch(fn))
}
