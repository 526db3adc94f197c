package fetch_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// slowly answers each request after a second.
var slowly = fetchtest.Script{fetchtest.Repeat(fetchtest.Request(), fetchtest.Wait(time.Second), fetchtest.Send(fetchtest.OK("hello")))}

// places checks how many connections count as open and how many requests wait.
func (v *visitor) places(what string, open, waiting int) {
	v.Helper()
	n, w := v.client.Open()
	equal(v.T, what+": open connections", n, open)
	equal(v.T, what+": requests that wait", w, waiting)
}

// TestConnectionsAreBounded: who waits is served in his turn, with what became
// free.
func TestConnectionsAreBounded(t *testing.T) {
	visit(t, fetch.Options{MaxConns: 3}, serve(slowly), func(ctx *aio.Context, v *visitor) {
		for i, g := range v.together(ctx, 9, "http://a.test/N") {
			g.ok(fmt.Sprint(i), 200, "hello")
			equal(t, "reused", g.resp.Reused, i >= 3)
		}
		equal(t, "elapsed", v.w.Elapsed(), 3*time.Second)
		equal(t, "connections", v.server.Accepted, 3)
		lines(t, "order", v.server.Lines(), "0 GET /0 HTTP/1.1, 1 GET /1 HTTP/1.1, 2 GET /2 HTTP/1.1, "+
			"0 GET /3 HTTP/1.1, 1 GET /4 HTTP/1.1, 2 GET /5 HTTP/1.1, 0 GET /6 HTTP/1.1, 1 GET /7 HTTP/1.1, 2 GET /8 HTTP/1.1")
		v.idle("afterwards", 3)
	})
}

// TestIdleConnectionsGiveWay to those that are wanted, the oldest first.
func TestIdleConnectionsGiveWay(t *testing.T) {
	visit(t, fetch.Options{MaxConns: 2}, serve(hello), func(ctx *aio.Context, v *visitor) {
		for _, host := range []string{"a", "b", "c"} {
			v.get(ctx, "http://"+host+".test/").ok(host, 200, "hello")
		}
		v.places("two are kept", 2, 0)
		equal(t, "b", v.get(ctx, "http://b.test/").resp.Reused, true)
		equal(t, "c", v.get(ctx, "http://c.test/").resp.Reused, true)
		equal(t, "a", v.get(ctx, "http://a.test/").resp.Reused, false)
		v.sockets(ctx, "two ends each", 5)
	})
}

// TestABusyConnectionGivesWay when it is free: its origin does not keep it while
// another one waits.
func TestABusyConnectionGivesWay(t *testing.T) {
	visit(t, fetch.Options{MaxConns: 1}, serve(slowly), func(ctx *aio.Context, v *visitor) {
		for i, g := range v.together(ctx, 4, "http://N.test/") {
			g.ok(fmt.Sprint(i), 200, "hello")
		}
		equal(t, "connections", v.server.Accepted, 4)
		equal(t, "elapsed", v.w.Elapsed(), 4*time.Second)
	})
}

func TestWaitingForAPlaceIsLimited(t *testing.T) {
	opts := fetch.Options{MaxConns: 1, Limits: fetch.Limits{Connect: 10 * time.Second}}
	visit(t, opts, serve(slowly), func(ctx *aio.Context, v *visitor) {
		held := v.open(ctx, 1, "http://a.test/")[0]
		v.get(ctx, "http://b.test/").fails(fetch.KindTimeout, 28, `connect "http://b.test/": timed out after 10s: 1 connections open, and no more may be`)
		equal(t, "elapsed", v.w.Elapsed(), 11*time.Second)
		v.places("afterwards", 1, 0)
		held.Body.Close()
	})
}

// TestACanceledClaimIsLost to nobody: neither while it waits nor when it has been
// granted.
func TestACanceledClaimIsLost(t *testing.T) {
	for _, tt := range []struct{ first, host string }{{"a", "a"}, {"a", "b"}} {
		visit(t, fetch.Options{MaxConns: 1}, serve(hello), func(ctx *aio.Context, v *visitor) {
			held := v.open(ctx, 1, "http://a.test/")[0]
			get := func() *aio.Task[got] {
				return aio.Go(ctx, func(ctx *aio.Context) (got, error) { g := v.get(ctx, "http://"+tt.host+".test/"); return g, g.err })
			}
			first, second, third := get(), get(), get()
			aio.Sleep(ctx, time.Second)
			v.places("all wait", 1, 3)
			second.Cancel(nil)
			aio.Sleep(ctx, time.Second)
			v.places("one left", 1, 2)
			read(ctx, &held.Body) // first is granted what it waits for,
			first.Cancel(nil)     // and never gets to use it
			for _, task := range []*aio.Task[got]{first, second} {
				_, err := task.Wait(ctx)
				is(t, "canceled", err, context.Canceled)
			}
			g, _ := third.Wait(ctx)
			g.ok("the third", 200, "hello")
			equal(t, "reused", g.resp.Reused, tt.host == "a")
			v.places("afterwards", 1, 0)
		})
	}
}

