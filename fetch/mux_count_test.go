package fetch_test

import (
	"crypto/tls"
	"fmt"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
)

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
	opts.Names.Lookup = func(ctx *aio.Context, host string) (dns.Answer, error) {
		if looked++; looked > 1 {
			aio.Sleep(ctx, time.Hour)
		}
		return dns.Answer{IPs: addrs("1.1.1.1"), TTL: time.Millisecond}, nil
	}
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
