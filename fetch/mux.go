package fetch

import (
	"errors"
	"io"
	"net/netip"
	"slices"
	"time"

	"clew/aio"
	"clew/fetch/h2"
)

// mux is a connection that speaks HTTP/2: many exchanges share it. No task
// serves it; the loop calls readable and flush, and the tasks of the exchanges
// wait for their streams alone.
type mux struct {
	aging   // while it is idle
	client  *Client
	raw     *aio.Conn
	remote  netip.AddrPort
	private bool // IsPrivate(remote)
	state   *h2.Conn
	madeFor *origin
	origins []*origin // that have it in their lists
	uses    int       // exchanges begun on it
	limit   int       // how many of them at once, as far as the server has said
	idle    bool      // it is among the idle connections

	sending []*stream // whose requests' bodies are not sent yet
	planned bool      // flush is in the ready queue
	blocked bool      // the socket takes no more
	broken  error     // writing failed
	closed  bool
	cause   error     // why it is closed
	heard   time.Time // when the server said something
	ping    *aio.Handle
	pinged  time.Time
	hold    func() // lets go of the loop, while exchanges are under way

	// The methods as functions, made once.
	onReadable, onWritable, onPlan, onSilence func()
}

// newMux takes over raw, on which nothing has been exchanged yet.
func newMux(c *Client, raw *aio.Conn, o *origin) *mux {
	m := &mux{client: c, raw: raw, madeFor: o, remote: raw.RemoteAddr().AddrPort, heard: c.loop.Now()}
	m.private = IsPrivate(m.remote.Addr())
	m.state = h2.NewConn(h2.Limits{MaxHead: c.opts.MaxHead}, &c.texts)
	m.aging.owner = m
	m.onReadable, m.onWritable, m.onPlan, m.onSilence = m.readable, m.writable, m.flush, m.silence
	m.plan()
	m.readable() // what came along with the handshake, the poller does not tell of
	return m
}

// use marks m as in use, for another exchange.
func (m *mux) use() {
	m.wakeUp()
	if m.hold == nil {
		m.hold = m.client.loop.Hold()
	}
	if m.uses++; m.client.loop.Now().Sub(m.heard) > quiet {
		m.probe()
	}
}

// settle does what the end of a stream, or the server's word, has made due: it
// gives room to those who wait for it, and puts m to rest.
func (m *mux) settle() {
	if m.closed {
		return
	}
	if m.state.Over() {
		m.retire()
	}
	limit := m.state.CanOpen() + m.state.Streams()
	changed := m.state.Settled() && limit != m.limit
	if changed {
		m.limit = limit
	}
	for _, o := range m.origins {
		if changed {
			o.streams = max(1, limit)
			o.wake(len(o.waiting))
		} else {
			o.wake(m.state.CanOpen())
		}
	}
	switch {
	case m.state.Streams() > 0, m.uses == 0: // its first exchange is about to begin
	case len(m.origins) == 0, m.client.pool.max <= 0: // nobody would use it
		m.close()
	case !m.idle:
		m.letGo()
		m.idle = true
		m.client.pool.add(&m.aging)
	}
}

// wakeUp takes m out of the idle connections.
func (m *mux) wakeUp() {
	if m.idle {
		m.idle = false
		m.client.pool.byAge.remove(&m.aging)
	}
}

// letGo is for a connection on which no exchange is under way: it is nothing
// for the loop to wait for.
func (m *mux) letGo() {
	if m.hold != nil {
		m.hold()
		m.hold = nil
	}
}

// retire makes sure that no exchange begins on m any more.
func (m *mux) retire() {
	origins := m.origins
	m.origins = nil
	for _, o := range origins {
		o.muxes = slices.DeleteFunc(o.muxes, func(other *mux) bool { return other == m })
		o.wake(1)
	}
}

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

// failWriting ends the connection a turn later: what the server has said before
// it closed tells more than the broken write, and is read first.
func (m *mux) failWriting(err error) {
	m.broken = err
	m.retire()
	m.client.loop.CallSoon(func() { m.end(err) })
}

// end is for a connection that the transport ended.
func (m *mux) end(err error) {
	if m.closed {
		return
	}
	if err == io.EOF && m.broken != nil {
		err = m.broken
	}
	m.state.End(err)
	m.feed(nil)
}

// expire is close for a connection that was idle too long.
func (m *mux) expire() { m.close() }

// close ends the connection politely.
func (m *mux) close() {
	if !m.closed {
		m.state.Close()
		m.feed(nil)
	}
}

// shut closes the socket of a connection that is over; its last words are
// written as far as the socket takes them at once.
func (m *mux) shut() {
	if m.closed {
		return
	}
	m.closed = true
	m.wakeUp()
	m.letGo()
	if m.ping != nil {
		m.ping.Cancel()
	}
	if !m.blocked && m.broken == nil {
		m.raw.TryWrite(m.state.Output())
	}
	m.raw.Close()
	m.retire()
	m.client.origins.unregister(m)
}

// quiet is how long a connection may say nothing before the next exchange on it
// asks whether it is still there, and patience how long the answer may take.
const (
	quiet    = 15 * time.Second
	patience = 5 * time.Second
)

// errSilent is the end of a connection whose other side is gone without a word.
var errSilent = errors.New("the connection is dead: no answer to a ping")

// probe sends a ping, and ends the connection where nothing at all comes.
func (m *mux) probe() {
	if m.ping == nil {
		m.state.Ping()
		m.pinged = m.client.loop.Now()
		m.ping = m.client.loop.CallLater(patience, m.onSilence).Daemon()
	}
}

func (m *mux) silence() {
	m.ping = nil
	if m.state.Unanswered() > 0 && !m.heard.After(m.pinged) {
		m.end(errSilent)
	}
}
