package record

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// AppendJSON appends the record as one JSON object on a line of its own.
func (s Selection) AppendJSON(dst []byte, r *Record) []byte {
	list := s.list()
	begin := len(dst)
	for i := range list {
		dst = list[i].append(dst, r)
	}
	if len(dst) == begin {
		dst = append(dst, '{')
	}
	dst[begin] = '{' // in the place of the first comma
	return append(dst, '}', '\n')
}

// appendTwo writes a number below 100 with its leading zero.
func appendTwo[N int | uint64](dst []byte, n N) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}

func appendTimestamp(dst []byte, r *Record) []byte {
	if r.Timestamp.IsZero() {
		return dst
	}
	t := r.Timestamp.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	milli := t.Nanosecond() / 1e6
	dst = append(dst, `,"timestamp":"`...)
	dst = append(appendTwo(appendTwo(dst, year/100), year%100), '-')
	dst = append(appendTwo(dst, int(month)), '-')
	dst = append(appendTwo(dst, day), 'T')
	dst = append(appendTwo(dst, hour), ':')
	dst = append(appendTwo(dst, minute), ':')
	dst = append(appendTwo(dst, second), '.', byte('0'+milli/100))
	return append(appendTwo(dst, milli%100), 'Z', '"')
}

func appendMeta(dst []byte, r *Record) []byte {
	if len(r.Meta) == 0 {
		return dst
	}
	return append(append(dst, `,"meta":`...), r.Meta...)
}

func appendRedirects(dst []byte, r *Record) []byte {
	if len(r.Redirects) == 0 {
		return dst
	}
	return appendList(append(dst, `,"redirects":`...), len(r.Redirects), func(dst []byte, i int) []byte {
		dst = append(dst, `{"url":`...)
		dst = appendString(dst, r.Redirects[i].URL)
		dst = append(dst, `,"status_code":`...)
		dst = strconv.AppendInt(dst, int64(r.Redirects[i].StatusCode), 10)
		return append(dst, '}')
	})
}

func appendLinks(dst []byte, r *Record) []byte {
	if r.Links == nil {
		return dst
	}
	return appendList(append(dst, `,"links":`...), len(r.Links), func(dst []byte, i int) []byte {
		l := &r.Links[i]
		dst = append(dst, `{"url":`...)
		dst = appendString(dst, l.URL)
		for _, p := range [...][2]string{{`,"tag":`, l.Tag}, {`,"attribute":`, l.Attribute}, {`,"rel":`, l.Rel}, {`,"text":`, l.Text}} {
			if p[1] != "" {
				dst = appendString(append(dst, p[0]...), p[1])
			}
		}
		return append(dst, '}')
	})
}

// appendHeaders writes {"lower-name":["v",…]}; a name stands where it came first.
func appendHeaders(dst []byte, r *Record) []byte {
	if r.Header == nil {
		return dst
	}
	dst = append(append(dst, `,"headers":`...), '{')
	start := len(dst)
next:
	for i, f := range r.Header {
		for _, before := range r.Header[:i] {
			if strings.EqualFold(before.Name, f.Name) {
				continue next
			}
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = appendString(dst, strings.ToLower(f.Name))
		dst = append(dst, ':', '[')
		for _, g := range r.Header[i:] {
			if strings.EqualFold(g.Name, f.Name) {
				if dst[len(dst)-1] != '[' {
					dst = append(dst, ',')
				}
				dst = appendString(dst, g.Value)
			}
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func appendBody(dst []byte, r *Record) []byte {
	if r.Body == nil || !utf8.Valid(r.Body) {
		return dst
	}
	return appendString(append(dst, `,"body":`...), string(r.Body))
}

func appendBodyBase64(dst []byte, r *Record) []byte {
	if r.Body == nil || utf8.Valid(r.Body) {
		return dst
	}
	dst = append(dst, `,"body_base64":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, r.Body)
	return append(dst, '"')
}

func appendSimhash(dst []byte, r *Record) []byte {
	if r.Simhash == 0 {
		return dst
	}
	dst = append(dst, `,"simhash":"`...)
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, hexDigits[r.Simhash>>shift&0xf])
	}
	return append(dst, '"')
}

func appendSelected(dst []byte, r *Record) []byte {
	if r.Selected == nil {
		return dst
	}
	return appendList(append(dst, `,"selected":`...), len(r.Selected), func(dst []byte, i int) []byte {
		return appendString(dst, r.Selected[i])
	})
}

func appendList(dst []byte, n int, one func([]byte, int) []byte) []byte {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, i)
	}
	return append(dst, ']')
}

const hexDigits = "0123456789abcdef"

// appendString writes s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD, so that every line is valid; < and > stay as they are.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := plainPrefix(s); i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf && c != 0x7f {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			dst = append(dst, s[start:i]...)
			dst = appendEscape(dst, c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == '\u2028' || r == '\u2029' {
			dst = append(dst, s[start:i]...)
			switch r {
			case '\u2028':
				dst = append(dst, `\u2028`...)
			case '\u2029':
				dst = append(dst, `\u2029`...)
			default:
				dst = append(dst, "\ufffd"...)
			}
			start = i + size
		}
		i += size
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// plainPrefix returns how many bytes at the beginning of s surely stand for
// themselves. It looks at eight at once: a byte is none of those if it is below
// 0x20, a quote, a backslash, DEL or no ASCII.
func plainPrefix(s string) (n int) {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	zero := func(x uint64) uint64 { return (x - ones) &^ x } // its high bits: where a byte of x is zero
	for ; n+8 <= len(s); n += 8 {
		p := s[n : n+8]
		x := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
			uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
		if ((x-0x20*ones)|x|zero(x^'"'*ones)|zero(x^'\\'*ones)|zero(x^0x7f*ones))&high != 0 {
			break
		}
	}
	return n
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}

// Duration is rounded for people.
func Duration(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}
