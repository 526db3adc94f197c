package warc

import (
	"strconv"
	"time"
)

// A Field is a line of a warcinfo record, as "operator: A. Person".
type Field struct{ Name, Value string }

// appendField appends a line of a header. Names are this package's own, or have
// been checked; a value may be anybody's and cannot end the line.
func appendField(dst []byte, name, value string) []byte {
	return appendValue(append(append(dst, name...), ": "...), value)
}

func appendValue(dst []byte, value string) []byte {
	for i := range len(value) {
		c := value[i]
		if c < ' ' || c == 0x7f {
			c = ' '
		}
		dst = append(dst, c)
	}
	return append(dst, "\r\n"...)
}

func appendNumber(dst []byte, name string, n int64) []byte {
	dst = append(append(dst, name...), ": "...)
	return append(strconv.AppendInt(dst, n, 10), "\r\n"...)
}

// dateLayout has a fraction, as WARC 1.1 allows (§5.4).
const dateLayout = "2006-01-02T15:04:05.000000Z"

func appendDate(dst []byte, name string, t time.Time) []byte {
	dst = append(append(dst, name...), ": "...)
	return append(t.UTC().AppendFormat(dst, dateLayout), "\r\n"...)
}

// appendURI appends a URI, which has neither blanks nor anything outside of
// ASCII. Angle brackets would pass for the ones in which WARC 1.0 wrote it.
func appendURI(dst []byte, uri string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(uri) {
		switch c := uri[i]; {
		case c <= ' ' || c >= 0x7f || c == '<' || c == '>':
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func appendURIField(dst []byte, name, uri string) []byte {
	dst = append(append(dst, name...), ": "...)
	return append(appendURI(dst, uri), "\r\n"...)
}

// validName reports whether name is a token (§4), which is what may stand before
// a colon.
func validName(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case '0' <= c && c <= '9', 'a' <= c|0x20 && c|0x20 <= 'z', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return name != ""
}
