package fetch

import (
	"slices"

	"clew/fetch/h2"
)

// readable takes what has come.
func (m *mux) readable() {
	for {
		p, err := m.raw.TryNext()
		if err != nil {
			m.end(err)
			return
		}
		if len(p) == 0 {
			break
		}
		m.heard = m.client.loop.Now()
		if !m.feed(p) {
			return
		}
	}
	if err := m.raw.OnReadable(m.onReadable); err != nil {
		m.end(err)
		return
	}
	m.settle()
	m.plan()
}

// feed hands input to the streams that it is for; it reports whether the
// connection goes on.
func (m *mux) feed(p []byte) bool {
	for {
		ev, n, err := m.state.Feed(p)
		if err != nil {
			m.cause = err
			m.shut()
			return false
		}
		if p = p[n:]; ev.Kind == h2.Nothing {
			return true
		}
		ev.Stream.Owner.(*stream).take(ev)
	}
}

// plan makes sure that what is to be written is, once all that is ready has
// run: the requests of many tasks go out together.
func (m *mux) plan() {
	if !m.planned && !m.blocked && !m.closed && (len(m.state.Output()) > 0 || len(m.sending) > 0) {
		m.planned = true
		m.client.loop.CallSoon(m.onPlan)
	}
}

func (m *mux) writable() {
	m.blocked = false
	m.flush()
}

// flush writes what the socket takes.
func (m *mux) flush() {
	m.planned = false
	for !m.closed && m.broken == nil {
		m.sendBodies()
		out := m.state.Output()
		if len(out) == 0 {
			return
		}
		n, done, err := m.raw.TryWrite(out)
		m.state.Sent(n)
		if err == nil && !done {
			m.blocked = true
			err = m.raw.OnWritable(m.onWritable)
		}
		if err != nil {
			m.failWriting(err)
		}
		if m.blocked {
			return
		}
	}
}

// sendBodies moves bodies of requests to the output, a frame of each in turn.
func (m *mux) sendBodies() {
	for more := len(m.sending) > 0; more; {
		more = false
		m.sending = slices.DeleteFunc(m.sending, func(s *stream) bool {
			n := s.Send(s.unsent, true)
			s.unsent = s.unsent[n:]
			more = more || n > 0 && len(s.unsent) > 0
			return len(s.unsent) == 0
		})
	}
}
