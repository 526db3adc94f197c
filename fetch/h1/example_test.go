package h1_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing/iotest"

	"clew/fetch/h1"
)

// receive reads one response from conn and hands its payload to take. excess is
// what it read beyond the message.
func receive(conn io.Reader, r *h1.Reader, take func([]byte)) (excess []byte, err error) {
	buf := make([]byte, 64<<10)
	var rest []byte // what has arrived and was not consumed
	headDone, bodyDone := false, false
	for !bodyDone {
		if len(rest) == 0 {
			n, err := conn.Read(buf)
			switch rest = buf[:n]; {
			case n == 0 && errors.Is(err, io.EOF):
				return nil, r.EOF()
			case n == 0 && err != nil:
				return nil, err
			}
		}
		n := 0
		if !headDone {
			n, headDone, err = r.Head(rest)
			rest = rest[n:]
		}
		for headDone && err == nil && !bodyDone {
			var payload []byte
			payload, n, bodyDone, err = r.Body(rest)
			take(payload)
			if rest = rest[n:]; n == 0 {
				break
			}
		}
		if err != nil {
			return rest, err
		}
	}
	return rest, nil
}

func ExampleReader() {
	conn := strings.NewReader("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" +
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"6\r\nHello,\r\n7\r\n world!\r\n0\r\nServer-Timing: db;dur=3\r\n\r\n")

	var r h1.Reader
	r.Reset("GET", h1.Limits{})
	var body strings.Builder
	_, err := receive(iotest.HalfReader(conn), &r, func(p []byte) { body.Write(p) })

	head := r.Response()
	fmt.Println(head.StatusCode, head.Reason, head.Framing, err)
	fmt.Println(head.Header.Get("content-type"), r.Trailer().Get("server-timing"))
	fmt.Println(body.String(), r.Reusable())
	// Output:
	// 200 OK chunked <nil>
	// text/plain db;dur=3
	// Hello, world! true
}

func ExampleAppendRequest() {
	b, err := h1.AppendRequest(nil, &h1.Request{
		Method: "GET", Target: "/a?b", Host: "example.com",
		Header: h1.Header{{Name: "Accept", Value: "*/*"}},
	})
	fmt.Println(strings.ReplaceAll(string(b), "\r\n", "|"), err)

	_, err = h1.AppendRequest(nil, &h1.Request{
		Method: "GET", Target: "/", Host: "example.com",
		Header: h1.Header{{Name: "Referer", Value: "x\r\nEvil: yes"}},
	})
	fmt.Println(err)
	// Output:
	// GET /a?b HTTP/1.1|Host: example.com|Accept: */*|| <nil>
	// request field value: control character in Referer: "x\r\nEvil: yes"
}
