package fetch_test

import (
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
)

// exchanges are responses that are in order, and what they are read as.
var exchanges = []struct {
	name, method string
	response     string // then the server closes, where untilClose
	status       int
	body         string
	wire         int // bytes; 0 = all
	untilClose   bool
	kept         bool // the connection may be used again
}{
	{name: "length", response: fetchtest.OK("hello"), status: 200, body: "hello", kept: true},
	{name: "empty body", response: fetchtest.OK(""), status: 200, kept: true},
	{name: "chunked", response: fetchtest.Chunked("he", "l", "lo"), status: 200, body: "hello", kept: true},
	{name: "chunked and empty", response: fetchtest.Chunked(), status: 200, kept: true},
	{name: "trailers", response: fetchtest.Head("200 OK", "Transfer-Encoding: chunked") + "5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Set: late\r\n\r\n", status: 200, body: "hello", kept: true},
	{name: "until the close", response: fetchtest.Head("200 OK") + "hello", status: 200, body: "hello", untilClose: true},
	{name: "nothing until the close", response: fetchtest.Head("200 OK"), status: 200, untilClose: true},
	{name: "continue", response: fetchtest.Head("100 Continue") + fetchtest.Head("103 Early Hints", "Link: </a>") + fetchtest.OK("hello"), status: 200, body: "hello", kept: true},
	{name: "head", method: "HEAD", response: fetchtest.Head("200 OK", "Content-Length: 5000"), status: 200, kept: true},
	{name: "no content", response: fetchtest.Head("204 No Content"), status: 204, kept: true},
	{name: "not modified", response: fetchtest.Head("304 Not Modified", "Content-Length: 5000"), status: 304, kept: true},
	{name: "not found", response: fetchtest.Response("404 Not Found", "gone"), status: 404, body: "gone", kept: true},
	{name: "connection close", response: fetchtest.OK("hello", "Connection: close"), status: 200, body: "hello"},
	{name: "HTTP/1.0", response: "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, body: "hello"},
	{name: "more than the length", response: fetchtest.OK("hello") + "HTTP/1.1 200", wire: len(fetchtest.OK("hello")), status: 200, body: "hello"},
	{name: "more than no content", response: fetchtest.Head("204 No Content") + "x", wire: len(fetchtest.Head("204 No Content")), status: 204},
}

// TestExchanges sends each response in every two pieces: how it is cut changes
// nothing.
func TestExchanges(t *testing.T) {
	for _, x := range exchanges {
		t.Run(x.name, func(t *testing.T) {
			for at := range len(x.response) {
				script := fetchtest.Script{fetchtest.Request(), fetchtest.Send(x.response[:at], x.response[at:])}
				if x.untilClose {
					script = append(script, fetchtest.Close())
				}
				visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
					g := v.send(ctx, x.method, "http://a.test/")
					g.ok(x.response[:at]+"|", x.status, x.body)
					if g.err != nil {
						return
					}
					wire := int64(x.wire)
					if wire == 0 {
						wire = int64(len(x.response))
					}
					equal(t, "wire bytes", g.resp.Body.WireBytes(), wire)
					if n, _ := v.client.Idle(); n > 0 && !x.kept {
						// The bytes too many were still on the way.
						aio.Sleep(ctx, time.Second)
					}
					v.idle("at the end", map[bool]int{true: 1}[x.kept])
				})
			}
		})
	}
}

func TestExchangesByteByByte(t *testing.T) {
	for _, x := range exchanges {
		script := fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Each(x.response)...)}
		if x.untilClose {
			script = append(script, fetchtest.Close())
		}
		visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
			v.send(ctx, x.method, "http://a.test/").ok(x.name, x.status, x.body)
		})
	}
}

