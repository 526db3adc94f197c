package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// prior is a client that speaks HTTP/2 in clear, so that stories need no
// certificates.
var prior = fetch.Options{HTTP2: fetch.HTTP2PriorKnowledge, IdleTTL: time.Hour}

// shared is a server that answers every request, one after the other.
func shared(settings ...http2.Setting) fetchtest.Script {
	return speaks(settings, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))
}

// speaks sends the server's preface; then come the steps.
func speaks(settings []http2.Setting, steps ...fetchtest.Step) fetchtest.Script {
	return append(fetchtest.Script{fetchtest.HTTP2(settings...)}, steps...)
}

// once reads a request and does something about it.
func once(steps ...fetchtest.Step) fetchtest.Script {
	return speaks(nil, append([]fetchtest.Step{fetchtest.Stream()}, steps...)...)
}

func streamsAtOnce(n uint32) http2.Setting {
	return http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: n}
}

// together fetches URLs at the same time and returns what came of each.
func (v *visitor) together(ctx *aio.Context, n int, url string) []got {
	all := make([]got, n)
	aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for i := range n {
			g.Go(func(ctx *aio.Context) error {
				all[i] = v.get(ctx, strings.ReplaceAll(url, "N", fmt.Sprint(i)))
				return nil
			})
		}
		return nil
	})
	return all
}

// told are the frames that the client sent on any connection, but those that
// every connection begins with.
func (v *visitor) told() []string {
	var frames []string
	for _, f := range v.server.Frames {
		if !strings.HasSuffix(f, " SETTINGS 0") && !strings.HasSuffix(f, " SETTINGS ack") && !strings.HasSuffix(f, " WINDOW_UPDATE 0") {
			frames = append(frames, f)
		}
	}
	return frames
}

func TestHTTP2(t *testing.T) {
	visit(t, prior, serve(shared()), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		for i := range 3 {
			g := v.get(ctx, "http://a.test/p?q")
			g.ok("get", 200, "hello")
			equal(t, "version", g.resp.Version, "2")
			equal(t, "reused", g.resp.Reused, i > 0)
			equal(t, "remote", g.resp.Remote.String(), "1.1.1.1")
			equal(t, "wire bytes", g.resp.Body.WireBytes(), int64(9+len(fetchtest.List("200"))+9+5))
			equal(t, "connect", g.resp.Timing.Connect, map[bool]time.Duration{true: 20 * time.Millisecond}[i == 0])
			equal(t, "first byte", g.resp.Timing.FirstByte-g.resp.Timing.Connect, 20*time.Millisecond)
			v.idle("between", 1)
		}
		equal(t, "connections", v.server.Accepted, 1)
		equal(t, "requests", v.client.Requests(), 3)
		lines(t, "requests", v.server.Lines(), "0 GET /p?q HTTP/2, 0 GET /p?q HTTP/2, 0 GET /p?q HTTP/2")
		equal(t, "authority", v.server.Requests[0].Head, ":method: GET\r\n:path: /p?q\r\n:scheme: http\r\n:authority: a.test\r\n")
	})
}

func TestHTTP2ByALPN(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	script := append(fetchtest.Script{fetchtest.TLS(config(cert, "h2", "http/1.1"))}, shared()...)
	visit(t, fetch.Options{TLS: trusting()}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		g := v.get(ctx, site)
		g.ok("first", 200, "hello")
		equal(t, "version", g.resp.Version, "2")
		equal(t, "tls", g.resp.Timing.TLS, 40*time.Millisecond)
		v.get(ctx, site).ok("again", 200, "hello")
		equal(t, "connections", v.server.Accepted, 1)
		v.idle("afterwards", 1)
	})
	visit(t, fetch.Options{TLS: trusting(), HTTP2: fetch.HTTP2Never}, serve(secure(config(cert, "h2", "http/1.1"), fetchtest.OK("hello"))), func(ctx *aio.Context, v *visitor) {
		g := v.get(ctx, site)
		g.ok("not wanted", 200, "hello")
		equal(t, "version", g.resp.Version, "1.1")
	})
}

