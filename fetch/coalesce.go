package fetch

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
)

// coalesce returns a connection that was made for another origin and may be
// used for req as well: it leads to one of the addresses of the name, at the
// same port, and its certificate is for that name too (RFC 9113 §9.1.1). Where
// certificates are not checked nothing is shared.
func (all *origins) coalesce(o *origin, req *Request, ips []netip.Addr) *mux {
	if o.alone || !all.client.proxyOf(req).IsZero() || req.URL.Scheme() != "https" || all.client.tls.InsecureSkipVerify {
		return nil
	}
	for _, ip := range ips {
		for _, m := range all.byAddr[netip.AddrPortFrom(ip.Unmap(), req.URL.EffectivePort())] {
			if m.state.CanOpen() > 0 && (req.AllowPrivate || !m.private) && m.isFor(req.URL.Hostname()) {
				return m
			}
		}
	}
	return nil
}

// isFor reports whether the certificate of the connection is for a host.
func (m *mux) isFor(host string) bool {
	state, ok := m.raw.TLS()
	return ok && len(state.PeerCertificates) > 0 && state.PeerCertificates[0].VerifyHostname(strings.Trim(host, "[]")) == nil
}

// register lets other origins find m.
func (all *origins) register(m *mux) {
	if _, ok := m.raw.TLS(); ok && !m.closed {
		all.byAddr[m.remote] = append(all.byAddr[m.remote], m)
	}
}

func (all *origins) unregister(m *mux) {
	left := slices.DeleteFunc(all.byAddr[m.remote], func(other *mux) bool { return other == m })
	if len(left) == 0 {
		delete(all.byAddr, m.remote)
	} else {
		all.byAddr[m.remote] = left
	}
}

// errMisdirected is a 421 on a connection that was made for another origin.
var errMisdirected = errors.New("the server does not serve this origin on this connection")

// misdirected reports whether a response says that the server does not serve
// this origin on this connection, which was made for another (RFC 9110
// §15.5.20). From then on the origin has connections of its own.
func (all *origins) misdirected(m *mux, req *Request, status int) bool {
	if status != 421 {
		return false
	}
	o := all.of(req.URL.Origin())
	if o == m.madeFor {
		return false
	}
	o.alone = true
	o.leave(m)
	return true
}
