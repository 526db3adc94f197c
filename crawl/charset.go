package crawl

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// ToUTF8 decodes an HTML page and names the encoding it was in, as the
// encoding standard spells it: "utf-8", "gbk". That is what a byte order mark
// says, else the Content-Type, else a meta element within the first 1,024
// bytes, else UTF-8 if the page is valid in it and windows-1252 if not. What
// is invalid becomes U+FFFD. A page in UTF-8 or ASCII is returned as it is,
// without its mark; no other grows to more than three times its size.
//
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
func ToUTF8(contentType string, body []byte) (text []byte, charset string, err error) {
	charset, text = cutBOM(body)
	if charset == "" {
		charset = declaredCharset(contentType, body)
	}
	if isPlain(charset, text) {
		return text, charset, nil
	}
	enc, err := htmlindex.Get(charset)
	if err == nil {
		text, err = enc.NewDecoder().Bytes(text)
	}
	if err != nil {
		return nil, charset, fmt.Errorf("decode %s: %w", charset, err)
	}
	return text, charset, nil
}

// cutBOM removes a byte order mark and returns the encoding that it stands for.
//
// https://encoding.spec.whatwg.org/#bom-sniff
func cutBOM(body []byte) (charset string, rest []byte) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return "utf-8", body[3:]
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return "utf-16be", body[2:]
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return "utf-16le", body[2:]
	}
	return "", body
}

// declaredCharset returns the encoding of a page without a byte order mark.
func declaredCharset(contentType string, body []byte) string {
	if name := canonicalCharset(charsetParam([]byte(contentType))); name != "" {
		return name
	}
	if name := prescan(body[:min(len(body), 1024)]); name != "" {
		return name
	}
	if validUTF8(body) {
		return "utf-8"
	}
	return "windows-1252"
}

// isPlain reports whether text need not be decoded.
func isPlain(charset string, text []byte) bool {
	switch charset {
	case "utf-8":
		return utf8.Valid(text)
	case "utf-16be", "utf-16le", "iso-2022-jp", "replacement":
		return false // these give ASCII bytes other meanings
	}
	return isASCII(text)
}

// validUTF8 is utf8.Valid, but for a rune that is cut off by the end.
func validUTF8(s []byte) bool {
	return utf8.Valid(trimPartialRune(s))
}

// canonicalCharset returns the standard name of the encoding that label
// stands for, or "".
//
// https://encoding.spec.whatwg.org/#names-and-labels
func canonicalCharset(label []byte) string {
	if equalFold(label, "utf-8") {
		return "utf-8" // spares the look-up
	}
	enc, err := htmlindex.Get(string(label))
	if err != nil {
		return ""
	}
	name, _ := htmlindex.Name(enc)
	return name
}

// charsetParam returns what follows "charset=" in a Content-Type, quotes
// removed, or nil. A meta element's content is read by the same rule; as a
// header, "text/html, text/html;charset=x" is common enough to be understood.
//
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#extracting-character-encodings-from-meta-elements
func charsetParam(s []byte) []byte {
	for {
		i := indexFold(s, "charset")
		if i < 0 {
			return nil
		}
		s = trimLeftSpace(s[i+len("charset"):])
		if len(s) == 0 || s[0] != '=' {
			continue
		}
		s = trimLeftSpace(s[1:])
		if len(s) > 0 && (s[0] == '"' || s[0] == '\'') {
			value, _, closed := bytes.Cut(s[1:], s[:1])
			if !closed {
				return nil
			}
			return value
		}
		if end := bytes.IndexAny(s, asciiSpace+";,"); end >= 0 {
			s = s[:end]
		}
		return s
	}
}

// indexFold is the index of the first lower in s, in any ASCII case, or -1.
func indexFold(s []byte, lower string) int {
	for i := 0; i+len(lower) <= len(s); i++ {
		if equalFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}
