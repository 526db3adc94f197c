package fetch

import (
	"clew/crawl/weburl"
	"clew/fetch/h1"
)

// A Request is one request. Its slices are read, never written, so that many
// requests may share them.
type Request struct {
	Method string // "" = GET
	URL    weburl.URL
	Header h1.Header // in the order in which they are sent; Host is made from the URL if missing
	Body   []byte    // nil = none

	// AllowPrivate lets the request go to addresses for which IsPrivate holds.
	AllowPrivate bool
}

func (r *Request) method() string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}

// Idempotent reports whether sending the request twice has the effect of
// sending it once (RFC 9110 §9.2.2).
func (r *Request) Idempotent() bool {
	switch r.method() {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return false
}

// appendTo writes the request's head, and its body where that is small enough
// to go out with it in one segment or two.
func (r *Request) appendTo(dst []byte) (out []byte, whole bool, err error) {
	head := h1.Request{Method: r.method(), Target: r.URL.RequestTarget(), Host: r.URL.Host(), Header: r.Header, ContentLength: int64(len(r.Body))}
	out, err = h1.AppendRequest(dst, &head)
	if err != nil {
		return out, false, err
	}
	if len(r.Body) > smallBody {
		return out, false, nil
	}
	return append(out, r.Body...), true, nil
}

const smallBody = 16 << 10
