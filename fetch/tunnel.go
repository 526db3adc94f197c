package fetch

import (
	"errors"
	"io"
	"net/netip"
	"strings"

	"clew/aio"
	"clew/crawl/weburl"
	"clew/fetch/proxy"
)

// reachVia is reach through a proxy. ips are the addresses of req's host where the
// proxy wants one: they are tried one after the other, as far as it refuses them.
func (c *Client) reachVia(ctx *aio.Context, via proxy.Proxy, req *Request, ips []netip.Addr, timing *Timing) (*conn, error) {
	hosts, private, err := c.behind(via, req, ips)
	if err != nil {
		return nil, err
	}
	var failed []error
	for _, host := range hosts {
		conn, err := c.tunnel(ctx, via, req, host, timing)
		if err == nil {
			if conn.uses == 0 {
				conn.private = private
			}
			return conn, nil
		}
		failed = append(failed, err)
		if reply := proxy.ReplyError(0); !errors.As(err, &reply) {
			break
		}
	}
	return nil, errors.Join(failed...)
}

// tunnel connects to the proxy and, unless that is asked itself, has it connect to
// host.
func (c *Client) tunnel(ctx *aio.Context, via proxy.Proxy, req *Request, host string, timing *Timing) (*conn, error) {
	asked := c.asks(via, req)
	if !asked && via.Scheme == proxy.HTTPS {
		return nil, &viaError{via.String(), errTwoLayers}
	}
	raw, given, err := c.dialProxy(ctx, via, req, timing)
	switch {
	case err != nil:
		return nil, &viaError{via.String(), err}
	case given != nil:
		*timing = Timing{Start: timing.Start}
		return given, nil
	}
	conn := c.newConn(req, raw, false)
	conn.proxied = true
	if asked {
		conn.asked = via
		return conn, nil
	}
	talk, err := via.Handshake(host, req.URL.EffectivePort(), req.Header.Get("User-Agent"))
	if err == nil {
		err = within(ctx, c.opts.Limits.Connect, func(ctx *aio.Context) error { return c.converse(ctx, raw, talk) })
	}
	if err != nil {
		conn.close()
		return nil, &viaError{via.String(), err}
	}
	return conn, nil
}

// dialProxy connects to the proxy itself, by TLS where it wants that; given is a
// connection for req that has become idle meanwhile.
func (c *Client) dialProxy(ctx *aio.Context, via proxy.Proxy, req *Request, timing *Timing) (raw *aio.Conn, given *conn, err error) {
	u, err := weburl.Parse("http" + strings.TrimPrefix(via.String(), via.Scheme))
	if err != nil {
		return nil, nil, err
	}
	var ips []netip.Addr
	err = within(ctx, c.opts.Limits.DNS, func(ctx *aio.Context) (err error) {
		ips, err = c.names.lookup(ctx, u)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	timing.Name = c.since(timing)
	err = within(ctx, c.opts.Limits.Connect, func(ctx *aio.Context) (err error) {
		dial := func(ctx *aio.Context) (*aio.Conn, error) { return aio.DialAny(ctx, withPort(ips, via.Port)) }
		raw, given, err = c.dialInPlace(ctx, dial, req)
		return err
	})
	if err != nil || given != nil {
		return nil, given, err
	}
	timing.Connect = c.since(timing)
	if via.Scheme != proxy.HTTPS {
		return raw, nil, nil
	}
	config := c.tls.Clone()
	config.ServerName = via.Host
	config.Certificates, config.GetClientCertificate = nil, nil // they are for servers
	config.ClientSessionCache = sessions{config.ClientSessionCache, via.String()}
	if err := c.shakeHands(ctx, raw, config); err != nil {
		raw.Close()
		c.places.leave(c.poolKey(req))
		return nil, nil, err
	}
	return raw, nil, nil
}

// converse says to the proxy what there is to say until the tunnel stands. The
// answer is read byte by byte where the server behind it may be the first to
// speak: what it says is not the proxy's.
func (c *Client) converse(ctx *aio.Context, raw *aio.Conn, talk proxy.Handshake) error {
	buf := make([]byte, 512)
	if c.opts.HTTP2 == HTTP2PriorKnowledge {
		buf = buf[:1]
	}
	for n := 0; ; {
		out, used, done, err := talk.Step(buf[:n])
		switch {
		case err != nil:
			return err
		case done && used < n:
			return errors.New("bytes behind its answer")
		case done:
			return nil
		}
		if len(out) > 0 {
			if _, err := raw.Write(ctx, out); err != nil {
				return err
			}
		}
		if n, err = raw.Read(ctx, buf); err == io.EOF {
			return errProxyCut
		} else if err != nil {
			return err
		}
	}
}

var (
	errProxyCut  = errors.New("it closed the connection during the handshake")
	errTwoLayers = errors.New("TLS inside TLS is not supported: through an https proxy only http URLs can be fetched")
)
