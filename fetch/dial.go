package fetch

import (
	"crypto/tls"
	"errors"
	"net/netip"
	"strings"
	"time"

	"clew/aio"
)

// connect makes a connection for req: resolve, guard, connect, shake hands,
// each within its limit.
func (c *Client) connect(ctx *aio.Context, req *Request, timing *Timing) (*conn, error) {
	url := req.URL.String()
	var ips []netip.Addr
	err := within(ctx, c.opts.Limits.DNS, func(ctx *aio.Context) (err error) {
		ips, err = c.names.lookup(ctx, req.URL)
		return err
	})
	if err != nil {
		return nil, wrapError("resolve", url, err)
	}
	timing.Name = c.since(timing)

	var raw *aio.Conn
	err = within(ctx, c.opts.Limits.Connect, func(ctx *aio.Context) (err error) {
		raw, err = c.dial(ctx, req, ips)
		return err
	})
	if err != nil {
		return nil, wrapError("connect", url, err)
	}
	timing.Connect = c.since(timing)

	if req.URL.Scheme() == "https" {
		config := c.tls.Clone()
		config.ServerName = strings.Trim(req.URL.Hostname(), "[]")
		err := within(ctx, c.opts.Limits.TLS, func(ctx *aio.Context) error { return raw.StartTLS(ctx, config) })
		if err != nil {
			raw.Close()
			return nil, wrapError("tls", url, err)
		}
		timing.TLS = c.since(timing)
	}
	return &conn{client: c, origin: strings.Clone(req.URL.Origin()), raw: raw, remote: raw.RemoteAddr().Addr().Unmap()}, nil
}

// dial connects to the first address that answers; the guard looks at each just
// before, so that what was checked is what is connected to.
func (c *Client) dial(ctx *aio.Context, req *Request, ips []netip.Addr) (*aio.Conn, error) {
	var errs []error
	for _, ip := range ips {
		if !req.AllowPrivate && IsPrivate(ip) {
			errs = append(errs, &PrivateError{ip})
			continue
		}
		raw, err := aio.DialAddr(ctx, aio.Addr{AddrPort: netip.AddrPortFrom(ip, req.URL.EffectivePort())})
		if err == nil {
			return raw, nil
		}
		if errors.Is(err, aio.ErrCanceled) {
			return nil, err
		}
		errs = append(errs, err)
	}
	if len(errs) == 1 {
		return nil, errs[0]
	}
	return nil, errors.Join(errs...)
}

func (c *Client) since(t *Timing) time.Duration { return c.loop.Now().Sub(t.Start) }

// tlsConfig returns what connections start from.
func tlsConfig(base *tls.Config) *tls.Config {
	config := &tls.Config{}
	if base != nil {
		config = base.Clone()
	}
	if config.ClientSessionCache == nil {
		config.ClientSessionCache = tls.NewLRUClientSessionCache(1024)
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}
