package fetchtest

import (
	"fmt"
	"strings"
)

// Response returns a response with the given status, as "404 Not Found", header
// lines, and a body with its Content-Length.
func Response(status, body string, header ...string) string {
	return Head(status, append(header, fmt.Sprintf("Content-Length: %d", len(body)))...) + body
}

// OK returns a response of status 200 with a body.
func OK(body string, header ...string) string { return Response("200 OK", body, header...) }

// Head returns the head of a response.
func Head(status string, header ...string) string {
	return "HTTP/1.1 " + status + "\r\n" + strings.Join(append(header, ""), "\r\n") + "\r\n"
}

// Chunked returns a response of status 200 with a chunked body, a chunk for each
// piece.
func Chunked(pieces ...string) string {
	return Head("200 OK", "Transfer-Encoding: chunked") + Chunks(pieces...) + "0\r\n\r\n"
}

// Chunks returns the pieces as chunks, without the last one that ends a body.
func Chunks(pieces ...string) string {
	var b strings.Builder
	for _, piece := range pieces {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(piece), piece)
	}
	return b.String()
}

// Each cuts a text into its bytes.
func Each(text string) []string { return strings.Split(text, "") }
