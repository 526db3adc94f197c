package fetch

import (
	"errors"
	"net/netip"
	"strings"
	"time"

	"clew/aio"
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

// resolve finds the addresses of req's host.
func (c *Client) resolve(ctx *aio.Context, req *Request, timing *Timing) (ips []netip.Addr, err error) {
	m, err := c.write(req) // costs little, and no connection where it cannot be made
	if err != nil {
		return nil, err
	}
	c.buffers.give(m.head)
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
	url := req.URL.String()
	var raw *aio.Conn
	var given *conn
	err := within(ctx, c.opts.Limits.Connect, func(ctx *aio.Context) (err error) {
		dial := func(ctx *aio.Context) (*aio.Conn, error) { return c.dial(ctx, req, ips) }
		raw, given, err = c.dialInPlace(ctx, dial, req)
		return err
	})
	switch {
	case err != nil:
		return nil, wrapError("connect", url, err)
	case given != nil:
		*timing = Timing{Start: timing.Start}
		return given, nil
	}
	timing.Connect = c.since(timing)

	if req.URL.Scheme() == "https" {
		if err := c.startTLS(ctx, raw, req, shared); err != nil {
			raw.Close()
			c.places.leave(req.URL.Origin())
			return nil, wrapError("tls", url, err)
		}
		timing.TLS = c.since(timing)
	}
	remote := raw.RemoteAddr().Addr().Unmap()
	return &conn{client: c, origin: strings.Clone(req.URL.Origin()), raw: raw, remote: remote, private: IsPrivate(remote)}, nil
}

// dial connects to the address that answers first, of those that the guard lets
// pass: what it looks at is what is connected to.
func (c *Client) dial(ctx *aio.Context, req *Request, ips []netip.Addr) (*aio.Conn, error) {
	var refused []error
	var addrs []aio.Addr
	for _, ip := range ips {
		if !req.AllowPrivate && IsPrivate(ip) {
			refused = append(refused, &PrivateError{ip})
			continue
		}
		addrs = append(addrs, aio.Addr{AddrPort: netip.AddrPortFrom(ip, req.URL.EffectivePort())})
	}
	if addrs == nil { // else a failure is one of connecting, and may be tried again
		return nil, errors.Join(refused...)
	}
	return aio.DialAny(ctx, addrs)
}

func (c *Client) since(t *Timing) time.Duration { return c.loop.Now().Sub(t.Start) }
