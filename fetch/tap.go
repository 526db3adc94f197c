package fetch

import (
	"strconv"

	"clew/fetch/h1"
)

// A Tap is told what an exchange says on the wire, as it is said: what was
// written before what was read. The slices are valid during the call, which is
// on the loop and must not suspend.
//
// With HTTP/1 they are the very bytes, after TLS: heads, interim ones as well,
// bodies with their framing and trailers, and of what breaks off what there was.
// Bytes behind the response are not part of it. With HTTP/2 they are a message
// of HTTP/1.1 that says the same, but for trailers and interim heads: its body
// has no framing, and ends with the exchange.
type Tap interface {
	// Begin comes before the request, with the version of HTTP: "1.1" or "2".
	// Where a request is sent once more, the exchange begins again; what was
	// told before does not count.
	Begin(version string)
	Request(p []byte)
	Response(p []byte) // of the body, as far as Body.Next has come
}

// tapRequest tells of a request that goes out with HTTP/2, body and all.
func tapRequest(tap Tap, head *h1.Request, body []byte) {
	tap.Begin("2")
	message, err := h1.AppendRequest(nil, head)
	if err != nil {
		return // then it is not sent either
	}
	tap.Request(message)
	if len(body) > 0 {
		tap.Request(body)
	}
}

// tapHead tells of the head of a response that came with HTTP/2.
func tapHead(tap Tap, status int, header h1.Header) {
	p := append([]byte("HTTP/1.1 "), strconv.Itoa(status)...)
	p = append(p, " \r\n"...) // RFC 9112 §4: there may be no reason, but there is a space
	for _, f := range header {
		p = append(p, f.Name+": "+f.Value+"\r\n"...)
	}
	tap.Response(append(p, "\r\n"...))
}
