package crawl

import (
	"bytes"
)

// ParseRefresh returns the reference out of a refresh, "5; url=/next", as it
// stands in a meta element's content or in a Refresh header. ok is false where
// the value is none or names no URL: the page then only reloads itself.
//
// https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
func ParseRefresh(content []byte) (ref []byte, ok bool) {
	s := trimLeftSpace(content)
	s, ok = skipRefreshTime(s)
	if !ok || len(s) == 0 {
		return nil, false
	}
	if s[0] != ';' && s[0] != ',' && !isSpace(s[0]) {
		return nil, false
	}
	s = trimLeftSpace(s)
	if len(s) > 0 && (s[0] == ';' || s[0] == ',') {
		s = trimLeftSpace(s[1:])
	}
	ref = unquote(skipURLEquals(s))
	return ref, len(ref) > 0
}

// skipRefreshTime skips the seconds: digits, then anything of digits and dots.
// It fails where there are none.
func skipRefreshTime(s []byte) (rest []byte, ok bool) {
	rest = bytes.TrimLeft(s, "0123456789")
	if len(rest) == len(s) && (len(s) == 0 || s[0] != '.') {
		return nil, false
	}
	return bytes.TrimLeft(rest, "0123456789."), true
}

// skipURLEquals skips "url=", spaces around the sign allowed. Where that is
// not there, all of s is the reference ("1; urfoo" names urfoo).
func skipURLEquals(s []byte) []byte {
	if len(s) < 3 || !equalFold(s[:3], "url") {
		return s
	}
	rest := trimLeftSpace(s[3:])
	if len(rest) == 0 || rest[0] != '=' {
		return s
	}
	return trimLeftSpace(rest[1:])
}

// unquote returns what stands between a quote at the start of s and the next
// one, or the end; s itself where it has none.
func unquote(s []byte) []byte {
	if len(s) == 0 || s[0] != '"' && s[0] != '\'' {
		return s
	}
	quote := s[0]
	s = s[1:]
	if end := bytes.IndexByte(s, quote); end >= 0 {
		s = s[:end]
	}
	return s
}