func TestRequestAsWritten(t *testing.T) {
	large := strings.Repeat("x", 100_000)
	tests := []struct {
		req  fetch.Request
		head string
		body string
	}{
		{fetch.Request{}, "GET /p?q HTTP/1.1|Host: a.test:80", ""},
		{fetch.Request{Method: "HEAD"}, "HEAD /p?q HTTP/1.1|Host: a.test:80", ""},
		{fetch.Request{Header: h1.Header{{Name: "B", Value: "2"}, {Name: "A", Value: "1"}}}, "GET /p?q HTTP/1.1|Host: a.test:80|B: 2|A: 1", ""},
		{fetch.Request{Header: h1.Header{{Name: "A", Value: "1"}, {Name: "host", Value: "b"}}}, "GET /p?q HTTP/1.1|Host: b|A: 1", ""},
		{fetch.Request{Method: "POST"}, "POST /p?q HTTP/1.1|Host: a.test:80|Content-Length: 0", ""},
		{fetch.Request{Method: "POST", Body: []byte("a=1")}, "POST /p?q HTTP/1.1|Host: a.test:80|Content-Length: 3", "a=1"},
		{fetch.Request{Method: "PUT", Body: []byte(large)}, "PUT /p?q HTTP/1.1|Host: a.test:80|Content-Length: 100000", large},
	}
	for _, tt := range tests {
		visit(t, fetch.Options{}, serve(answers(fetchtest.OK(""))), func(ctx *aio.Context, v *visitor) {
			tt.req.URL = link(t, "http://user:secret@a.test:80/p?q#fragment")
			v.fetch(ctx, &tt.req).ok(tt.head, 200, "")
			if len(v.server.Requests) != 1 {
				t.Errorf("%s: %d requests came", tt.head, len(v.server.Requests))
				return
			}
			m := v.server.Requests[0]
			want := strings.ReplaceAll(tt.head, ":80", "") // the default port goes unsaid
			equal(t, "head", strings.ReplaceAll(strings.TrimSuffix(m.Head, "\r\n\r\n"), "\r\n", "|"), want)
			equal(t, "body", m.Body, tt.body)
		})
	}
}

// TestRequestThatCannotBeMade costs no connection, and does not wait for an
// answer that will not come.
func TestRequestThatCannotBeMade(t *testing.T) {
	visit(t, fetch.Options{}, serve(answers(fetchtest.OK(""))), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "")
		bad := &fetch.Request{URL: link(t, "http://a.test/"), Header: h1.Header{{Name: "A", Value: "1\r\nB: 2"}}}
		v.fetch(ctx, bad).fails(fetch.KindURL, 3, `make request "http://a.test/": request field value: control character in A: "1\r\nB: 2"`)
		v.get(ctx, "ftp://a.test/").fails(fetch.KindURL, 3, `make request "ftp://a.test/": scheme is neither http nor https`)
		equal(t, "elapsed", v.w.Elapsed(), 0)
		equal(t, "connections", v.server.Accepted, 1)
		v.idle("afterwards", 1)
	})
}

func TestWhatAResponseTells(t *testing.T) {
	script := fetchtest.Script{
		fetchtest.Request(), fetchtest.Wait(time.Second), fetchtest.Trickle(time.Second, fetchtest.Each("HTTP/1.0 200 OK\r\nX-A: 1\r\n\r\n")...), fetchtest.Close(),
	}
	opts := fetch.Options{}
	visit(t, opts, serve(script), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		aio.Sleep(ctx, time.Hour)
		g := v.get(ctx, "http://a.test/")
		g.ok("response", 200, "")
		equal(t, "version", g.resp.Version, "1.0")
		equal(t, "field", g.resp.Header.Get("x-a"), "1")
		equal(t, "remote", g.resp.Remote.String(), "1.1.1.1")
		equal(t, "reused", g.resp.Reused, false)
		equal(t, "start", g.resp.Timing.Start.Sub(v.w.Now().Add(-v.w.Elapsed())), time.Hour)
		equal(t, "name", g.resp.Timing.Name, 0)
		equal(t, "connect", g.resp.Timing.Connect, 20*time.Millisecond)
		equal(t, "tls", g.resp.Timing.TLS, 0)
		equal(t, "first byte", g.resp.Timing.FirstByte, 1040*time.Millisecond)
	})
}
