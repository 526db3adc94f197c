package fetch

import (
	"net/netip"
	"time"

	"clew/fetch/h1"
)

// A Response is the head of a response and the way to its body.
type Response struct {
	StatusCode int
	Version    string // of HTTP: "1.1", "1.0", "2"
	Header     h1.Header
	Body       Body

	Reused bool       // the connection had served a request before
	Remote netip.Addr // the address that was asked
	Timing Timing
}

// Timing says when the phases of an exchange ended, counted from its start, in
// curl's sense: what did not happen took no time, so that on a reused
// connection the first three are zero. It is as exact as the loop's turns.
type Timing struct {
	Start     time.Time
	Name      time.Duration // the name was resolved
	Connect   time.Duration // the connection stood
	TLS       time.Duration // the handshake was over; 0 without TLS
	FirstByte time.Duration // the response began
}
