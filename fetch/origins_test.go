package fetch_test

import (
	"crypto/tls"
	"errors"
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

// overTLS shakes hands for HTTP/2 and goes on with a script.
func overTLS(config *tls.Config, script fetchtest.Script) fetchtest.Script {
	return append(fetchtest.Script{fetchtest.TLS(config)}, script...)
}

// TestManyRequestsToHTTP1: those that waited to see what the server speaks get
// connections of their own, and later ones do not wait.
func TestManyRequestsToHTTP1(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	slow := fetchtest.Script{fetchtest.TLS(config(cert, "http/1.1")), fetchtest.Repeat(fetchtest.Request(), fetchtest.Wait(time.Second), fetchtest.Send(fetchtest.OK("hello")))}
	visit(t, fetch.Options{TLS: trusting()}, serve(slow), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		for i := range 3 {
			start := v.w.Elapsed()
			for _, g := range v.together(ctx, 10*(1+i/2), "https://a.test:80/N") {
				g.ok("get", 200, "hello")
				equal(t, "version", g.resp.Version, "1.1")
			}
			if took := v.w.Elapsed() - start; took > time.Second+200*time.Millisecond {
				t.Errorf("round %d took %v", i, took)
			}
		}
		equal(t, "connections", v.server.Accepted, 20)
		v.idle("afterwards", 20)
	})
}

// TestConnectingFailsForAll who wait for it, once.
func TestConnectingFailsForAll(t *testing.T) {
	asked := 0
	opts := prior
	opts.Names.Lookup = func(ctx *aio.Context, host string) (dns.Answer, error) {
		asked++
		aio.Sleep(ctx, time.Second)
		return dns.Answer{IPs: addrs("8.8.8.8")}, nil
	}
	opts.Limits.Connect = 10 * time.Second
	visit(t, opts, serve(shared()), func(ctx *aio.Context, v *visitor) {
		tries := 0
		v.w.Links = func(aio.Addr) *aiotest.Link { tries++; return &aiotest.Link{Silent: true} }
		for i, g := range v.together(ctx, 20, "http://a.test/N") {
			g.fails(fetch.KindTimeout, 28, fmt.Sprintf(`connect "http://a.test/%d": timed out after 10s`, i))
		}
		equal(t, "elapsed", v.w.Elapsed(), 11*time.Second)
		equal(t, "tries", tries, 1)
		equal(t, "look-ups", asked, 1)
	})
}

// TestAFailureOfTheGuardIsOfOne: who is allowed a private address does not share
// the failure of who is not.
func TestAFailureOfTheGuardIsOfOne(t *testing.T) {
	opts := prior
	opts.Names.Lookup = func(ctx *aio.Context, host string) (dns.Answer, error) {
		return dns.Answer{IPs: addrs("10.0.0.9")}, aio.Sleep(ctx, time.Second)
	}
	visit(t, opts, serve(shared()), func(ctx *aio.Context, v *visitor) {
		get := func(private bool) *aio.Task[got] {
			return aio.Go(ctx, func(ctx *aio.Context) (got, error) {
				return v.fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/"), AllowPrivate: private}), nil
			})
		}
		tasks := []*aio.Task[got]{get(false), get(true), get(false), get(true)}
		for i, task := range tasks {
			if g, _ := task.Wait(ctx); i%2 == 1 {
				g.ok("allowed", 200, "hello")
			} else {
				g.fails(fetch.KindPrivate, 7, `connect "http://a.test/": 10.0.0.9 is a private address, and no input named it`)
			}
		}
		equal(t, "connections", v.server.Accepted, 1)
	})
}

// TestConnectingIsPassedOn: if the request that connects is canceled, the next
// one starts over; if one that waits is, nobody minds.
func TestConnectingIsPassedOn(t *testing.T) {
	opts := prior
	opts.Names.Lookup = func(ctx *aio.Context, host string) (dns.Answer, error) {
		return dns.Answer{IPs: addrs("1.1.1.1")}, aio.Sleep(ctx, time.Second)
	}
	for _, leaves := range [][]int{{0}, {1}, {0, 1}, {0, 1, 2, 3}, {4}} {
		visit(t, opts, serve(shared()), func(ctx *aio.Context, v *visitor) {
			var tasks []*aio.Task[got]
			for range 5 {
				tasks = append(tasks, v.start(ctx, "http://a.test/"))
			}
			aio.Sleep(ctx, 500*time.Millisecond)
			for _, i := range leaves {
				tasks[i].Cancel(nil)
			}
			for i, task := range tasks {
				g, _ := task.Wait(ctx)
				if g.err == nil {
					g.ok("get", 200, "hello")
				}
				left := false
				for _, l := range leaves {
					left = left || l == i
				}
				equal(t, fmt.Sprintf("%v: %d is canceled", leaves, i), errors.Is(g.err, aio.ErrCanceled), left)
			}
			equal(t, "connections", v.server.Accepted, 1)
		})
	}
}

