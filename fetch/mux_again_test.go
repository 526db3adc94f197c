package fetch_test

import (
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

func TestNotProcessed(t *testing.T) {
	refuse := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteRSTStream(f.Stream, http2.ErrCodeRefusedStream) })
	away := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteGoAway(0, http2.ErrCodeNo, nil) })
	answer := fetchtest.Answer("200", "hello")
	for _, tt := range []struct {
		name    string
		scripts []fetchtest.Script
		lines   string
	}{
		{"refused", serve(once(refuse, fetchtest.Stream(), answer)), "0 POST / HTTP/2, 0 POST / HTTP/2"},
		{"refused twice", serve(once(refuse, fetchtest.Stream(), refuse, fetchtest.Stream(), answer)), "0 POST / HTTP/2, 0 POST / HTTP/2, 0 POST / HTTP/2"},
		{"going away", serve(once(away, fetchtest.Close()), once(answer)), "0 POST / HTTP/2, 1 POST / HTTP/2"},
		{"going away, and staying", serve(once(away, fetchtest.Hang()), once(answer)), "0 POST / HTTP/2, 1 POST / HTTP/2"},
	} {
		visit(t, prior, tt.scripts, func(ctx *aio.Context, v *visitor) {
			v.w.Latency = time.Millisecond
			g := v.send(ctx, "POST", "http://a.test/") // not idempotent, and safe to send again
			g.ok(tt.name, 200, "hello")
			lines(t, tt.name, v.server.Lines(), tt.lines)
		})
	}
	visit(t, prior, serve(speaks(nil, fetchtest.Repeat(fetchtest.Stream(), refuse))), func(ctx *aio.Context, v *visitor) {
		g := v.get(ctx, "http://a.test/")
		g.fails(fetch.KindHTTP, 92, `read head "http://a.test/": HTTP/2: reset by the server (REFUSED_STREAM)`)
		equal(t, "tries", len(v.server.Requests), 3)
		_, again := fetch.Retry{Max: 2}.AfterError(&fetch.Request{Method: "POST"}, 1, g.err)
		equal(t, "later", again, true)
	})
	visit(t, prior, serve(once(away, fetchtest.Close())), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").fails(fetch.KindHTTP, 16, `read head "http://a.test/": HTTP/2: the server ended the connection (NO_ERROR)`)
		equal(t, "connections", v.server.Accepted, 3)
	})
}

// TestGoAwayLetsOthersFinish: what the server has begun it ends; what comes then
// goes to a new connection.
func TestGoAwayLetsOthersFinish(t *testing.T) {
	away := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteGoAway(f.Stream, http2.ErrCodeNo, nil) })
	script := once(away, fetchtest.Wait(time.Second), fetchtest.Answer("200", "old"))
	visit(t, prior, serve(script, shared()), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = time.Millisecond
		first := v.start(ctx, "http://a.test/")
		aio.Sleep(ctx, 100*time.Millisecond)
		v.get(ctx, "http://a.test/").ok("meanwhile", 200, "hello")
		g, _ := first.Wait(ctx)
		g.ok("the first", 200, "old")
		lines(t, "requests", v.server.Lines(), "0 GET / HTTP/2, 1 GET / HTTP/2")
		v.idle("the new one", 1)
	})
}

func TestDeadSharedConnection(t *testing.T) {
	dying := once(fetchtest.Answer("200", "hello"), fetchtest.Stream(), fetchtest.EndOfStream())
	visit(t, prior, serve(dying, shared()), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		g := v.get(ctx, "http://a.test/")
		g.ok("made once more", 200, "hello")
		equal(t, "reused", g.resp.Reused, false)
		lines(t, "requests", v.server.Lines(), "0 GET / HTTP/2, 0 GET / HTTP/2, 1 GET / HTTP/2")
	})
	visit(t, prior, serve(dying, shared()), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		v.send(ctx, "POST", "http://a.test/").fails(fetch.KindHTTP, 52, `read head "http://a.test/": no response: closed before its first byte`)
	})
	visit(t, prior, serve(once(fetchtest.EndOfStream())), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").fails(fetch.KindHTTP, 52, `read head "http://a.test/": no response: closed before its first byte`)
		equal(t, "a new one that dies is a failure", v.server.Accepted, 1)
	})
}

// TestSilentConnection: whoever wakes a connection that has said nothing for a
// while asks whether it is still there.
func TestSilentConnection(t *testing.T) {
	script := once(fetchtest.Answer("200", "hello"), fetchtest.Hang())
	visit(t, prior, serve(script, shared()), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		aio.Sleep(ctx, time.Minute)
		start := v.w.Elapsed()
		v.get(ctx, "http://a.test/").ok("on a new one", 200, "hello")
		equal(t, "after", v.w.Elapsed()-start, 5*time.Second)
		lines(t, "requests", v.server.Lines(), "0 GET / HTTP/2, 1 GET / HTTP/2")
	})
	visit(t, prior, serve(script, shared()), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		aio.Sleep(ctx, time.Minute)
		v.send(ctx, "POST", "http://a.test/").fails(fetch.KindHTTP, 8, `read head "http://a.test/": the connection is dead: no answer to a ping`)
	})
	visit(t, prior, serve(speaks(nil, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Later(30*time.Second, fetchtest.Answer("200", "hello"))))), func(ctx *aio.Context, v *visitor) {
		for range 3 { // slow, but there
			v.get(ctx, "http://a.test/").ok("get", 200, "hello")
			aio.Sleep(ctx, time.Minute)
		}
		equal(t, "connections", v.server.Accepted, 1)
		lines(t, "sent", v.told(), "0 HEADERS 1, 0 HEADERS 3, 0 PING 0, 0 HEADERS 5, 0 PING 0")
	})
}
