package weburl

import "strings"

// kind tells the special schemes from each other and from all the rest.
//
// https://url.spec.whatwg.org/#special-scheme
type kind uint8

const (
	other kind = iota
	http
	https
	ws
	wss
	ftp
	file
)

var defaultPorts = [...]uint16{http: 80, https: 443, ws: 80, wss: 443, ftp: 21, file: 0}

func (k kind) special() bool { return k != other }

// isSlash reports whether c separates segments in a URL of this kind.
func (k kind) isSlash(c byte) bool { return c == '/' || c == '\\' && k.special() }

// kindOf takes a scheme in lower case.
func kindOf(scheme []byte) kind {
	switch string(scheme) {
	case "http":
		return http
	case "https":
		return https
	case "ws":
		return ws
	case "wss":
		return wss
	case "ftp":
		return ftp
	case "file":
		return file
	}
	return other
}

// schemeLen returns the length of the scheme that s begins with, without the
// colon, or -1 where s begins with none.
//
// https://url.spec.whatwg.org/#scheme-state
func schemeLen(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case isAlpha(c):
		case i > 0 && c == ':':
			return i
		case i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		default:
			return -1
		}
	}
	return -1
}

// appendScheme writes the scheme in lower case with its colon.
func appendScheme(dst []byte, at *layout, scheme string) []byte {
	for i := range len(scheme) {
		dst = append(dst, toLower(scheme[i]))
	}
	at.kind = kindOf(dst)
	at.setNoAuthority(len(dst))
	return append(dst, ':')
}

// setNoAuthority sets the offsets of a URL without authority whose colon
// stands at i.
func (at *layout) setNoAuthority(i int) {
	at.scheme = uint32(i)
	at.userEnd, at.host, at.hostEnd, at.path = at.scheme+1, at.scheme+1, at.scheme+1, at.scheme+1
}

// Scheme returns the scheme in lower case, without the colon: "http".
func (u URL) Scheme() string { return u.href[:u.at.scheme] }

// IsHTTP reports whether the scheme is http or https.
func (u URL) IsHTTP() bool { return u.at.kind == http || u.at.kind == https }

// Origin returns the origin as the standard serialises it: "http://host" or
// "http://host:port" for http, https, ws, wss and ftp, the origin of the URL
// inside for blob, "null" for all else. It allocates only where u carries
// credentials.
//
// https://url.spec.whatwg.org/#origin
func (u URL) Origin() string {
	switch {
	case u.at.kind.special() && u.at.kind != file:
		if u.HasCredentials() {
			return u.href[:u.at.scheme+3] + u.Host()
		}
		return u.href[:u.at.path]
	case u.Scheme() == "blob":
		if inner, err := Parse(u.Path()); err == nil && inner.IsHTTP() {
			return inner.Origin()
		}
	}
	return "null"
}

// trimSlashes drops the slashes and backslashes before the host of a special
// URL, however many.
//
// https://url.spec.whatwg.org/#special-authority-ignore-slashes-state
func trimSlashes(s string) string { return strings.TrimLeft(s, `/\`) }

func isAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func toLower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}