func TestRequestsThatWaitForRoomAreServedInOrder(t *testing.T) {
	visit(t, prior, serve(shared()), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 10 * time.Millisecond
		for _, g := range v.together(ctx, 20, "http://a.test/N") {
			g.ok("get", 200, "hello")
		}
		for i, m := range v.server.Requests {
			equal(t, "order", m.Line, fmt.Sprintf("GET /%d HTTP/2", i))
		}
	})
}

// TestHTTP1Required: the server speaks HTTP/2, and not for this.
func TestHTTP1Required(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	requires := once(fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteRSTStream(f.Stream, http2.ErrCodeHTTP11Required) }))
	visit(t, fetch.Options{TLS: trusting()}, serve(overTLS(config(cert, "h2"), requires), secure(config(cert, "h2", "http/1.1"), fetchtest.OK("hello"))), func(ctx *aio.Context, v *visitor) {
		for range 2 {
			g := v.send(ctx, "POST", site)
			g.ok("post", 200, "hello")
			equal(t, "version", g.resp.Version, "1.1")
		}
		lines(t, "requests", v.server.Lines(), "0 POST / HTTP/2, 1 POST / HTTP/1.1, 1 POST / HTTP/1.1")
	})
}

func TestSharedAcrossNames(t *testing.T) {
	both := authority().sign(t, aiotest.Epoch, "a.test", "b.test")
	one := authority().sign(t, aiotest.Epoch, "a.test")
	insecure := trusting()
	insecure.InsecureSkipVerify = true
	for _, tt := range []struct {
		name        string
		cert        tls.Certificate
		client      *tls.Config
		url         string
		private     bool // what the second request is allowed
		connections int
		error       string
	}{
		{"same address, and certificate for both", both, trusting(), "https://b.test:80/", true, 1, ""},
		{"certificate for one", one, trusting(), "https://b.test:80/", true, 2, `tls "https://b.test:80/": the certificate is for a.test, not for b.test`},
		{"another address", both, trusting(), "https://c.b.test:80/", true, 2, `tls "https://c.b.test:80/": the certificate is for a.test, b.test, not for c.b.test`},
		{"another port", both, trusting(), "https://b.test:8080/", true, 1, `connect "https://b.test:8080/": 10.0.0.9:8080: connection refused`},
		{"certificates are not checked", both, insecure, "https://b.test:80/", true, 2, ""},
		{"not in clear", both, trusting(), "http://b.test/", true, 2, "any"},
		{"guarded", both, trusting(), "https://b.test:80/", false, 1, `connect "https://b.test:80/": 10.0.0.9 is a private address, and no input named it`},
		{"guarded, same name", both, trusting(), "https://a.test:80/", false, 1, `connect "https://a.test:80/": 10.0.0.9 is a private address, and no input named it`},
	} {
		opts := fetch.Options{TLS: tt.client}
		opts.Names.Lookup = func(_ *aio.Context, host string) (dns.Answer, error) {
			if host == "c.b.test" {
				return dns.Answer{IPs: addrs("10.0.0.8")}, nil
			}
			return dns.Answer{IPs: addrs("10.0.0.9")}, nil
		}
		t.Run(tt.name, func(t *testing.T) {
			visit(t, opts, serve(overTLS(config(tt.cert, "h2"), shared())), func(ctx *aio.Context, v *visitor) {
				v.fetch(ctx, &fetch.Request{URL: link(t, site), AllowPrivate: true}).ok("first", 200, "hello")
				g := v.fetch(ctx, &fetch.Request{URL: link(t, tt.url), AllowPrivate: tt.private})
				switch {
				case tt.error == "":
					g.ok("second", 200, "hello")
					equal(t, "reused", g.resp.Reused, tt.connections == 1)
				case tt.error != "any":
					equal(t, "error", g.err.Error(), tt.error)
				}
				equal(t, "connections", v.server.Accepted, tt.connections)
			})
		})
	}
}

// TestMisdirected: a server may not want what its certificate allows.
func TestMisdirected(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test", "b.test")
	strict := speaks(nil, fetchtest.Stream(), fetchtest.Answer("200", "hello"), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("421", "not me")))
	visit(t, fetch.Options{TLS: trusting()}, serve(overTLS(config(cert, "h2"), strict), overTLS(config(cert, "h2"), shared())), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).ok("first", 200, "hello")
		for range 2 {
			g := v.send(ctx, "POST", "https://b.test:80/")
			g.ok("on a connection of its own", 200, "hello")
		}
		lines(t, "requests", v.server.Lines(), "0 GET / HTTP/2, 0 POST / HTTP/2, 1 POST / HTTP/2, 1 POST / HTTP/2")
		v.get(ctx, site).ok("to the one for whom it was made it is an answer", 421, "not me")
	})
}

func TestOriginsAreForgotten(t *testing.T) {
	visit(t, prior, serve(shared()), func(ctx *aio.Context, v *visitor) {
		for i := range 10_100 {
			v.client.Know(fmt.Sprintf("http://%d.test", i))
		}
		v.get(ctx, "http://a.test/").ok("get", 200, "hello")
		if n := v.client.Origins(); n > 10_000 {
			t.Errorf("%d origins are known", n)
		}
		equal(t, "reused", v.get(ctx, "http://a.test/").resp.Reused, true)
	})
}
