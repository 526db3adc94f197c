package fetch_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

var hello = answers(fetchtest.OK("hello"))

// open begins requests to a URL on connections of their own; each is idle when
// its body has been read.
func (v *visitor) open(ctx *aio.Context, n int, url string) (open []*fetch.Response) {
	v.Helper()
	for range n {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(v.T, url)})
		is(v.T, "do", err, nil)
		open = append(open, resp)
	}
	return open
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		for i := range 5 {
			g := v.get(ctx, fmt.Sprintf("http://a.test/%d", i))
			g.ok("get", 200, "hello")
			equal(t, "reused", g.resp.Reused, i > 0)
			equal(t, "remote", g.resp.Remote.String(), "1.1.1.1")
			v.idle("between", 1)
		}
		equal(t, "connections", v.server.Accepted, 1)
	})
}

func TestConnectionsAreOfAnOrigin(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first host", 200, "hello")
		v.get(ctx, "http://b.test/").ok("another host", 200, "hello")
		v.idle("both", 2)
		v.get(ctx, "http://u:p@a.test:80/").ok("the first again", 200, "hello")
		v.get(ctx, "http://a.test:8080/").fails(fetch.KindConnect, 7, `connect "http://a.test:8080/": 1.1.1.1:8080: connection refused`)
		lines(t, "requests", v.server.Lines(), "0 GET / HTTP/1.1, 1 GET / HTTP/1.1, 0 GET / HTTP/1.1")
	})
}

// TestYoungestFirst: the connection that became idle last is used first, so that
// those beyond need grow old.
func TestYoungestFirst(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		open := v.open(ctx, 3, "http://a.test/")
		for _, i := range []int{2, 0, 1} {
			read(ctx, &open[i].Body)
		}
		open = v.open(ctx, 3, "http://a.test/again")
		lines(t, "requests", v.server.Lines()[3:], "1 GET /again HTTP/1.1, 0 GET /again HTTP/1.1, 2 GET /again HTTP/1.1")
		v.idle("all in use", 0)
		v.sockets(ctx, "two ends each", 7)
		for _, resp := range open {
			resp.Body.Close()
		}
	})
}

func TestIdleConnectionsExpire(t *testing.T) {
	visit(t, fetch.Options{IdleTTL: 10 * time.Second}, serve(hello), func(ctx *aio.Context, v *visitor) {
		open := v.open(ctx, 3, "http://a.test/")
		read(ctx, &open[0].Body)
		aio.Sleep(ctx, 4*time.Second)
		read(ctx, &open[1].Body)
		aio.Sleep(ctx, 4*time.Second)
		read(ctx, &open[2].Body)
		v.idle("at 8 s", 3)
		aio.Sleep(ctx, 1999*time.Millisecond)
		v.idle("at 9.999 s", 3)
		aio.Sleep(ctx, 2*time.Millisecond)
		v.idle("at 10.001 s", 2)
		v.get(ctx, "http://a.test/").ok("the youngest, used", 200, "hello")
		aio.Sleep(ctx, 4*time.Second)
		v.idle("at 14 s", 1)
		aio.Sleep(ctx, 5999*time.Millisecond)
		v.idle("at 20 s", 1)
		aio.Sleep(ctx, time.Millisecond)
		v.idle("at 20.001 s", 0)
		v.sockets(ctx, "the listener", 1)
		v.get(ctx, "http://a.test/").ok("on a new one", 200, "hello")
		aio.Sleep(ctx, time.Minute)
		v.idle("expired as well", 0)
	})
}

func TestOldestGoesWhereThereAreTooMany(t *testing.T) {
	visit(t, fetch.Options{MaxIdle: 2}, serve(hello), func(ctx *aio.Context, v *visitor) {
		for i, host := range []string{"a", "b", "c"} {
			v.get(ctx, "http://"+host+".test/").ok(host, 200, "hello")
			v.idle(host, min(i+1, 2))
		}
		equal(t, "b is kept", v.get(ctx, "http://b.test/").resp.Reused, true)
		equal(t, "c is kept", v.get(ctx, "http://c.test/").resp.Reused, true)
		equal(t, "a is not", v.get(ctx, "http://a.test/").resp.Reused, false)
		equal(t, "b was older than c", v.get(ctx, "http://c.test/").resp.Reused, true)
		equal(t, "and went", v.get(ctx, "http://b.test/").resp.Reused, false)
		v.sockets(ctx, "two ends each", 5)
	})
}

