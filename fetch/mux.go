package fetch

import (
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
	private bool // as that of a conn
	state   *h2.Conn
	madeFor *origin
	place   string    // the name of madeFor
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

// newMux takes over conn, on which nothing has been exchanged yet.
func newMux(conn *conn, o *origin) *mux {
	c, peer := conn.client, conn.raw.RemoteAddr()
	m := &mux{client: c, raw: conn.raw, private: conn.private, madeFor: o, place: conn.origin, remote: netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port()), heard: c.loop.Now()}
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
		m.client.places.reclaim()
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
