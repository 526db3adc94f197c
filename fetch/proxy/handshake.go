package proxy

import (
	"errors"
	"fmt"
	"strconv"
)

// A Handshake is what is said to a proxy until the connection through it stands. It
// does no I/O.
type Handshake interface {
	// Step takes what the proxy said, nothing at first, and returns what is to
	// be said next, which is valid until the next call. It uses n bytes of in:
	// all of them, unless it is done; what is left comes from behind the proxy.
	// An error is final.
	Step(in []byte) (out []byte, n int, done bool, err error)
}

// Handshake returns what is to be said to p for a connection to a host, a name or
// an address, and a port. userAgent is for HTTP; "" sends none. The error says what
// the protocol has no way to say.
func (p Proxy) Handshake(host string, port uint16, userAgent string) (Handshake, error) {
	if p.IsSOCKS() {
		return newSOCKS(p, host, port)
	}
	return newConnect(p, host, port, userAgent)
}

var (
	// ErrMethod is of a SOCKS proxy that wants another way of authentication
	// than none or, where they are given, user and password.
	ErrMethod = errors.New("the proxy offers no way of authentication that is known here")
	// ErrUser is of a SOCKS proxy that does not accept user and password.
	ErrUser = errors.New("the proxy does not accept user and password")
)

// A StatusError is an HTTP proxy's answer to CONNECT that is not 2xx.
type StatusError struct {
	StatusCode int
	Reason     string // as it was sent, cut where it is long
}

func (e *StatusError) Error() string {
	s := "the proxy answers " + strconv.Itoa(e.StatusCode)
	if e.Reason != "" {
		s += " " + strconv.Quote(e.Reason)
	}
	return s
}

// A ReplyError is the code with which a SOCKS proxy refuses (RFC 1928 §6).
type ReplyError byte

var replies = [...]string{
	1: "general failure",
	2: "connection not allowed",
	3: "network unreachable",
	4: "host unreachable",
	5: "connection refused",
	6: "TTL expired",
	7: "command not supported",
	8: "address type not supported",
}

func (e ReplyError) Error() string {
	if int(e) < len(replies) && replies[e] != "" {
		return "the proxy answers: " + replies[e]
	}
	return fmt.Sprintf("the proxy answers: code %d", byte(e))
}

// IsFinal reports whether err is an answer of a proxy that would be the same if it
// were asked again: it does not want to, or know how to. That it could not reach
// somebody, or has too much to do, may be otherwise later; so may everything that
// is no answer.
func IsFinal(err error) bool {
	var status *StatusError
	var reply ReplyError
	switch {
	case errors.Is(err, ErrMethod), errors.Is(err, ErrUser):
		return true
	case errors.As(err, &status):
		return status.StatusCode < 500 && status.StatusCode != 408 && status.StatusCode != 429 || status.StatusCode == 501
	case errors.As(err, &reply):
		return reply == 2 || reply > 6
	}
	return false
}
