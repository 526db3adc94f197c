package fetch_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

func TestHTTP2Failures(t *testing.T) {
	frames := func(write func(f *fetchtest.Framer)) fetchtest.Script { return once(fetchtest.Frames(write)) }
	for _, tt := range []struct {
		name   string
		script fetchtest.Script
		kind   fetch.Kind
		code   int
		error  string
	}{
		{"HTTP/1.1", fetchtest.Script{fetchtest.Send(fetchtest.OK("hello"))}, fetch.KindHTTP, 16, `read head "http://a.test/": HTTP/2: the server speaks HTTP/1 (PROTOCOL_ERROR)`},
		{"closed at once", fetchtest.Script{fetchtest.EndOfStream()}, fetch.KindHTTP, 52, `read head "http://a.test/": no response: closed before its first byte`},
		{"reset by the server", frames(func(f *fetchtest.Framer) { f.WriteRSTStream(f.Stream, http2.ErrCodeInternal) }), fetch.KindHTTP, 92, `read head "http://a.test/": HTTP/2: reset by the server (INTERNAL_ERROR)`},
		{"malformed", frames(func(f *fetchtest.Framer) { f.Head(true, "200", "A: b") }), fetch.KindHTTP, 92, `read head "http://a.test/": HTTP/2: a field name that is no token in lower case: "A"`},
		{"too large", frames(func(f *fetchtest.Framer) { f.Head(true, "200", "a: "+strings.Repeat("b", 15_000)) }), fetch.KindTooLarge, 56, `read head "http://a.test/": HTTP/2: head: too large: over 10000 bytes`},
		{"broken protocol", frames(func(f *fetchtest.Framer) { f.WriteData(7, true, nil) }), fetch.KindHTTP, 16, `read head "http://a.test/": HTTP/2: DATA on stream 7, which was never opened (PROTOCOL_ERROR)`},
		{"body reset", frames(func(f *fetchtest.Framer) { f.Head(false, "200"); f.WriteRSTStream(f.Stream, http2.ErrCodeCancel) }), fetch.KindBody, 92, `read body "http://a.test/": HTTP/2: reset by the server (CANCEL)`},
		{"body too short", frames(func(f *fetchtest.Framer) {
			f.Head(false, "200", "content-length: 5")
			f.WriteData(f.Stream, true, []byte("he"))
		}), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 2 of 5 bytes`},
		{"body too long", frames(func(f *fetchtest.Framer) {
			f.Head(false, "200", "content-length: 5")
			f.WriteData(f.Stream, true, []byte("hello!"))
		}), fetch.KindHTTP, 92, `read body "http://a.test/": HTTP/2: more than the announced content-length`},
		{"body cut", once(fetchtest.Frames(func(f *fetchtest.Framer) { f.Head(false, "200"); f.WriteData(f.Stream, false, []byte("he")) }), fetchtest.EndOfStream()), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 2 bytes`},
		{"body and reset", once(fetchtest.Frames(func(f *fetchtest.Framer) { f.Head(false, "200"); f.WriteData(f.Stream, false, []byte("he")) }), fetchtest.Reset()), fetch.KindBody, 56, `read body "http://a.test/": connection reset by peer`},
		{"connection ended with a fault", frames(func(f *fetchtest.Framer) {
			f.Head(false, "200")
			f.WriteGoAway(f.Stream, http2.ErrCodeEnhanceYourCalm, []byte("too much"))
			f.WriteRSTStream(f.Stream, http2.ErrCodeInternal)
		}), fetch.KindBody, 92, `read body "http://a.test/": HTTP/2: reset by the server (INTERNAL_ERROR)`},
	} {
		opts := prior
		opts.MaxHead = 10_000
		t.Run(tt.name, func(t *testing.T) {
			visit(t, opts, serve(tt.script), func(ctx *aio.Context, v *visitor) {
				v.get(ctx, "http://a.test/").fails(tt.kind, tt.code, tt.error)
			})
		})
	}
}

func TestHTTP2Limits(t *testing.T) {
	opts := prior
	opts.Limits.Head = 20 * time.Second
	for name, script := range map[string]fetchtest.Script{
		"silence":         {fetchtest.Hang()},
		"after a preface": speaks(nil, fetchtest.Hang()),
		"interim":         once(fetchtest.Repeat(fetchtest.Frames(func(f *fetchtest.Framer) { f.Head(false, "102") }), fetchtest.Wait(time.Second))),
	} {
		visit(t, opts, serve(script), func(ctx *aio.Context, v *visitor) {
			v.get(ctx, "http://a.test/").fails(fetch.KindTimeout, 28, `read head "http://a.test/": timed out after 20s`)
			equal(t, name+": elapsed", v.w.Elapsed(), 20*time.Second)
		})
	}
}

// TestWaitingForASharedConnectionIsNoDeadlock: an answer may still come, although
// no task waits for the socket. The server's tasks are daemons, as if it were in
// another process.
func TestWaitingForASharedConnectionIsNoDeadlock(t *testing.T) {
	err := aiotest.New().Run(func(ctx *aio.Context) error {
		listening := aio.NewFuture[*fetchtest.Server](ctx)
		aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			server, err := fetchtest.Listen(ctx, "1.1.1.1:80", once(fetchtest.Wait(24*time.Hour), fetchtest.Answer("200", "hello")))
			listening.Set(server, err)
			return nil, err
		}).Daemon()
		server, err := listening.Wait(ctx)
		if err != nil {
			return err
		}
		defer server.Close(ctx)
		client := fetch.NewClient(ctx.Loop(), prior)
		defer client.Close()
		resp, err := client.Do(ctx, &fetch.Request{URL: link(t, "http://1.1.1.1/")})
		if err != nil {
			return err
		}
		body, err := read(ctx, &resp.Body)
		equal(t, "a day later", body, "hello")
		return err
	})
	is(t, "run", err, nil)
}

// TestLastWordsBeforeAReset: what the server has said before it broke the
// connection is read, although it is a write that meets the break.
func TestLastWordsBeforeAReset(t *testing.T) {
	yield := func(ctx *aio.Context, _ *fetchtest.Peer) error { return aio.Yield(ctx) }
	script := once(fetchtest.Wait(time.Second), yield, fetchtest.Answer("200", "hello"), abort)
	visit(t, prior, serve(script, shared()), func(ctx *aio.Context, v *visitor) {
		first := v.start(ctx, "http://a.test/")
		aio.Sleep(ctx, 500*time.Millisecond)
		aio.Sleep(ctx, 500*time.Millisecond) // behind the server's, so that the request is written just when that has reset the connection
		v.get(ctx, "http://a.test/").ok("second", 200, "hello")
		g, _ := first.Wait(ctx)
		g.ok("first", 200, "hello")
	})
}
