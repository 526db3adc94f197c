package h2_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"clew/fetch/h1"
	"clew/fetch/h2"
)

// run writes what is to be written and reads what comes, until done.
func run(conn net.Conn, c *h2.Conn, done func() bool, take func(h2.Event)) error {
	buf := make([]byte, 64<<10)
	for !done() {
		n, err := conn.Write(c.Output())
		if c.Sent(n); err != nil {
			return err
		}
		n, err = conn.Read(buf)
		if err != nil {
			c.End(err)
		}
		for p := buf[:n]; ; {
			ev, n, err := c.Feed(p)
			if err != nil {
				return err
			}
			if p = p[n:]; ev.Kind == h2.Nothing {
				break
			}
			take(ev)
		}
	}
	return nil
}

func ExampleConn() {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "Hello, "+r.URL.Path)
	}))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()

	c := h2.NewConn(h2.Limits{}, nil)
	var stream h2.Stream
	if err := c.Open(&stream, "http", &h1.Request{Method: "GET", Target: "/world", Host: "a.test"}); err != nil {
		fmt.Println(err)
	}
	var body strings.Builder
	over := false
	err = run(conn, c, func() bool { return over }, func(ev h2.Event) {
		switch ev.Kind {
		case h2.Data:
			body.Write(ev.Payload)
			ev.Stream.Consumed(len(ev.Payload))
		case h2.Closed:
			over = true
		}
	})

	head := stream.Response()
	fmt.Println(head.StatusCode, head.Header.Get("Content-Type"), head.ContentLength)
	fmt.Println(body.String(), stream.Err(), err)
	// Output:
	// 200 text/plain; charset=utf-8 13
	// Hello, /world <nil> <nil>
}
