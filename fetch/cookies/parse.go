package cookies

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// What one cookie may have (6265bis §5.6).
const (
	maxPair      = 4096 // bytes of name and value
	maxAttribute = 1024 // bytes of an attribute's value
	maxAge       = 400 * 24 * time.Hour
)

// A field is what a Set-Cookie field says, not yet held against who said it. Of
// an attribute that is there several times the last counts.
type field struct {
	name, value string
	domain      string // as it was given, without a leading dot
	path        string // "" where none was given that begins with a slash
	secure      bool
	httpOnly    bool
	crossSite   bool // SameSite=None

	expires    time.Time // of Expires; zero = not given
	age        time.Duration
	ageIsGiven bool // Max-Age was, and wins
}

// parse reads the value of a Set-Cookie field (6265bis §5.6).
func parse(s string) (f field, ok bool) {
	if strings.ContainsFunc(s, isControl) {
		return f, false
	}
	pair, attributes, _ := strings.Cut(s, ";")
	name, value, named := strings.Cut(pair, "=")
	if !named {
		name, value = "", pair
	}
	f.name, f.value = trim(name), trim(value)
	if n := len(f.name) + len(f.value); n == 0 || n > maxPair {
		return f, false
	}
	for a := range strings.SplitSeq(attributes, ";") {
		name, value, _ := strings.Cut(a, "=")
		if value = trim(value); len(value) <= maxAttribute {
			f.attribute(strings.ToLower(trim(name)), value)
		}
	}
	return f, true
}

// isControl holds for what may end a line or a word early; a tab may not.
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

func trim(s string) string { return strings.Trim(s, " \t") }

// attribute takes an attribute in; one that is not known or has no sense does not
// matter.
func (f *field) attribute(name, value string) {
	switch name {
	case "expires":
		if t, ok := parseDate(value); ok {
			f.expires = t
		}
	case "max-age":
		if d, ok := parseAge(value); ok {
			f.age, f.ageIsGiven = d, true
		}
	case "domain":
		f.domain = strings.TrimPrefix(value, ".")
	case "path":
		f.path = ""
		if strings.HasPrefix(value, "/") {
			f.path = value
		}
	case "secure":
		f.secure = true
	case "httponly":
		f.httpOnly = true
	case "samesite":
		f.crossSite = strings.EqualFold(value, "none")
	}
}

// parseAge reads a number of seconds, of any size, which may be negative.
func parseAge(s string) (time.Duration, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > int64(math.MaxInt64/time.Second) || n < 0 {
		n = int64(maxAge / time.Second)
	}
	if digits != s {
		n = 0
	}
	return time.Duration(n) * time.Second, true
}

// expiry says when the cookie expires, zero for with the session. Nothing is kept
// for longer than 400 days.
func (f *field) expiry(now time.Time) time.Time {
	latest := now.Add(maxAge)
	switch {
	case f.ageIsGiven:
		return now.Add(min(f.age, maxAge))
	case f.expires.After(latest):
		return latest
	}
	return f.expires
}
