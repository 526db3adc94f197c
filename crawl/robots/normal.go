package robots

import "strings"

const upperHex = "0123456789ABCDEF"

// normal gives paths and patterns one spelling (RFC 9309 §2.2.2): what needs no
// percent-encoding is decoded, what is not ASCII is encoded, hexadecimal digits
// are upper case. In a pattern * and a final $ keep their meaning; the same
// characters in a path are encoded, as one that is meant literally is in a
// pattern.
func normal(s string, pattern bool) string {
	if isNormal(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if isPlain(c) {
				b.WriteByte(c)
			} else {
				encode(&b, c)
			}
		case pattern && (c == '*' || c == '$' && i == len(s)-1):
			b.WriteByte(c)
		case c == '*' || c == '$' || c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			encode(&b, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isNormal reports whether s is sure to be its own normal form.
func isNormal(s string) bool {
	for i := 0; i < len(s); i++ {
		if !normalBytes[s[i]] {
			return false
		}
	}
	return true
}

var normalBytes = func() (table [256]bool) {
	for c := range table {
		table[c] = isPlain(byte(c)) || strings.IndexByte("/?&=:@!'(),;+#[]", byte(c)) >= 0
	}
	return table
}()

func encode(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

// isPlain reports whether c never needs encoding (RFC 3986 §2.3).
func isPlain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
