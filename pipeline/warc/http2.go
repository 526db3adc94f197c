package warc

import (
	"strconv"

	"clew/fetch/h1"
)

// AppendResponseHead appends the head of a response that came over HTTP/2 as
// HTTP/1.1 writes it: with an empty reason, as HTTP/2 has none, and ending with
// the empty line. The body follows as it is; the exchange then says "h2" in its
// Protocols. The names have to be valid, as fetch/h2 sees to it.
func AppendResponseHead(dst []byte, status int, header h1.Header) []byte {
	dst = strconv.AppendInt(append(dst, "HTTP/1.1 "...), int64(status), 10)
	dst = append(dst, " \r\n"...)
	for _, f := range header {
		dst = appendField(dst, f.Name, f.Value)
	}
	return append(dst, "\r\n"...)
}