func TestIdleSharedConnection(t *testing.T) {
	away := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteGoAway(f.Stream, http2.ErrCodeNo, nil) })
	ping := fetchtest.Frames(func(f *fetchtest.Framer) { f.WritePing(false, [8]byte{1}) })
	garbage := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteData(99, true, []byte("x")) })
	for _, tt := range []struct {
		name string
		step fetchtest.Step
		left int
	}{
		{"closed", fetchtest.Close(), 0},
		{"end of stream", fetchtest.EndOfStream(), 0},
		{"reset", fetchtest.Reset(), 0},
		{"going away", away, 0},
		{"broken", garbage, 0},
		{"pinged", ping, 1},
	} {
		visit(t, prior, serve(once(fetchtest.Answer("200", "hello"), fetchtest.Wait(time.Second), tt.step), shared()), func(ctx *aio.Context, v *visitor) {
			v.get(ctx, "http://a.test/").ok(tt.name, 200, "hello")
			v.idle(tt.name+", before", 1)
			aio.Sleep(ctx, 2*time.Second)
			v.idle(tt.name, tt.left)
			if tt.left == 0 {
				v.sockets(ctx, tt.name, 1)
				v.get(ctx, "http://a.test/").ok(tt.name+", afterwards", 200, "hello")
			} else {
				lines(t, tt.name, v.told(), "0 HEADERS 1")
			}
		})
	}
	opts := prior
	opts.IdleTTL, opts.MaxIdle = 10*time.Second, 2
	visit(t, opts, serve(shared()), func(ctx *aio.Context, v *visitor) {
		for _, host := range []string{"a", "b", "c"} {
			v.get(ctx, "http://"+host+".test/").ok(host, 200, "hello")
		}
		v.idle("the oldest went", 2)
		aio.Sleep(ctx, 10*time.Second)
		v.idle("all expired", 0)
		aio.Sleep(ctx, time.Millisecond)
		lines(t, "they were told", v.told(), "0 HEADERS 1, 1 HEADERS 1, 2 HEADERS 1, 0 GOAWAY NO_ERROR, 1 GOAWAY NO_ERROR, 2 GOAWAY NO_ERROR")
	})
	opts.MaxIdle = -1
	visit(t, opts, serve(shared()), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		v.idle("none is wanted", 0)
		v.get(ctx, "http://a.test/").ok("second", 200, "hello")
		equal(t, "connections", v.server.Accepted, 2)
	})
}

func TestCancelResetsTheStreamAlone(t *testing.T) {
	script := speaks(nil, fetchtest.Stream(), fetchtest.Stream(), fetchtest.Wait(2*time.Second), fetchtest.Answer("200", "hello"), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))
	visit(t, prior, serve(script), func(ctx *aio.Context, v *visitor) {
		first := v.start(ctx, "http://a.test/1")
		aio.Sleep(ctx, time.Millisecond)
		second := v.start(ctx, "http://a.test/2")
		aio.Sleep(ctx, time.Second)
		first.Cancel(errors.New("enough"))
		g, _ := first.Wait(ctx)
		is(t, "canceled", g.err, aio.ErrCanceled)
		g, _ = second.Wait(ctx)
		g.ok("the other", 200, "hello")
		lines(t, "sent", v.told(), "0 HEADERS 1, 0 HEADERS 3, 0 RST_STREAM 1 CANCEL")
		v.get(ctx, "http://a.test/").ok("and it goes on", 200, "hello")
		equal(t, "connections", v.server.Accepted, 1)
		v.idle("afterwards", 1)
	})
}

// TestCanceledAlone: the connection rests, and is used again.
func TestCanceledAlone(t *testing.T) {
	visit(t, prior, serve(once(fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))), func(ctx *aio.Context, v *visitor) {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { return v.get(ctx, "http://a.test/").err })
		is(t, "first", err, context.DeadlineExceeded)
		v.idle("afterwards", 1)
		v.get(ctx, "http://a.test/").ok("second", 200, "hello")
		equal(t, "connections", v.server.Accepted, 1)
		equal(t, "its buffer may be used again", v.client.Spare(), 1)
	})
}

