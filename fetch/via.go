package fetch

import (
	"net/netip"
	"slices"
	"strings"

	"clew/crawl/weburl"
	"clew/fetch/h1"
	"clew/fetch/proxy"
)

// proxyOf returns the proxy that a request goes through, zero for none. It is the
// same for all requests to an origin.
func (c *Client) proxyOf(req *Request) proxy.Proxy { return c.opts.Proxy.For(req.URL) }

// asks reports whether a request is told to its proxy, which fetches what it asks
// for. HTTP/2 is spoken with the server alone, and has a tunnel.
func (c *Client) asks(via proxy.Proxy, req *Request) bool {
	return !via.IsZero() && !via.Tunnels(req.URL) && c.opts.HTTP2 != HTTP2PriorKnowledge
}

// poolKey returns the name under which connections for req are kept: its origin,
// or that of all requests that are told to the proxy, of which there is one.
func (c *Client) poolKey(req *Request) string {
	if c.asks(c.proxyOf(req), req) {
		return "proxy"
	}
	return req.URL.Origin()
}

// address makes head one of a request that a proxy is asked for u with (RFC 9112
// §3.2.2).
func address(head *h1.Request, u weburl.URL, asked proxy.Proxy) {
	head.Target = u.WithoutFragment().WithoutCredentials().String()
	if value := asked.Authorization(); value != "" && !head.Header.Has("Proxy-Authorization") {
		head.Header = append(slices.Clip(head.Header), h1.Field{Name: "Proxy-Authorization", Value: value})
	}
}

// refuse is the guard in front of a proxy: it sees the addresses that URLs name
// themselves. Where other names lead, the proxy alone knows.
func (c *Client) refuse(req *Request) error {
	if req.AllowPrivate || c.proxyOf(req).IsZero() {
		return nil
	}
	ip, literal := req.URL.IP()
	if name := "." + strings.TrimSuffix(req.URL.Hostname(), "."); strings.HasSuffix(name, ".localhost") { // RFC 6761 §6.3
		ip, literal = netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	if literal && IsPrivate(ip) {
		return wrapError("connect", req.URL.String(), &PrivateError{ip})
	}
	return nil
}

// behind returns what the proxy is told to connect to, and whether that may be a
// private address.
func (c *Client) behind(via proxy.Proxy, req *Request, ips []netip.Addr) (hosts []string, private bool, err error) {
	if via.Scheme != proxy.SOCKS5 {
		ip, literal := req.URL.IP()
		return []string{strings.Trim(req.URL.Hostname(), "[]")}, literal && IsPrivate(ip), nil
	}
	ips, err = req.guard(ips)
	for _, ip := range ips {
		hosts = append(hosts, ip.String())
	}
	return hosts, slices.ContainsFunc(ips, IsPrivate), err
}

// viaError is a failure at a proxy, which it names.
type viaError struct {
	proxy string
	err   error
}

func (e *viaError) Error() string { return e.proxy + ": " + e.err.Error() }
func (e *viaError) Unwrap() error { return e.err }
