package fetch

import (
	"net/netip"
	"strings"
	"time"

	"clew/aio"
	"clew/fetch/proxy"
)

// connect makes a connection for req alone, which speaks HTTP/1.1: resolve,
// guard, connect, shake hands, each within its limit.
func (c *Client) connect(ctx *aio.Context, req *Request, timing *Timing) (*conn, error) {
	ips, err := c.resolve(ctx, req, timing)
	if err != nil {
		return nil, err
	}
	return c.open(ctx, req, ips, timing, false)
}

// resolve finds the addresses of req's host, if that is not a proxy's business.
func (c *Client) resolve(ctx *aio.Context, req *Request, timing *Timing) (ips []netip.Addr, err error) {
	m, err := c.write(req, proxy.Proxy{}) // costs little, and no connection where it cannot be made
	if err != nil {
		return nil, err
	}
	c.buffers.give(m.head)
	if via := c.proxyOf(req); !via.IsZero() && via.Scheme != proxy.SOCKS5 {
		return nil, nil
	}
	req.enter(PhaseDNS)
	err = within(ctx, c.opts.Limits.DNS, func(ctx *aio.Context) (err error) {
		ips, err = c.names.lookup(ctx, req.URL)
		return err
	})
	if err != nil {
		return nil, wrapError("resolve", req.URL.String(), err)
	}
	timing.Name = c.since(timing)
	return ips, nil
}

// open makes a connection to one of the addresses. Where it may be shared, the
// server may choose HTTP/2.
func (c *Client) open(ctx *aio.Context, req *Request, ips []netip.Addr, timing *Timing, shared bool) (*conn, error) {
	req.enter(PhaseQueue)
	conn, given, err := c.inPlace(ctx, req, func() (*conn, error) { return c.reach(ctx, req, ips, timing) })
	switch {
	case err != nil:
		return nil, err
	case given:
		*timing = Timing{Start: timing.Start}
		return conn, nil
	}
	if req.URL.Scheme() == "https" {
		if err := c.startTLS(ctx, conn.raw, req, shared); err != nil {
			conn.close()
			return nil, wrapError("tls", req.URL.String(), err)
		}
		timing.TLS = c.since(timing)
	}
	return conn, nil
}

// reach makes a connection to req's host, in clear yet.
func (c *Client) reach(ctx *aio.Context, req *Request, ips []netip.Addr, timing *Timing) (*conn, error) {
	req.enter(PhaseConnect)
	if via := c.proxyOf(req); !via.IsZero() {
		conn, err := c.reachVia(ctx, via, req, ips, timing)
		return conn, wrapError("proxy", req.URL.String(), err)
	}
	var raw *aio.Conn
	err := within(ctx, c.opts.Limits.Connect, func(ctx *aio.Context) (err error) {
		raw, err = c.dial(ctx, req, ips)
		return err
	})
	if err != nil {
		return nil, wrapError("connect", req.URL.String(), err)
	}
	timing.Connect = c.since(timing)
	return c.newConn(req, raw, IsPrivate(raw.RemoteAddr().Addr())), nil
}

func (c *Client) newConn(req *Request, raw *aio.Conn, private bool) *conn {
	remote := raw.RemoteAddr().Addr().Unmap()
	return &conn{client: c, origin: strings.Clone(c.poolKey(req)), raw: raw, remote: remote, private: private}
}

// dial connects to the address that answers first, of those that the guard lets
// pass: what it looks at is what is connected to.
func (c *Client) dial(ctx *aio.Context, req *Request, ips []netip.Addr) (*aio.Conn, error) {
	ips, err := req.guard(ips)
	if err != nil {
		return nil, err
	}
	return aio.DialAny(ctx, withPort(ips, req.URL.EffectivePort()))
}

func withPort(ips []netip.Addr, port uint16) (addrs []aio.Addr) {
	for _, ip := range ips {
		addrs = append(addrs, aio.Addr{AddrPort: netip.AddrPortFrom(ip, port)})
	}
	return addrs
}

func (c *Client) since(t *Timing) time.Duration { return c.loop.Now().Sub(t.Start) }
