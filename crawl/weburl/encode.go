package weburl

import "unicode/utf8"

const upperHex = "0123456789ABCDEF"

// appendEncoded writes s with the bytes of the set percent-encoded, and with
// the replacement character for what is not UTF-8. A '%' stays as it is.
//
// https://url.spec.whatwg.org/#string-utf-8-percent-encode
func appendEncoded(dst []byte, s string, encode set) []byte {
	clean := 0 // s[clean:i] is to be copied as it is
	for i := 0; i < len(s); {
		c := s[i]
		if sets[c]&encode == 0 {
			i++
			continue
		}
		dst = append(dst, s[clean:i]...)
		if c < utf8.RuneSelf {
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
			i++
		} else {
			dst, i = appendRune(dst, s, i)
		}
		clean = i
	}
	return append(dst, s[clean:]...)
}

// appendRune writes the non-ASCII character at s[i:], percent-encoded, and
// returns where it ends.
func appendRune(dst []byte, s string, i int) ([]byte, int) {
	r, n := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && n == 1 {
		return append(dst, "%EF%BF%BD"...), i + invalidLen(s[i:])
	}
	for _, c := range []byte(s[i : i+n]) {
		dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
	}
	return dst, i + n
}

// invalidLen returns how many of the leading bytes of s, which is not UTF-8,
// become one replacement character: as many as could have begun a character.
//
// https://encoding.spec.whatwg.org/#utf-8-decoder
func invalidLen(s string) int {
	need, low, high := 0, byte(0x80), byte(0xbf)
	switch c := s[0]; {
	case 0xc2 <= c && c <= 0xdf:
		need = 1
	case 0xe0 <= c && c <= 0xef:
		need = 2
		if c == 0xe0 {
			low = 0xa0
		} else if c == 0xed {
			high = 0x9f
		}
	case 0xf0 <= c && c <= 0xf4:
		need = 3
		if c == 0xf0 {
			low = 0x90
		} else if c == 0xf4 {
			high = 0x8f
		}
	}
	n := 1
	for n <= need && n < len(s) && low <= s[n] && s[n] <= high {
		low, high = 0x80, 0xbf
		n++
	}
	return n
}