// TestAFullOrigin holds up no other.
func TestAFullOrigin(t *testing.T) {
	visit(t, fetch.Options{MaxPerOrigin: 2, MaxConns: 3}, serve(slowly), func(ctx *aio.Context, v *visitor) {
		many := aio.Go(ctx, func(ctx *aio.Context) ([]got, error) { return v.together(ctx, 6, "http://a.test/N"), nil })
		aio.Sleep(ctx, 500*time.Millisecond)
		v.places("one is left", 2, 4)
		v.get(ctx, "http://b.test/").ok("another origin", 200, "hello")
		equal(t, "elapsed", v.w.Elapsed(), 1500*time.Millisecond)
		all, _ := many.Wait(ctx)
		for _, g := range all {
			g.ok("one of many", 200, "hello")
		}
		equal(t, "elapsed", v.w.Elapsed(), 3*time.Second)
		equal(t, "connections", v.server.Accepted, 3)
	})
}

// TestAPrivateConnectionIsNotGiven to who is not allowed it: it makes room.
func TestAPrivateConnectionIsNotGiven(t *testing.T) {
	visit(t, fetch.Options{MaxConns: 1}, serve(slowly), func(ctx *aio.Context, v *visitor) {
		req := &fetch.Request{URL: link(t, "http://10.0.0.1/"), AllowPrivate: true}
		held := aio.Go(ctx, func(ctx *aio.Context) (got, error) { return v.fetch(ctx, req), nil })
		aio.Sleep(ctx, 100*time.Millisecond)
		v.get(ctx, "http://10.0.0.1/").fails(fetch.KindPrivate, 7, `connect "http://10.0.0.1/": 10.0.0.1 is a private address, and no input named it`)
		g, _ := held.Wait(ctx)
		g.ok("who was allowed it", 200, "hello")
		v.places("afterwards", 0, 0)
	})
}

// TestSharedConnectionsCountOnce, and give way like others.
func TestSharedConnectionsCountOnce(t *testing.T) {
	opts := prior
	opts.MaxConns = 2
	visit(t, opts, serve(shared(streamsAtOnce(100))), func(ctx *aio.Context, v *visitor) {
		for _, host := range []string{"a", "b", "c"} {
			for _, g := range v.together(ctx, 50, "http://"+host+".test/N") {
				g.ok(host, 200, "hello")
			}
		}
		equal(t, "connections", v.server.Accepted, 3)
		v.places("two are kept", 2, 0)
	})
}

// TestASharedConnectionMakesRoom for who waits, when the last exchange on it ends;
// who waits for room on it comes first.
func TestASharedConnectionMakesRoom(t *testing.T) {
	opts := prior
	opts.MaxConns = 1
	for _, settings := range [][]http2.Setting{nil, {streamsAtOnce(1)}} {
		script := speaks(settings, fetchtest.Repeat(fetchtest.Stream(), fetchtest.Wait(time.Second), fetchtest.Answer("200", "hello")))
		visit(t, opts, serve(script), func(ctx *aio.Context, v *visitor) {
			for i, g := range v.together(ctx, 3, "http://N.test/") {
				g.ok(fmt.Sprint(i), 200, "hello")
			}
			for _, g := range v.together(ctx, 4, "http://same.test/N") {
				g.ok("same", 200, "hello")
			}
			v.places("afterwards", 1, 0)
		})
	}
}

// TestDescriptorsRunOut although fewer connections are open than may be: others
// have them. Requests then wait for the connections that there are, and more are
// made when there are descriptors again.
func TestDescriptorsRunOut(t *testing.T) {
	visit(t, fetch.Options{MaxConns: 100}, serve(slowly), func(ctx *aio.Context, v *visitor) {
		held := v.open(ctx, 3, "http://a.test/")
		v.w.MaxFDs = v.w.Open()
		many := aio.Go(ctx, func(ctx *aio.Context) ([]got, error) { return v.together(ctx, 20, "http://a.test/N"), nil })
		aio.Sleep(ctx, time.Second)
		v.places("no more", 3, 20)
		for _, resp := range held {
			read(ctx, &resp.Body)
		}
		all, _ := many.Wait(ctx)
		for i, g := range all {
			g.ok(fmt.Sprint(i), 200, "hello")
		}
		equal(t, "connections", v.server.Accepted, 3)
		v.w.MaxFDs = 0
		start := v.w.Elapsed()
		for i, g := range v.together(ctx, 100, "http://N.test/") {
			g.ok(fmt.Sprint(i), 200, "hello")
		}
		if took := v.w.Elapsed() - start; took > 10*time.Second {
			t.Errorf("100 requests took %v: there are hardly more connections", took)
		}
		v.client.Close()
		aio.Sleep(ctx, time.Second)
		v.w.MaxFDs = 1
		v.get(ctx, "http://a.test/").fails(fetch.KindConnect, 7, `connect "http://a.test/": 1.1.1.1:80: too many open files`)
	})
}

func TestBudget(t *testing.T) {
	for limit, want := range map[uint64][2]int{
		0: {1, 1}, 16: {6, 1}, 256: {176, 8}, 1024: {896, 32}, 20_000: {19_736, 100}, 1 << 63: {2147483647 - 264, 100},
	} {
		conns, lookups := fetch.Budget(limit)
		equal(t, fmt.Sprintf("connections of %d", limit), conns, want[0])
		equal(t, fmt.Sprintf("look-ups of %d", limit), lookups, want[1])
	}
}
