package crawl

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// A queryEncoder writes the queries of references as browsers do on a page in
// a legacy encoding: in that encoding. Servers of such pages expect it.
//
// https://url.spec.whatwg.org/#query-state
type queryEncoder struct{ enc *encoding.Encoder }

// newQueryEncoder returns nil where queries are written in UTF-8.
//
// https://encoding.spec.whatwg.org/#get-an-output-encoding
func newQueryEncoder(charset string) *queryEncoder {
	switch charset {
	case "", "utf-8", "utf-16be", "utf-16le", "replacement":
		return nil
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return nil
	}
	return &queryEncoder{enc.NewEncoder()}
}

// encode percent-encodes what is not ASCII in the query of ref. It returns
// ref itself where there is nothing of that.
func (q *queryEncoder) encode(ref []byte) []byte {
	start, end := querySpan(ref)
	query := ref[start:end]
	if isASCII(query) {
		return ref
	}
	out := append([]byte(nil), ref[:start]...)
	for len(query) > 0 {
		r, size := utf8.DecodeRune(query)
		if r < utf8.RuneSelf {
			out = append(out, query[0])
		} else {
			out = q.appendRune(out, r, query[:size])
		}
		query = query[size:]
	}
	return append(out, ref[end:]...)
}

// querySpan returns where in ref the query lies, its '?' not counted.
func querySpan(ref []byte) (start, end int) {
	end = len(ref)
	if hash := bytes.IndexByte(ref, '#'); hash >= 0 {
		end = hash
	}
	start = bytes.IndexByte(ref[:end], '?') + 1
	if start == 0 {
		start = end
	}
	return start, end
}

// appendRune appends r in the page's encoding, percent-encoded; what that
// lacks becomes a numeric character reference.
//
// https://url.spec.whatwg.org/#string-percent-encode-after-encoding
func (q *queryEncoder) appendRune(dst []byte, r rune, utf []byte) []byte {
	encoded, err := q.enc.Bytes(utf)
	if err != nil {
		dst = append(dst, "%26%23"...)
		dst = strconv.AppendInt(dst, int64(r), 10)
		return append(dst, "%3B"...)
	}
	for _, c := range encoded {
		if c <= ' ' || c >= 0x7f || bytes.IndexByte([]byte(`"#<>'`), c) >= 0 {
			const hex = "0123456789ABCDEF"
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		} else {
			dst = append(dst, c)
		}
	}
	return dst
}

func isASCII(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