func TestNoIdleConnectionsWanted(t *testing.T) {
	visit(t, fetch.Options{MaxIdle: -1}, serve(hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		v.idle("afterwards", 0)
		v.get(ctx, "http://a.test/").ok("second", 200, "hello")
		equal(t, "connections", v.server.Accepted, 2)
	})
}

func TestServerClosesAnIdleConnection(t *testing.T) {
	for name, end := range map[string]fetchtest.Step{"close": fetchtest.Close(), "end of stream": fetchtest.EndOfStream(), "reset": fetchtest.Reset()} {
		script := fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")), fetchtest.Wait(time.Minute), end}
		visit(t, fetch.Options{IdleTTL: time.Hour}, serve(script, hello), func(ctx *aio.Context, v *visitor) {
			v.get(ctx, "http://a.test/").ok(name, 200, "hello")
			aio.Sleep(ctx, 59*time.Second)
			v.idle(name+", before", 1)
			aio.Sleep(ctx, 1002*time.Millisecond)
			v.idle(name, 0)
			v.sockets(ctx, name, 1)
			g := v.get(ctx, "http://a.test/")
			g.ok(name+", afterwards", 200, "hello")
			equal(t, "reused", g.resp.Reused, false)
		})
	}
}

// TestUnaskedBytes: what comes on an idle connection must never be taken for the
// response to the next request.
func TestUnaskedBytes(t *testing.T) {
	const evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
	for name, send := range map[string]fetchtest.Step{
		"along":        fetchtest.Send(fetchtest.OK("hello") + evil),
		"right behind": fetchtest.Send(fetchtest.OK("hello"), evil),
		"much later":   fetchtest.Trickle(time.Minute, fetchtest.OK("hello"), evil),
	} {
		visit(t, fetch.Options{IdleTTL: time.Hour}, serve(fetchtest.Script{fetchtest.Request(), send}, hello), func(ctx *aio.Context, v *visitor) {
			v.get(ctx, "http://a.test/").ok(name, 200, "hello")
			aio.Sleep(ctx, 2*time.Minute)
			v.idle(name, 0)
			v.get(ctx, "http://a.test/").ok(name+", afterwards", 200, "hello")
			equal(t, "connections", v.server.Accepted, 2)
		})
	}
}

func TestConnectionClose(t *testing.T) {
	script := answers(fetchtest.OK("hello", "Connection: close"))
	visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		v.idle("afterwards", 0)
		v.get(ctx, "http://a.test/").ok("second", 200, "hello")
		equal(t, "connections", v.server.Accepted, 2)
	})
}

// TestPrivateConnectionIsNotShared: a connection to a private address that one
// request was allowed is no way around the guard for another.
func TestPrivateConnectionIsNotShared(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		named := &fetch.Request{URL: link(t, "http://10.0.0.9/"), AllowPrivate: true}
		v.fetch(ctx, named).ok("named", 200, "hello")
		v.get(ctx, "http://10.0.0.9/").fails(fetch.KindPrivate, 7, `connect "http://10.0.0.9/": 10.0.0.9 is a private address, and no input named it`)
		v.idle("still there", 1)
		equal(t, "and for the first again", v.fetch(ctx, named).resp.Reused, true)
		equal(t, "connections", v.server.Accepted, 1)
	})
}

// TestSweepKeepsNothingAlive: that a connection would be idle too long is no
// reason to go on waiting where nothing else will happen.
func TestSweepKeepsNothingAlive(t *testing.T) {
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) error {
		server, err := fetchtest.Listen(ctx, "1.1.1.1:80", hello)
		if err != nil {
			return err
		}
		v := &visitor{T: t, w: w, client: fetch.NewClient(ctx.Loop(), fetch.Options{}), server: server}
		v.get(ctx, "http://1.1.1.1/").ok("get", 200, "hello")
		server.Close(ctx)
		_, err = aio.NewFuture[int](ctx).Wait(ctx)
		return err
	})
	var dead *aio.DeadlockError
	equal(t, "a deadlock", errors.As(err, &dead), true)
	equal(t, "elapsed", w.Elapsed(), 0)
}

func TestClientCloseLeavesWhatIsInUse(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		open := v.open(ctx, 2, "http://a.test/")
		read(ctx, &open[0].Body)
		v.client.Close()
		v.idle("after Close", 0)
		body, err := read(ctx, &open[1].Body)
		is(t, "the other body", err, nil)
		equal(t, "the other body", body, "hello")
		v.get(ctx, "http://a.test/").ok("and it goes on", 200, "hello")
	})
}
