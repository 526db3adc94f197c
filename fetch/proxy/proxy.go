package proxy

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"clew/crawl/weburl"
	"clew/fetch/auth"
)

// The schemes of proxies.
const (
	HTTP    = "http"
	HTTPS   = "https"   // HTTP, and TLS to the proxy itself
	SOCKS5  = "socks5"  // it is given addresses
	SOCKS5H = "socks5h" // it is given names
)

// A Proxy is a server that makes connections for others. The zero Proxy is none.
type Proxy struct {
	Scheme string // one of the four
	Host   string // a name in ASCII and lower case, or an address without brackets
	Port   uint16

	User, Password string // what it is told, "" for nothing
}

// IsZero reports whether p is no proxy.
func (p Proxy) IsZero() bool { return p == Proxy{} }

// IsSOCKS reports whether p speaks SOCKS5, not HTTP.
func (p Proxy) IsSOCKS() bool { return p.Scheme == SOCKS5 || p.Scheme == SOCKS5H }

// Tunnels reports whether a request for u goes through p as if there were no proxy,
// after a [Handshake]. Otherwise p is asked itself, with the whole URL as target
// (RFC 9112 §3.2.2).
func (p Proxy) Tunnels(u weburl.URL) bool { return p.IsSOCKS() || u.Scheme() == "https" }

// Authorization returns the value of the Proxy-Authorization field, "" for none.
func (p Proxy) Authorization() string {
	if p.User == "" && p.Password == "" {
		return ""
	}
	return auth.Basic(p.User, p.Password)
}

// String returns p as a URL without user and password.
func (p Proxy) String() string {
	if p.IsZero() {
		return ""
	}
	return p.Scheme + "://" + hostPort(p.Host, p.Port)
}

// hostPort joins a host and a port as a URL does.
func hostPort(host string, port uint16) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(int(port))
}

// Parse reads a proxy as curl's --proxy names it: [scheme://][user:password@]host[:port].
// What follows the port does not matter. The error does not tell the password.
func Parse(s string) (Proxy, error) {
	scheme, rest, found := strings.Cut(strings.Trim(s, " \t"), "://")
	if !found {
		scheme, rest = HTTP, scheme
	}
	p := Proxy{Scheme: strings.ToLower(scheme), Port: 1080}
	switch p.Scheme {
	case HTTP, SOCKS5, SOCKS5H:
	case HTTPS:
		p.Port = 443
	default:
		return Proxy{}, fmt.Errorf("scheme %q is not supported; there are http, https, socks5, socks5h", cut(p.Scheme))
	}
	// The port that a URL leaves out is another one with another scheme.
	plain, err1 := weburl.Parse("http://" + rest)
	secure, err2 := weburl.Parse("https://" + rest)
	if err1 != nil || err2 != nil {
		return Proxy{}, errors.New("no proxy: want [scheme://][user:password@]host[:port]")
	}
	p.Host = strings.Trim(plain.Hostname(), "[]")
	p.User, p.Password = plain.Credentials()
	switch {
	case plain.Port() != "":
		p.Port = plain.EffectivePort()
	case secure.Port() != "":
		p.Port = secure.EffectivePort()
	}
	if p.Port == 0 {
		return Proxy{}, errors.New("no proxy: port 0")
	}
	return p, nil
}

func cut(s string) string { return s[:min(len(s), 100)] }

// address is the IP address that a host is written as, if it is.
func address(host string) (netip.Addr, bool) {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return ip.Unmap().WithZone(""), err == nil
}