func TestCloseResetsTheStreamAlone(t *testing.T) {
	visit(t, prior, serve(speaks(nil, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", strings.Repeat("x", 1<<20))))), func(ctx *aio.Context, v *visitor) {
		for range 100 { // what was on the way returns to the window each time
			resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
			is(t, "do", err, nil)
			resp.Body.Next(ctx)
			resp.Body.Close()
			resp.Body.Close()
			_, err = resp.Body.Next(ctx)
			is(t, "afterwards", err, aio.ErrClosed)
		}
		v.get(ctx, "http://a.test/").ok("and it goes on", 200, strings.Repeat("x", 1<<20))
		equal(t, "connections", v.server.Accepted, 1)
	})
}

// TestSlowReader: it holds up its own stream, and no other.
func TestSlowReader(t *testing.T) {
	large := strings.Repeat("x", 1<<20)
	visit(t, prior, serve(speaks(nil, fetchtest.Stream(), fetchtest.Answer("200", large[:200_000]), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", large)))), func(ctx *aio.Context, v *visitor) {
		slow, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		for _, g := range v.together(ctx, 5, "http://a.test/N") {
			g.ok("the others", 200, large)
		}
		text, err := read(ctx, &slow.Body)
		is(t, "the slow one", err, nil)
		equal(t, "the slow one", len(text), 200_000)
	})
}

// TestReaderThatSleeps: what came meanwhile is there, whole and once; and what
// was read is told to a server that waits for it.
func TestReaderThatSleeps(t *testing.T) {
	trickle := once(fetchtest.Frames(func(f *fetchtest.Framer) { f.Head(false, "200") }), fetchtest.Repeat(fetchtest.Frames(func(f *fetchtest.Framer) {
		f.WriteData(f.Stream, false, []byte("abc"))
	}), fetchtest.Wait(time.Second)))
	visit(t, prior, serve(trickle), func(ctx *aio.Context, v *visitor) {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		body := ""
		for range 20 {
			p, err := resp.Body.Next(ctx)
			is(t, "next", err, nil)
			body += string(p)
			aio.Sleep(ctx, 2500*time.Millisecond)
		}
		equal(t, "body", body, strings.Repeat("abc", len(body)/3))
		equal(t, "all of what had come", len(body)/3 >= 47, true)
		resp.Body.Close()
	})
	large := strings.Repeat("x", 1<<20)
	visit(t, prior, serve(once(fetchtest.Answer("200", large))), func(ctx *aio.Context, v *visitor) {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		aio.Sleep(ctx, time.Minute) // the window is full
		body, err := read(ctx, &resp.Body)
		is(t, "read", err, nil)
		equal(t, "body", len(body), len(large))
		equal(t, "elapsed", v.w.Elapsed(), time.Minute)
	})
}

func TestUploads(t *testing.T) {
	large := strings.Repeat("x", 500_000)
	grant := fetchtest.Frames(func(f *fetchtest.Framer) {
		f.WriteWindowUpdate(0, 1<<20)
		f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 20})
	})
	script := speaks(nil, grant, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))
	visit(t, prior, serve(script), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, upload(t, large)).ok("large", 200, "hello")
		v.fetch(ctx, upload(t, "small")).ok("small", 200, "hello")
		v.send(ctx, "POST", "http://a.test/").ok("empty", 200, "hello")
		equal(t, "large", v.server.Requests[0].Body == large, true)
		equal(t, "small", v.server.Requests[1].Body, "small")
		equal(t, "length", v.server.Requests[1].Field("content-length"), "5")
	})
	opts := prior
	opts.Limits.Head = 20 * time.Second
	visit(t, opts, serve(speaks(nil, fetchtest.Hang())), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, upload(t, large)).fails(fetch.KindTimeout, 28, `read head "http://a.test/": timed out after 20s`)
		equal(t, "elapsed", v.w.Elapsed(), 20*time.Second)
	})
	refuse := fetchtest.Frames(func(f *fetchtest.Framer) { f.Stream = 1; f.Head(true, "413") })
	visit(t, prior, serve(speaks(nil, fetchtest.Wait(time.Second), refuse, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, upload(t, large)).ok("refused early", 413, "")
		v.get(ctx, "http://a.test/").ok("and it goes on", 200, "hello")
		equal(t, "connections", v.server.Accepted, 1)
	})
}

func upload(t *testing.T, body string) *fetch.Request {
	return &fetch.Request{Method: "POST", URL: link(t, "http://a.test/"), Body: []byte(body)}
}
