package fetch_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
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

// TestOneConnectionForMany: however many requests come before it stands.
func TestOneConnectionForMany(t *testing.T) {
	visit(t, prior, serve(shared()), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		for _, g := range v.together(ctx, 100, "http://a.test/N") {
			g.ok("get", 200, "hello")
		}
		equal(t, "connections", v.server.Accepted, 1)
		equal(t, "elapsed", v.w.Elapsed(), 60*time.Millisecond) // connect, the first with the settings, all others
		v.idle("afterwards", 1)
	})
}

// busy is a server that answers a second after it was asked, and as many at once
// as it allows.
func busy(streams int) fetchtest.Script {
	steps := []fetchtest.Step{fetchtest.Repeat(fetchtest.Stream(), fetchtest.Later(time.Second, fetchtest.Answer("200", "hello")))}
	return speaks([]http2.Setting{streamsAtOnce(uint32(streams))}, steps...)
}

func TestAsManyConnectionsAsStreamsNeed(t *testing.T) {
	for _, tt := range []struct{ streams, requests, connections int }{
		{10, 10, 1}, {10, 11, 2}, {10, 35, 4}, {1, 5, 5}, {1000, 128, 1}, {1000, 129, 2},
	} {
		visit(t, prior, serve(busy(tt.streams)), func(ctx *aio.Context, v *visitor) {
			v.w.Latency = time.Millisecond
			for _, g := range v.together(ctx, tt.requests, "http://a.test/N") {
				g.ok("get", 200, "hello")
			}
			what := fmt.Sprintf("%d requests, %d at once", tt.requests, tt.streams)
			equal(t, what+": connections", v.server.Accepted, tt.connections)
			if v.server.AtOnce > tt.streams {
				t.Errorf("%s: %d streams at once on a connection", what, v.server.AtOnce)
			}
		})
	}
}

// TestConnectionsAreMadeAtOnce: as many as it takes for those who wait.
func TestConnectionsAreMadeAtOnce(t *testing.T) {
	visit(t, prior, serve(busy(1)), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 100 * time.Millisecond
		v.get(ctx, "http://a.test/").ok("tells how many it takes", 200, "hello")
		start := v.w.Elapsed()
		v.together(ctx, 9, "http://a.test/N")
		equal(t, "connect, ask, answer", v.w.Elapsed()-start, 200*time.Millisecond+1200*time.Millisecond)
		equal(t, "connections", v.server.Accepted, 9)
	})
}

// TestRoomIsTakenAtOnce: who waits for a connection that is being made takes
// room on another one, where there is some before.
func TestRoomIsTakenAtOnce(t *testing.T) {
	opts := prior
	looked := 0
	opts.Names.Lookup = func(ctx *aio.Context, host string) ([]netip.Addr, error) {
		if looked++; looked > 1 {
			aio.Sleep(ctx, time.Hour)
		}
		return addrs("1.1.1.1"), nil
	}
	opts.Names.TTL = time.Millisecond
	visit(t, opts, serve(busy(2)), func(ctx *aio.Context, v *visitor) {
		var tasks []*aio.Task[got]
		for range 4 { // two are served, the third makes another connection, the fourth waits
			tasks = append(tasks, v.start(ctx, "http://a.test/"))
			aio.Sleep(ctx, 10*time.Millisecond)
		}
		g, _ := tasks[3].Wait(ctx)
		g.ok("the fourth", 200, "hello")
		equal(t, "elapsed", v.w.Elapsed(), 2*time.Second)
		tasks[2].Wait(ctx)
	})
}

// TestOthersGoOnWhereAConnectionDies: before its server has said how many
// requests it takes.
func TestOthersGoOnWhereAConnectionDies(t *testing.T) {
	visit(t, prior, serve(fetchtest.Script{fetchtest.Preface(), fetchtest.Wait(time.Second), fetchtest.Close()}, shared()), func(ctx *aio.Context, v *visitor) {
		all := v.together(ctx, 10, "http://a.test/N")
		equal(t, "the first fails", all[0].err != nil, true)
		for _, g := range all[1:] {
			g.ok("the others", 200, "hello")
		}
		equal(t, "connections", v.server.Accepted, 2)
	})
}

