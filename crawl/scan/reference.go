package scan

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Text returns the text in its final form.
func (s *Scanner) Text() []byte { return s.decode(s.page[s.text.from:s.text.to], s.textIs) }

// decode returns the final form of a part of the page: itself where it can.
func (s *Scanner) decode(raw []byte, is Content) []byte {
	n := indexSpecial(raw)
	if n == len(raw) {
		return raw
	}
	from := len(s.made)
	for n < len(raw) {
		s.made = append(s.made, raw[:n]...)
		raw = raw[n:]
		raw = raw[s.special(raw, is):]
		n = indexSpecial(raw)
	}
	s.made = append(s.made, raw...)
	return s.made[from:]
}

// indexSpecial returns where s has a byte that may not stay, or len(s).
func indexSpecial(s []byte) int {
	for i, c := range s {
		if c == '&' || c == '\r' || c == 0 {
			return i
		}
	}
	return len(s)
}

// special writes the final form of what raw begins with, and returns how many
// bytes of raw that was.
func (s *Scanner) special(raw []byte, is Content) (n int) {
	switch c := raw[0]; {
	case c == '\r':
		s.made = append(s.made, '\n')
		if len(raw) > 1 && raw[1] == '\n' {
			return 2
		}
	case c == 0 && is != markup:
		s.made = append(s.made, "\uFFFD"...)
	case c == '&' && (is == markup || is == RCDATA || is == value):
		s.made, n = appendReference(s.made, raw, is == value)
		return n
	default:
		s.made = append(s.made, c)
	}
	return 1
}

// appendReference writes what the character reference stands for that raw
// begins with, if it is one, and returns its length.
//
// https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state
func appendReference(dst, raw []byte, inValue bool) ([]byte, int) {
	n := referenceLen(raw)
	ref := raw[:n]
	if string(ref) == "&amp;" {
		return append(dst, '&'), n
	}
	if n == 1 || inValue && ref[1] != '#' && n < len(raw) && raw[n] == '=' && ref[n-1] != ';' {
		return append(dst, ref...), n
	}
	char := html.UnescapeString(string(ref)) // it has the list of the names
	if inValue && ref[1] != '#' && !isWhole(string(ref), char) {
		return append(dst, ref...), n
	}
	return append(dst, char...), n
}

// referenceLen returns the length of what looks like a character reference.
func referenceLen(raw []byte) int {
	n, is := 1, isAlnum
	if len(raw) > 1 && raw[1] == '#' {
		n, is = 2, isDigit
		if len(raw) > 2 && raw[2]|0x20 == 'x' {
			n, is = 3, isHex
		}
	}
	for n < len(raw) && is(raw[n]) {
		n++
	}
	if n < len(raw) && raw[n] == ';' {
		n++
	}
	return n
}

// isWhole reports whether a named reference was replaced as a whole, and not
// only a name that it begins with, which counts in text alone. Names without a
// semicolon stand for one character.
func isWhole(ref, char string) bool {
	if strings.HasSuffix(ref, ";") {
		return !strings.HasSuffix(char, ";") || char == ";"
	}
	return utf8.RuneCountInString(char) == 1
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isAlpha(c) || isDigit(c) }
func isHex(c byte) bool   { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
