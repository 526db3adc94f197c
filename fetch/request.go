package fetch

import (
	"errors"

	"clew/crawl/weburl"
	"clew/fetch/h1"
	"clew/fetch/proxy"
)

// A Request is one request. Its slices are read, never written, so that many
// requests may share them.
type Request struct {
	Method string // "" = GET
	URL    weburl.URL
	Header h1.Header // in the order in which they are sent, but Host, which is first and the URL's if missing
	Body   []byte    // nil = none

	// AllowPrivate lets the request go to addresses for which IsPrivate holds.
	AllowPrivate bool

	Tap Tap // is told the bytes of the exchange; nil = none

	// Phase, if set, is where [Client.Do] keeps what the exchange is at, for
	// those who look meanwhile.
	Phase *Phase
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

// message is a request as it goes out.
type message struct {
	method string
	head   []byte // with the body where that is small; from the client's buffers
	body   []byte // nil where it is in head, or there is none
	tap    Tap
}

// write makes the message of a request, to its server or to a proxy that is asked.
func (c *Client) write(req *Request, asked proxy.Proxy) (m message, err error) {
	m.method, m.tap = req.method(), req.Tap
	if m.head, m.body, err = req.appendTo(c.buffers.take(), asked); err != nil {
		c.buffers.give(m.head)
		return m, wrapError("make request", req.URL.String(), err)
	}
	return m, nil
}

// head returns what the request's head says.
func (r *Request) head() (head h1.Request, err error) {
	if !r.URL.IsHTTP() {
		return head, errors.New("scheme is neither http nor https")
	}
	head = h1.Request{Method: r.method(), Target: r.URL.RequestTarget(), Host: r.URL.Host(), Header: r.Header, ContentLength: int64(len(r.Body))}
	if r.Header.Has("Host") {
		head.Host, head.Header = r.Header.Get("Host"), without(r.Header, "Host")
	}
	return head, nil
}

// appendTo writes the request's head, and its body where that is small enough
// to go out with it in one segment or two; rest is the body where it is not.
func (r *Request) appendTo(dst []byte, asked proxy.Proxy) (out, rest []byte, err error) {
	head, err := r.head()
	if err != nil {
		return dst, nil, err
	}
	if !asked.IsZero() {
		address(&head, r.URL, asked)
	}
	out, err = h1.AppendRequest(dst, &head)
	if err != nil || len(r.Body) > smallBody {
		return out, r.Body, err
	}
	return append(out, r.Body...), nil, nil
}

const smallBody = 16 << 10