// TestSettingsAlongWithTheHandshake: they were read with its last bytes, and
// the poller says nothing of them.
func TestSettingsAlongWithTheHandshake(t *testing.T) {
	server := config(authority().sign(t, aiotest.Epoch, "a.test"), "h2")
	server.MaxVersion = tls.VersionTLS12 // where the server has the last word
	script := fetchtest.Script{fetchtest.TLS(server), fetchtest.Send("\x00\x00\x00\x04\x00\x00\x00\x00\x00"), fetchtest.Wait(time.Hour),
		fetchtest.Preface(), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello"))}
	visit(t, fetch.Options{TLS: trusting()}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		var ends []time.Duration
		for _, task := range []*aio.Task[got]{v.start(ctx, site), v.start(ctx, site)} {
			g, _ := task.Wait(ctx)
			g.ok("get", 200, "hello")
			ends = append(ends, v.w.Elapsed())
		}
		equal(t, "both were there when the server woke", ends[0], ends[1])
	})
}

// start begins a get.
func (v *visitor) start(ctx *aio.Context, url string) *aio.Task[got] {
	return aio.Go(ctx, func(ctx *aio.Context) (got, error) { return v.get(ctx, url), nil })
}

// TestStreamsThatAreNotAllowedYet: a server that takes none is waited for, and
// not asked on another connection.
func TestStreamsThatAreNotAllowedYet(t *testing.T) {
	raise := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteSettings(streamsAtOnce(10)) })
	script := speaks([]http2.Setting{streamsAtOnce(0)}, fetchtest.Stream(), fetchtest.Frames(func(f *fetchtest.Framer) {
		f.WriteRSTStream(f.Stream, http2.ErrCodeRefusedStream) // it was sent before the settings came
	}), fetchtest.Wait(500*time.Millisecond), raise, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))
	visit(t, prior, serve(script), func(ctx *aio.Context, v *visitor) {
		for _, g := range v.together(ctx, 5, "http://a.test/N") {
			g.ok("get", 200, "hello")
		}
		equal(t, "connections", v.server.Accepted, 1)
		equal(t, "elapsed", v.w.Elapsed(), 500*time.Millisecond)
	})
	opts := prior
	opts.Limits.Head = 20 * time.Second
	visit(t, opts, serve(speaks([]http2.Setting{streamsAtOnce(0)}, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Frames(func(f *fetchtest.Framer) {
		f.WriteRSTStream(f.Stream, http2.ErrCodeRefusedStream)
	})))), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").fails(fetch.KindTimeout, 28, `connect "http://a.test/": timed out after 20s`)
	})
}

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

// TestCancelResetsTheStreamAlone.
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
		v.fetch(ctx, large2(t, large)).ok("large", 200, "hello")
		v.fetch(ctx, large2(t, "small")).ok("small", 200, "hello")
		v.send(ctx, "POST", "http://a.test/").ok("empty", 200, "hello")
		equal(t, "large", v.server.Requests[0].Body == large, true)
		equal(t, "small", v.server.Requests[1].Body, "small")
		equal(t, "length", v.server.Requests[1].Field("content-length"), "5")
	})
	opts := prior
	opts.Limits.Head = 20 * time.Second
	visit(t, opts, serve(speaks(nil, fetchtest.Hang())), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, large2(t, large)).fails(fetch.KindTimeout, 28, `read head "http://a.test/": timed out after 20s`)
		equal(t, "elapsed", v.w.Elapsed(), 20*time.Second)
	})
	refuse := fetchtest.Frames(func(f *fetchtest.Framer) { f.Stream = 1; f.Head(true, "413") })
	visit(t, prior, serve(speaks(nil, fetchtest.Wait(time.Second), refuse, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, large2(t, large)).ok("refused early", 413, "")
		v.get(ctx, "http://a.test/").ok("and it goes on", 200, "hello")
		equal(t, "connections", v.server.Accepted, 1)
	})
}

func large2(t *testing.T, body string) *fetch.Request {
	return &fetch.Request{Method: "POST", URL: link(t, "http://a.test/"), Body: []byte(body)}
}

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
