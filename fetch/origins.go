package fetch

import (
	"errors"
	"net/netip"
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
		if !o.mustWait(req.AllowPrivate, all.client.places.full(req.URL.Origin())) {
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
	case errors.Is(err, aio.ErrCanceled), errors.Is(err, ErrHeldBack), ctx.Err() != nil: // the failure is this request's alone
		o.wake(1)
		return nil, nil, err
	default:
		o.fail(err, req.AllowPrivate)
		return nil, nil, err
	}
	if conn != nil && conn.uses == 0 && speaksHTTP2(conn) {
		m = newMux(c, conn, o)
		if !conn.proxied { // behind a proxy nobody else can know whom it leads to
			all.register(m)
		}
		conn = nil
	}
	o.http1 = m == nil
	o.add(m)
	o.wake(len(o.waiting))
	return m, conn, nil
}

// speaksHTTP2 reports whether the server of a connection that was made for a
// request that may be shared has chosen HTTP/2; in clear there is no choice.
func speaksHTTP2(c *conn) bool {
	state, ok := c.raw.TLS()
	return !ok || state.NegotiatedProtocol == "h2"
}
