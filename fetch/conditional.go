package fetch

import (
	"slices"
	"strings"
	"time"

	"clew/fetch/h1"
)

// Validators are what a response says about its version, to be asked later whether
// it still is the one (RFC 9110 §8.8). The zero Validators say nothing.
type Validators struct {
	ETag         string // as it was sent: "x" with its quotes, or W/"x"
	LastModified string // as it was sent
}

// maxValidator bounds a validator, in bytes: it is stored, and sent back with every
// request.
const maxValidator = 1024

// ValidatorsOf returns the validators of a response. What is broken is left out: an
// ETag without quotes, a date that is none.
func ValidatorsOf(header h1.Header) (v Validators) {
	if tag := header.Get("ETag"); isEntityTag(tag) {
		v.ETag = strings.Clone(tag)
	}
	date := header.Get("Last-Modified")
	if _, err := parseHTTPDate(date, time.Time{}); err == nil && len(date) <= maxValidator {
		v.LastModified = strings.Clone(date)
	}
	return v
}

// isEntityTag reports whether s is one (RFC 9110 §8.8.3).
func isEntityTag(s string) bool {
	tag := strings.TrimPrefix(s, "W/")
	if len(s) > maxValidator || len(tag) < 2 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return false
	}
	for _, c := range []byte(tag[1 : len(tag)-1]) {
		if c <= ' ' || c == '"' || c == 0x7f {
			return false
		}
	}
	return true
}

// conditions are the fields with which a request asks for less than all.
var conditions = []string{"If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"}

// Ask returns req as it asks for the content only where it is another version
// (RFC 9110 §13.1.2, §13.1.3). It is req itself where v says nothing, where the
// method is neither GET nor HEAD, and where the request has conditions of its own.
func (v Validators) Ask(req *Request) *Request {
	if m := req.method(); v == (Validators{}) || m != "GET" && m != "HEAD" || slices.ContainsFunc(conditions, req.Header.Has) {
		return req
	}
	asking := *req
	h := slices.Clip(req.Header)
	if v.ETag != "" {
		h = append(h, h1.Field{Name: "If-None-Match", Value: v.ETag})
	}
	if v.LastModified != "" {
		h = append(h, h1.Field{Name: "If-Modified-Since", Value: v.LastModified})
	}
	asking.Header = h
	return &asking
}

// Same reports whether a response to a request that asked with v is of the same
// version, with or without its content. known is false where the response does not
// tell: it failed, leads elsewhere, has no validators any more, or is a 304 to
// another question.
func (v Validators) Same(status int, header h1.Header) (same, known bool) {
	is := ValidatorsOf(header)
	sameTag := v.ETag != "" && strings.TrimPrefix(v.ETag, "W/") == strings.TrimPrefix(is.ETag, "W/") // RFC 9110 §8.8.3.2, weakly
	switch {
	case v == (Validators{}):
		return false, false
	case status == 304: // RFC 9111 §4.3.4: another tag is another version's
		same = is.ETag == "" || v.ETag == "" || sameTag
		return same, same
	case status != 200 && status != 203:
		return false, false
	case v.ETag != "" && is.ETag != "":
		return sameTag, true
	}
	return v.LastModified == is.LastModified, v.LastModified != "" && is.LastModified != ""
}

// After304 returns the validators of the version that a 304 has confirmed: what it
// says, and else what was known (RFC 9111 §3.2).
func (v Validators) After304(header h1.Header) Validators {
	is := ValidatorsOf(header)
	if is.ETag != "" {
		v.ETag = is.ETag
	}
	if is.LastModified != "" {
		v.LastModified = is.LastModified
	}
	return v
}
