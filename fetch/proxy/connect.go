package proxy

import (
	"errors"

	"clew/fetch/h1"
)

// connect asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6).
type connect struct {
	request []byte // until it is said
	reply   h1.Reader
}

// The head of an answer to CONNECT has little to say.
var connectLimits = h1.Limits{MaxHead: 64 << 10, MaxFields: 500}

func newConnect(p Proxy, host string, port uint16, userAgent string) (*connect, error) {
	c := new(connect)
	c.reply.Reset("CONNECT", connectLimits)
	if ip, ok := address(host); ok {
		host = ip.String()
	}
	head := h1.Request{Method: "CONNECT", Target: hostPort(host, port)}
	head.Host = head.Target
	if value := p.Authorization(); value != "" {
		head.Header = append(head.Header, h1.Field{Name: "Proxy-Authorization", Value: value})
	}
	if userAgent != "" {
		head.Header = append(head.Header, h1.Field{Name: "User-Agent", Value: userAgent})
	}
	var err error
	c.request, err = h1.AppendRequest(nil, &head)
	return c, err
}

// errEarly is of a proxy, or somebody behind it, that speaks before it can have been
// asked: whoever speaks in a tunnel of ours begins with TLS, and is the client.
var errEarly = errors.New("bytes behind the head of the answer to CONNECT")

func (c *connect) Step(in []byte) (out []byte, n int, done bool, err error) {
	if c.request != nil {
		out, c.request = c.request, nil
	}
	if len(in) == 0 {
		return out, 0, false, nil
	}
	n, done, err = c.reply.Head(in)
	if err != nil || !done {
		return out, n, false, err
	}
	head := c.reply.Response()
	switch {
	case head.StatusCode/100 != 2:
		return out, n, false, &StatusError{head.StatusCode, cut(head.Reason)}
	case n < len(in):
		return out, n, false, errEarly
	}
	return out, n, true, nil
}
