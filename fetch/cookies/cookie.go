package cookies

import (
	"strings"
	"time"
)

// A cookie is one that a jar holds. Its strings are its own.
type cookie struct {
	name, value string
	domain      string    // in lower case, without dots around it
	path        string    // begins with a slash
	expires     time.Time // zero: with the session
	hostOnly    bool      // it is not for the names below domain
	secure      bool
	httpOnly    bool

	created uint64 // the jar's count of events
	used    uint64
}

// matches reports whether the cookie is for requests of this host and path
// (RFC 6265 §5.4 step 1).
func (c *cookie) matches(host, path string, secure bool) bool {
	switch {
	case c.secure && !secure:
		return false
	case c.hostOnly && host != c.domain:
		return false
	}
	return within(host, c.domain) && below(path, c.path)
}

// same reports whether one of two cookies replaces the other (6265bis §5.7).
func (c *cookie) same(d *cookie) bool {
	return c.name == d.name && c.domain == d.domain && c.path == d.path && c.hostOnly == d.hostOnly
}

// overlays reports whether an insecure cookie would take the place of a secure one
// in some requests (6265bis §5.7).
func (c *cookie) overlays(d *cookie) bool {
	return d.secure && c.name == d.name && below(c.path, d.path) &&
		(within(c.domain, d.domain) || within(d.domain, c.domain))
}

func (c *cookie) expired(now time.Time) bool { return !c.expires.IsZero() && !now.Before(c.expires) }

// keepsPromise reports whether the cookie is what the prefix of its name says
// (6265bis §4.1.3). A name in a value counts, as both look alike when they are sent.
func (c *cookie) keepsPromise(pathGiven bool) bool {
	sent := c.pair()
	switch {
	case hasPrefixFold(sent, "__Host-"):
		return c.name != "" && c.secure && c.hostOnly && pathGiven && c.path == "/"
	case hasPrefixFold(sent, "__Secure-"):
		return c.name != "" && c.secure
	}
	return true
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// pair is the cookie as it is sent.
func (c *cookie) pair() string {
	if c.name == "" {
		return c.value
	}
	return c.name + "=" + c.value
}

// below reports whether a request's path is a cookie's or lies below it (RFC 6265
// §5.1.4).
func below(path, of string) bool {
	rest, ok := strings.CutPrefix(path, of)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(of, "/"))
}

// defaultPath is the path of a cookie that came without one (RFC 6265 §5.1.4).
func defaultPath(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}
