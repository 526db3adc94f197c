package h1

import (
	"errors"
	"strings"
	"testing"
)

func TestAppendRequest(t *testing.T) {
	for _, c := range []struct {
		req  Request
		want string
	}{
		{Request{Method: "GET", Target: "/", Host: "a"}, "GET / HTTP/1.1|Host: a||"},
		{Request{Method: "GET", Target: "/%zz|x?{}", Host: "a:81", Header: Header{{"B", "1"}, {"A", ""}, {"b", "2\tcaf\xe9"}}},
			"GET /%zz|x?{} HTTP/1.1|Host: a:81|B: 1|A: |b: 2\tcaf\xe9||"},
		{Request{Method: "POST", Target: "/", Host: "a"}, "POST / HTTP/1.1|Host: a|Content-Length: 0||"},
		{Request{Method: "PUT", Target: "/", Host: "a", ContentLength: 7}, "PUT / HTTP/1.1|Host: a|Content-Length: 7||"},
		{Request{Method: "DELETE", Target: "/", Host: "a", ContentLength: 7}, "DELETE / HTTP/1.1|Host: a|Content-Length: 7||"},
		{Request{Method: "OPTIONS", Target: "*", Host: "a"}, "OPTIONS * HTTP/1.1|Host: a||"},
		{Request{Method: "CONNECT", Target: "[::1]:443", Host: "[::1]:443"}, "CONNECT [::1]:443 HTTP/1.1|Host: [::1]:443||"},
		{Request{Method: "GET", Target: "http://a/b", Host: "a"}, "GET http://a/b HTTP/1.1|Host: a||"},
	} {
		got, err := AppendRequest([]byte("x"), &c.req)
		if err != nil || strings.ReplaceAll(string(got), "\r\n", "|") != "x"+c.want {
			t.Errorf("got %q, %v\nwant %q", got, err, c.want)
		}
	}
}

// Nothing that a page or a user gives may end a word or a line early.
func TestAppendRequestRefuses(t *testing.T) {
	sound := Request{Method: "GET", Target: "/", Host: "a"}
	for part, requests := range map[string][]func(r *Request){
		"method": {
			func(r *Request) { r.Method = "" },
			func(r *Request) { r.Method = "GET /x HTTP/1.1\r\nA: b\r\n\r\nGET" },
			func(r *Request) { r.Method = "G\xc3\x89T" },
		},
		"target": {
			func(r *Request) { r.Target = "" },
			func(r *Request) { r.Target = "/a b" },
			func(r *Request) { r.Target = "/a\r\nX: y" },
			func(r *Request) { r.Target = "/a\x00" },
			func(r *Request) { r.Target = "/a\x7f" },
			func(r *Request) { r.Target = "/caf\xc3\xa9" },
		},
		"host": {
			func(r *Request) { r.Host = "" },
			func(r *Request) { r.Host = "a\nb" },
			func(r *Request) { r.Host = "user@a" },
			func(r *Request) { r.Host = "a/b" },
			func(r *Request) { r.Host = "a, b" },
		},
		"field name": {
			func(r *Request) { r.Header = Header{{"", "b"}} },
			func(r *Request) { r.Header = Header{{"A b", "c"}} },
			func(r *Request) { r.Header = Header{{"A:", "c"}} },
			func(r *Request) { r.Header = Header{{"A\r\nB", "c"}} },
			func(r *Request) { r.Header = Header{{"host", "b"}} },
			func(r *Request) { r.Header = Header{{"Content-length", "5"}} },
			func(r *Request) { r.Header = Header{{"TRANSFER-ENCODING", "chunked"}} },
		},
		"field value": {
			func(r *Request) { r.Header = Header{{"A", "b"}, {"C", "d\r\nE: f"}} },
			func(r *Request) { r.Header = Header{{"A", "b\n"}} },
			func(r *Request) { r.Header = Header{{"A", "\r"}} },
			func(r *Request) { r.Header = Header{{"A", "b\x00"}} },
			func(r *Request) { r.Header = Header{{"A", "\x1b[31m"}} },
		},
		"content length": {func(r *Request) { r.ContentLength = -1 }},
	} {
		for i, change := range requests {
			req := sound
			change(&req)
			dst, err := AppendRequest([]byte("x"), &req)
			var refused *RequestError
			if !errors.As(err, &refused) || refused.Part != part || string(dst) != "x" {
				t.Errorf("%s %d: got %q, %v", part, i, dst, err)
			}
		}
	}
}
