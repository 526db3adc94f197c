package crawl

import (
	"bytes"
	"iter"
)

// asciiSpace is what HTML calls ASCII whitespace. It differs from what bytes
// and unicode call space: no vertical tab, no U+0085, no U+00A0.
//
// https://infra.spec.whatwg.org/#ascii-whitespace
const asciiSpace = " \t\n\f\r"

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
}

func trimLeftSpace(s []byte) []byte { return bytes.TrimLeft(s, asciiSpace) }

func trimSpace(s []byte) []byte { return bytes.Trim(s, asciiSpace) }

// tokens yields the words of s, which stand between bytes of separators.
func tokens(s []byte, separators string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			s = bytes.TrimLeft(s, separators)
			if len(s) == 0 {
				return
			}
			end := bytes.IndexAny(s, separators)
			if end < 0 {
				end = len(s)
			}
			if !yield(s[:end]) {
				return
			}
			s = s[end:]
		}
	}
}

// hasToken reports whether word, in any case, is one of the words of s.
func hasToken(s []byte, separators, word string) bool {
	for t := range tokens(s, separators) {
		if equalFold(t, word) {
			return true
		}
	}
	return false
}

// equalFold compares without regard to ASCII case; lower is in lower case.
// bytes.EqualFold would fold more: the Kelvin sign is no k in HTML.
func equalFold(s []byte, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i, c := range s {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
