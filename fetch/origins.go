package fetch

import (
	"errors"
	"net/netip"
	"slices"
	"strings"

	"clew/aio"
)

// origins finds connections that requests can share, and makes them: one for
// the first requests to an origin, however many they are, and another when the
// server takes no more streams on those that there are.
type origins struct {
	client *Client
	known  map[string]*origin
	byAddr map[netip.AddrPort][]*mux // with TLS, by the address that they lead to
}

// origin is what is known of an origin that may speak HTTP/2.
type origin struct {
	muxes   []*mux    // that take its requests, also those that were made for another
	dials   int       // connections that are being made
	streams int       // that one connection to it takes, as far as is known
	waiting []*waiter // requests, first come first served
	http1   bool      // it does not speak HTTP/2
	alone   bool      // it does not want connections that were made for another
}

// waiter is a request that waits for a connection, or for room on one.
type waiter struct {
	ready   aio.Event
	private bool
	err     error // connecting failed
}

// maxOrigins is how many origins are known before those without connections are
// forgotten.
const maxOrigins = 10_000

func newOrigins(c *Client) origins {
	return origins{client: c, known: make(map[string]*origin), byAddr: make(map[netip.AddrPort][]*mux)}
}

// of returns what is known of an origin.
func (all *origins) of(name string) *origin {
	if o := all.known[name]; o != nil {
		return o
	}
	if len(all.known) >= maxOrigins {
		for name, o := range all.known {
			if len(o.muxes)+o.dials+len(o.waiting) == 0 {
				delete(all.known, name)
			}
		}
	}
	o := &origin{streams: maxStreams}
	all.known[strings.Clone(name)] = o
	return o
}

// maxStreams is how many exchanges share a connection at most.
const maxStreams = 128

// pick returns the first connection that has room for a request. A connection to
// a private address is for those alone that are allowed it, as in pool.get.
func (o *origin) pick(allowPrivate bool) *mux {
	for _, m := range o.muxes {
		if m.state.CanOpen() > 0 && (allowPrivate || !m.private) {
			return m
		}
	}
	return nil
}

// mustWait reports whether another connection would be of no use: enough are
// being made for those who wait, or there is one whose server has not said yet
// how many streams it takes, or takes none at present.
func (o *origin) mustWait(allowPrivate bool) bool {
	if o.dials+len(o.waiting) < o.dials*o.streams { // those who make them are served first
		return true
	}
	return slices.ContainsFunc(o.muxes, func(m *mux) bool {
		return (allowPrivate || !m.private) && (!m.state.Settled() || m.state.Streams() == 0)
	})
}

// wake tells the first n requests that wait to look again.
func (o *origin) wake(n int) {
	for ; n > 0 && len(o.waiting) > 0; n-- {
		w := o.waiting[0]
		o.waiting = slices.Delete(o.waiting, 0, 1)
		w.ready.Set()
	}
}

// fail tells those for whom connecting would have been the same that it failed,
// and all others to look again.
func (o *origin) fail(err error, private bool) {
	for _, w := range o.waiting {
		if w.private == private {
			w.err = err
		}
	}
	o.wake(len(o.waiting))
}

// await suspends until there may be a connection or room, or connecting failed.
func (o *origin) await(ctx *aio.Context, w *waiter) error {
	o.waiting = append(o.waiting, w)
	w.ready.Clear()
	err := w.ready.Wait(ctx)
	if err != nil {
		if i := slices.Index(o.waiting, w); i >= 0 {
			o.waiting = slices.Delete(o.waiting, i, i+1)
		} else {
			o.wake(1) // it was its turn
		}
		return err
	}
	return w.err
}

// get returns a connection that has room for req: a mux, or one of its own where
// the server speaks HTTP/1.1. It suspends where there is none yet.
func (all *origins) get(ctx *aio.Context, req *Request, timing *Timing) (*mux, *conn, error) {
	o := all.of(req.URL.Origin())
	var w *waiter
	for {
		if o.http1 {
			conn, err := all.client.connect(ctx, req, timing)
			return nil, conn, err
		}
		if m := o.pick(req.AllowPrivate); m != nil {
			return m, nil, nil
		}
		if !o.mustWait(req.AllowPrivate) {
			return all.connect(ctx, o, req, timing)
		}
		if w == nil {
			w = &waiter{private: req.AllowPrivate}
		}
		err := within(ctx, all.client.opts.Limits.Head, func(ctx *aio.Context) error { return o.await(ctx, w) })
		if err != nil {
			return nil, nil, renamed("connect", req.URL.String(), err)
		}
	}
}

// renamed is an error that concerns several requests, as that of one of them.
func renamed(op, url string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return &Error{Op: e.Op, URL: url, Kind: e.Kind, Err: e.Err}
	}
	return wrapError(op, url, err)
}

// connect makes a connection for req, and for those who wait for it. It is the
// task's of req; if that is canceled, the next one starts over.
func (all *origins) connect(ctx *aio.Context, o *origin, req *Request, timing *Timing) (m *mux, conn *conn, err error) {
	o.dials++
	c := all.client
	ips, err := c.resolve(ctx, req, timing)
	if err == nil {
		if m = all.coalesce(o, req, ips); m == nil {
			conn, err = c.open(ctx, req, ips, timing, true)
		}
	}
	o.dials--
	switch {
	case err == nil:
	case errors.Is(err, aio.ErrCanceled), ctx.Err() != nil: // the failure is this request's alone
		o.wake(1)
		return nil, nil, err
	default:
		o.fail(err, req.AllowPrivate)
		return nil, nil, err
	}
	if conn != nil && speaksHTTP2(conn) {
		m, conn = newMux(c, conn.raw, o), nil
		all.register(m)
	}
	o.http1 = m == nil
	o.add(m)
	o.wake(len(o.waiting))
	return m, conn, nil
}

// add makes m one of the origin's connections.
func (o *origin) add(m *mux) {
	if m != nil && !m.closed && !m.state.Over() {
		o.muxes = append(o.muxes, m)
		m.origins = append(m.origins, o)
	}
}

// speaksHTTP1 is for an origin that wants HTTP/1.1, although m speaks HTTP/2.
func (o *origin) speaksHTTP1(m *mux) {
	o.http1 = true
	o.leave(m)
}

// leave takes m out of the origin's connections.
func (o *origin) leave(m *mux) {
	o.muxes = slices.DeleteFunc(o.muxes, func(other *mux) bool { return other == m })
	m.origins = slices.DeleteFunc(m.origins, func(other *origin) bool { return other == o })
	if m.idle && len(m.origins) == 0 {
		m.close()
	}
}

// speaksHTTP2 reports whether the server of a connection that was made for a
// request that may be shared has chosen HTTP/2; in clear there is no choice.
func speaksHTTP2(c *conn) bool {
	state, ok := c.raw.TLS()
	return !ok || state.NegotiatedProtocol == "h2"
}
