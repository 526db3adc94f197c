package aio

import (
	"fmt"
	"syscall"
)

// Write takes all of p: it sends at once what the socket takes, and keeps a copy
// of the rest for the loop to send when there is room. It does not suspend;
// [Stream.Drain] does, for those who write much. Where the connection is lost
// Write returns why, now or the next time, and where more than 1 MiB above
// HighWater waits already it takes nothing and returns [ErrFull].
func (s *Stream) Write(p []byte) (int, error) {
	err := s.mayWrite()
	if err == nil && len(p) > 0 {
		if err = s.write(p); err != nil {
			s.lose(err)
		}
	}
	if err != nil {
		return 0, s.conn.opError("write", err)
	}
	return len(p), nil
}

// writeAhead is how much may wait above HighWater.
const writeAhead = 1 << 20

func (s *Stream) mayWrite() error {
	switch {
	case s.writeErr != nil:
		return s.writeErr
	case s.ended, s.conn.d.closed:
		return ErrClosed
	case s.conn.d.write.task != nil:
		return ErrBusy
	case s.unsent() > s.high()+writeAhead:
		return ErrFull
	}
	return nil
}

func (s *Stream) write(p []byte) error {
	watched := s.conn.d.write.notify != nil
	if s.conn.secure != nil {
		if _, err := s.conn.secure.conn.Write(p); err != nil || watched {
			return err
		}
		return s.send()
	}
	if !watched {
		n, err := s.conn.send(p)
		if err != nil && err != syscall.EAGAIN {
			return err
		}
		if p = p[n:]; len(p) == 0 {
			return nil
		}
	}
	s.out.add(p)
	return s.conn.d.write.watch(s.push)
}

// send offers the socket what waits to be sent, and has the loop go on when it
// takes more.
func (s *Stream) send() error {
	out := s.outbox()
	if out.len() > 0 {
		if err := out.send(s.conn); err != nil && err != syscall.EAGAIN {
			return err
		}
	}
	switch {
	case out.len() > 0:
		return s.conn.d.write.watch(s.push)
	case s.half && !s.shut:
		s.shut = true
		return s.conn.loop.net.Shutdown(s.conn.d.fd)
	}
	return nil
}

// onWritable is called when the socket takes more.
func (s *Stream) onWritable() {
	if err := s.send(); err != nil {
		s.lose(err)
		return
	}
	s.wake()
}

// lose ends the sending side.
func (s *Stream) lose(err error) {
	s.writeErr = err
	s.outbox().clear()
	s.wake()
}

// outbox returns what waits to be sent: on an encrypted connection the records
// that crypto/tls has made.
func (s *Stream) outbox() *outbox {
	if s.conn.secure != nil {
		return &s.conn.secure.t.out
	}
	return &s.out
}

func (s *Stream) unsent() int { return s.outbox().len() }

func (s *Stream) high() int { return max(0, orDefault(s.HighWater, streamLimit)) }

func (s *Stream) low() int { return max(0, min(orDefault(s.LowWater, s.high()/4), s.high())) }

// Drain returns at once where no more than HighWater bytes wait to be sent and
// nobody is in Drain already; else it suspends until there are no more than
// LowWater. Any number of tasks may drain. Where the connection is lost it
// returns why. A task that writes and drains without ever having to wait lets
// the others run every 64 Drains of a turn.
func (s *Stream) Drain(ctx *Context) error {
	t := ctx.running()
	switch {
	case s.writeErr != nil:
		return s.conn.opError("drain", s.writeErr)
	case s.conn.d.closed:
		return s.conn.opError("drain", ErrClosed)
	case s.unsent() <= s.high() && s.drainers.n == 0:
		return s.giveWay(ctx)
	}
	return s.conn.opError("drain", s.await(t, s.low()))
}

// drainRun is how many Drains of a turn return at once.
const drainRun = 64

func (s *Stream) giveWay(ctx *Context) error {
	if turn := s.conn.loop.stats.turns; s.turn != turn {
		s.turn, s.drains = turn, 0
	}
	if s.drains++; s.drains < drainRun || ctx.task.noSuspend > 0 {
		return nil
	}
	return Yield(ctx)
}

// await suspends until no more than level bytes wait to be sent.
func (s *Stream) await(t *task, level int) error {
	if s.writeErr == nil && s.conn.d.write.notify == nil {
		s.onWritable() // for the end, or an answer to what was read
	}
	if s.writeErr != nil || s.unsent() <= level {
		return s.writeErr
	}
	t.mustMaySuspend(s)
	s.conn.loop.expect(t, 1)
	_, err := s.drainers.wait(t, s, level)
	s.conn.loop.expect(t, -1)
	if err != nil {
		return err
	}
	return s.writeErr
}

// wake grants who waits in await and has what it waits for.
func (s *Stream) wake() {
	n := s.unsent()
	for w := s.drainers.head; w != nil; {
		next := w.next
		if n <= w.value {
			w.grant()
		}
		w = next
	}
}

func (s *Stream) waitState() string {
	return fmt.Sprintf("fd %d %s to take %d bytes", s.conn.d.fd, s.conn.d.peer, s.unsent())
}
