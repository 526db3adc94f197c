package fetch_test

import (
	"fmt"
	"strings"
	"testing"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
)

// recorder writes down what a Tap is told; > and < say who speaks, where that
// changes.
type recorder struct {
	strings.Builder
	side string
}

func (r *recorder) Begin(version string) {
	r.side = ""
	fmt.Fprintf(r, "[%s]", version)
}
func (r *recorder) Request(p []byte)  { r.say(">", p) }
func (r *recorder) Response(p []byte) { r.say("<", p) }

func (r *recorder) say(side string, p []byte) {
	if side != r.side {
		r.side = side
		r.WriteString(side)
	}
	r.Write(p)
}

const asked = "[1.1]>GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"

// TestTap: what is told is what was on the wire, byte for byte.
func TestTap(t *testing.T) {
	const chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n4\r\n you\r\n0\r\nX-Trailer: 1\r\n\r\n"
	const interim = "\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	const cut = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhel"
	const bad = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nmore"
	for _, tt := range []struct {
		name, wire, told string
		kind             fetch.Kind // "" = it goes well
	}{
		{"length", fetchtest.OK("hello"), fetchtest.OK("hello"), ""},
		{"chunked", chunks, chunks, ""},
		{"interim", interim, interim, ""},
		{"no body", "HTTP/1.1 204 No\r\nA:  b \r\n\r\n", "HTTP/1.1 204 No\r\nA:  b \r\n\r\n", ""},
		{"more than the response", fetchtest.OK("hello") + "evil", fetchtest.OK("hello"), ""},
		{"broken off", cut, cut, fetch.KindBody},
		{"broken off in the head", cut[:20], cut[:20], fetch.KindHTTP},
		{"bad chunk", bad, bad, fetch.KindHTTP},
		{"no HTTP", "SSH-2.0-OpenSSH_9.9\r\n", "SSH-2.0-OpenSSH_9.9\r\n", fetch.KindHTTP},
	} {
		for how, send := range map[string]fetchtest.Step{"at once": fetchtest.Send(tt.wire), "byte by byte": fetchtest.Send(fetchtest.Each(tt.wire)...)} {
			if tt.kind == fetch.KindHTTP && how != "at once" {
				continue // the client does not read on
			}
			t.Run(tt.name+" "+how, func(t *testing.T) {
				script := fetchtest.Script{fetchtest.Request(), send, fetchtest.EndOfStream()}
				visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
					tap := &recorder{}
					g := v.fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/"), Tap: tap})
					equal(t, "told", tap.String(), asked+"<"+tt.told)
					equal(t, "failed", g.err != nil, tt.kind != "")
				})
			})
		}
	}
}

// TestTapOfAUsedConnection: each exchange is told to its own tap; and one that is
// made once more begins again.
func TestTapOfAUsedConnection(t *testing.T) {
	dying := fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("one")), fetchtest.Request(), fetchtest.Send(fetchtest.OK("two")),
		fetchtest.Request(), fetchtest.Send(fetchtest.OK("three")), fetchtest.Request(), fetchtest.Reset()}
	visit(t, fetch.Options{}, serve(dying, hello), func(ctx *aio.Context, v *visitor) {
		get := func(tap fetch.Tap) got {
			return v.fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/"), Tap: tap})
		}
		first, second, fourth := &recorder{}, &recorder{}, &recorder{}
		get(first).ok("first", 200, "one")
		get(second).ok("second", 200, "two")
		get(nil).ok("third", 200, "three")
		get(fourth).ok("fourth", 200, "hello")
		equal(t, "first", first.String(), asked+"<"+fetchtest.OK("one"))
		equal(t, "second", second.String(), asked+"<"+fetchtest.OK("two"))
		equal(t, "fourth", fourth.String(), asked+asked+"<"+fetchtest.OK("hello"))
	})
}

// TestTapOfAnEarlyResponse: of a body that the server does not take, what was
// written is told.
func TestTapOfAnEarlyResponse(t *testing.T) {
	const no = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	script := fetchtest.Script{fetchtest.Send(no), fetchtest.Reset()}
	visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
		tap := &recorder{}
		body := []byte(strings.Repeat("x", 1<<20))
		v.fetch(ctx, &fetch.Request{Method: "POST", URL: link(t, "http://a.test/"), Body: body, Tap: tap})
		told := tap.String()
		head := "[1.1]>POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1048576\r\n\r\n"
		equal(t, "begins with the head", strings.HasPrefix(told, head), true)
		if n := strings.Count(told, "x"); n == 0 || n >= len(body) {
			t.Errorf("%d bytes of the body are told, want those that were written", n)
		}
	})
	visit(t, fetch.Options{}, serve(fetchtest.Script{fetchtest.Request(), fetchtest.Send(no)}), func(ctx *aio.Context, v *visitor) {
		tap := &recorder{}
		body := strings.Repeat("x", 100_000)
		v.fetch(ctx, &fetch.Request{Method: "POST", URL: link(t, "http://a.test/"), Body: []byte(body), Tap: tap}).ok("post", 413, "")
		equal(t, "told", tap.String() == "[1.1]>POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000\r\n\r\n"+body+"<"+no, true)
	})
}

func TestTapIsOfOneExchange(t *testing.T) {
	req := &fetch.Request{URL: link(t, "http://a.test/"), Tap: &recorder{}}
	next, err := fetch.Redirect(req, 302, h1.Header{{Name: "Location", Value: "/b"}})
	is(t, "redirect", err, nil)
	equal(t, "the next has none", next.Tap == nil, true)
}

// TestTapOfHTTP2: a message of HTTP/1.1 that says the same.
func TestTapOfHTTP2(t *testing.T) {
	visit(t, prior, serve(shared()), func(ctx *aio.Context, v *visitor) {
		tap := &recorder{}
		v.fetch(ctx, &fetch.Request{Method: "POST", URL: link(t, "http://a.test/"), Body: []byte("hi"), Tap: tap}).ok("post", 200, "hello")
		equal(t, "told", tap.String(), "[2]>POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi<HTTP/1.1 200 \r\n\r\nhello")
	})
}
