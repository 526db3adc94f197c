package weburl

import (
	"strings"
	"unicode/utf8"
	"unsafe"
)

// maxLen bounds the length of what is parsed and of what comes out of it, so
// that offsets fit their type: one byte becomes nine at most.
const maxLen = 16 << 20

// Parse parses an absolute URL. Where s is already in normal form the result
// reuses s without copying it, and so keeps alive whatever s is a part of: see
// [URL.Clone]. Errors are of type [*Error].
//
// https://url.spec.whatwg.org/#concept-basic-url-parser
func Parse(s string) (URL, error) {
	if u, ok := parseNormal(s); ok {
		return u, nil
	}
	return parse(s, &URL{})
}

// Parse resolves a reference, relative or absolute, against u. With the zero
// URL as base the reference must be absolute. The result never keeps ref
// alive. Errors are of type [*Error].
//
// https://url.spec.whatwg.org/#concept-basic-url-parser
func (u URL) Parse(ref string) (URL, error) {
	if next, ok := u.resolveNormal(ref); ok {
		return next, nil
	}
	return parse(ref, &u)
}

// ParseBytes is [URL.Parse] for a reference that is part of a page. It saves
// the conversion to a string: the result does not keep ref alive and does not
// change with it.
func (u URL) ParseBytes(ref []byte) (URL, error) {
	// Nothing below keeps the string that it is given: every result and every
	// error holds a copy.
	return u.Parse(unsafe.String(unsafe.SliceData(ref), len(ref)))
}

// parse is the general parser behind the fast paths.
func parse(in string, base *URL) (URL, error) {
	if len(in) > maxLen {
		return URL{}, newError(in, tooLong)
	}
	var room [512]byte
	var at layout
	dst, reason := appendURL(room[:0], &at, trim(in), base)
	if reason == "" && len(dst) > maxLen {
		reason = tooLong
	}
	if reason != "" {
		return URL{}, newError(in, reason)
	}
	return URL{string(dst), at}, nil
}

// appendURL dispatches on the scheme.
//
// https://url.spec.whatwg.org/#scheme-state
func appendURL(dst []byte, at *layout, in string, base *URL) ([]byte, string) {
	n := schemeLen(in)
	if n < 0 {
		return appendReference(dst, at, in, base)
	}
	dst = appendScheme(dst, at, in[:n])
	rest := in[n+1:]
	switch {
	case at.kind == file:
		return appendFile(dst, at, rest, base)
	case at.kind.special() && at.kind == base.at.kind && !strings.HasPrefix(rest, "//"):
		return appendRelative(dst[:0], at, rest, base)
	case at.kind.special():
		return appendAuthority(dst, at, trimSlashes(rest))
	case strings.HasPrefix(rest, "//"):
		return appendAuthority(dst, at, rest[2:])
	case strings.HasPrefix(rest, "/"):
		return appendPath(dst, at, rest[1:]), ""
	}
	return appendOpaquePath(dst, at, rest), ""
}

// trim removes what the standard ignores: C0 controls and spaces around s,
// tabs and newlines everywhere.
func trim(s string) string {
	for s != "" && s[0] <= ' ' {
		s = s[1:]
	}
	for s != "" && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	if !contains(s, tabOrNewline) {
		return s
	}
	return withoutTabs(s)
}

// withoutTabs removes tabs and newlines, which come after decoding: bytes of a
// character that one of them tears apart do not join again.
func withoutTabs(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r == utf8.RuneError && n == 1:
			out = append(out, "\uFFFD"...)
			n = invalidLen(s[i:])
		default:
			out = append(out, s[i:i+n]...)
		}
		i += n
	}
	return string(out)
}
