package weburl

import "net/netip"

// Hostname returns the host without the port: a domain in ASCII and lower
// case, an IPv4 address as four decimal numbers, or an IPv6 address in
// brackets.
//
// https://url.spec.whatwg.org/#concept-host-serializer
func (u URL) Hostname() string { return u.href[u.at.host:u.at.hostEnd] }

// Host returns host and port, "host" or "host:port", in the form in which a
// Host field carries them. The scheme's default port is never present.
func (u URL) Host() string {
	if !u.at.hasAuthority() {
		return ""
	}
	return u.href[u.at.host:u.at.path]
}

// Port returns the port's digits, or "" where it is the scheme's default or
// the URL has none.
func (u URL) Port() string {
	if !u.at.hasAuthority() || u.at.hostEnd == u.at.path {
		return ""
	}
	return u.href[u.at.hostEnd+1 : u.at.path]
}

// EffectivePort returns the port to connect to: the URL's own or the scheme's
// default. It is 0 where there is neither, and for "http://a:0/".
func (u URL) EffectivePort() uint16 {
	digits := u.Port()
	if digits == "" {
		return u.at.kind.defaultPort()
	}
	port, _ := portNumber(digits)
	return port
}

// IP returns the address that the host is written as, and whether it is one.
// A host of a scheme that the standard does not know is one only in brackets.
// An IPv4 address inside an IPv6 one stays inside: see [netip.Addr.Unmap].
func (u URL) IP() (netip.Addr, bool) {
	host := u.Hostname()
	switch {
	case host == "":
		return netip.Addr{}, false
	case host[0] == '[':
		host = host[1 : len(host)-1]
	case !u.at.kind.special() || !isDigit(host[len(host)-1]):
		return netip.Addr{}, false
	}
	addr, err := netip.ParseAddr(host)
	return addr, err == nil
}
