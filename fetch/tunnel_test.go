package fetch_test

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
	"clew/fetch/proxy"
)

// through are options with the proxies that curl's --proxy and no_proxy name. The
// proxy has a private address, as most have.
func through(t *testing.T, name, no string) fetch.Options {
	t.Helper()
	p, err := proxy.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	opts := fetch.Options{Proxy: proxy.Settings{HTTP: p, HTTPS: p, No: proxy.ParseList(no)}, TLS: trusting()}
	opts.Names.Lookup = func(_ *aio.Context, host string) (dns.Answer, error) {
		switch host {
		case "p.test":
			return dns.Answer{IPs: addrs("10.0.0.1")}, nil
		case "inside.test":
			return dns.Answer{IPs: addrs("10.0.0.2")}, nil
		case "two.test":
			return dns.Answer{IPs: addrs("2606:4700::1", "10.0.0.2", "1.1.1.2")}, nil
		case "nowhere.test":
			return dns.Answer{}, nil
		}
		return dns.Answer{IPs: addrs("1.1.1.1")}, nil
	}
	return opts
}

// says is what the proxy reads and answers, in turns; then comes what is behind it.
func says(t *testing.T, turns []string, behind ...fetchtest.Step) fetchtest.Script {
	var script fetchtest.Script
	for i, text := range turns {
		if i%2 == 1 {
			script = append(script, fetchtest.Send(text))
			continue
		}
		script = append(script, func(ctx *aio.Context, p *fetchtest.Peer) error {
			for got := ""; got != text; {
				buf := make([]byte, len(text)-len(got))
				n, err := p.Read(ctx, buf)
				if got += string(buf[:n]); err != nil || !strings.HasPrefix(text, got) {
					t.Errorf("the proxy heard %q, want %q", got, text)
					return io.EOF
				}
			}
			return nil
		})
	}
	return append(script, behind...)
}

const stands = "HTTP/1.1 200 Connection established\r\n\r\n"

func connectTo(target string, fields ...string) string {
	return "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + strings.Join(append(fields, ""), "\r\n") + "\r\n"
}

var repeatedly = fetchtest.Repeat(fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")))

// TestProxyIsAsked for http URLs, of all origins on one connection.
func TestProxyIsAsked(t *testing.T) {
	visit(t, through(t, "http://me:secret@p.test:80", "direct.test"), serve(hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://user:pass@a.test:8080/p?q#fragment").ok("first", 200, "hello")
		g := v.get(ctx, "http://b.test/")
		g.ok("of another origin", 200, "hello")
		equal(t, "reused", g.resp.Reused, true)
		equal(t, "remote", g.resp.Remote, netip.MustParseAddr("10.0.0.1"))
		v.get(ctx, "http://direct.test/").ok("without", 200, "hello")
		lines(t, "asked", v.server.Lines(), "0 GET http://a.test:8080/p?q HTTP/1.1, 0 GET http://b.test/ HTTP/1.1, 1 GET / HTTP/1.1")
		equal(t, "host", v.server.Requests[0].Field("Host"), "a.test:8080")
		equal(t, "who asks the proxy", v.server.Requests[1].Field("Proxy-Authorization"), "Basic bWU6c2VjcmV0")
		equal(t, "who asks the server", v.server.Requests[2].Field("Proxy-Authorization"), "")
		v.idle("afterwards", 2)
	})
}

// TestConnect: what is behind a tunnel knows nothing of it.
func TestConnect(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test", "b.test")
	to := func(target string) fetchtest.Script {
		ask := connectTo(target, "Proxy-Authorization: Basic bWU6c2VjcmV0", "User-Agent: me")
		return says(t, []string{ask, stands}, fetchtest.TLS(config(cert)), repeatedly)
	}
	visit(t, through(t, "http://me:secret@p.test:80", ""), serve(to("a.test:443"), to("b.test:443")), func(ctx *aio.Context, v *visitor) {
		header := h1.Header{{Name: "User-Agent", Value: "me"}}
		for _, url := range []string{"https://a.test/1", "https://a.test/2", "https://b.test/3"} {
			g := v.fetch(ctx, &fetch.Request{URL: link(t, url), Header: header})
			g.ok(url, 200, "hello")
		}
		lines(t, "asked", v.server.Lines(), "0 GET /1 HTTP/1.1, 0 GET /2 HTTP/1.1, 1 GET /3 HTTP/1.1")
		equal(t, "who", v.server.Requests[0].Field("Proxy-Authorization"), "")
	})
}

// TestTunnelsAreNotCoalesced: all lead to the proxy's address, which says nothing of
// what is behind it. Direct connections are for nobody who wants the proxy.
func TestTunnelsAreNotCoalesced(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test", "b.test", "direct.test")
	direct := overTLS(config(cert, "h2"), shared())
	tunnel := says(t, []string{"\x05\x01\x00", "\x05\x00", "\x05\x01\x00\x01\x01\x01\x01\x01\x00\x50", "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"}, direct...)
	opts := through(t, "socks5://p.test:80", "direct.test")
	opts.Names.Lookup = nil // all names lead to one address, the proxy's too
	visit(t, opts, serve(tunnel, direct, tunnel), func(ctx *aio.Context, v *visitor) {
		for _, host := range []string{"a.test", "direct.test", "b.test", "a.test"} {
			g := v.get(ctx, "https://"+host+":80/")
			g.ok(host, 200, "hello")
			if g.err == nil {
				equal(t, host, g.resp.Version, "2")
			}
		}
		equal(t, "connections", v.server.Accepted, 3)
	})
}

// TestPriorKnowledgeThroughProxies: HTTP/2 goes through a tunnel, and the server may
// speak before the client does.
func TestPriorKnowledgeThroughProxies(t *testing.T) {
	settings := "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	opts := through(t, "p.test:80", "")
	opts.HTTP2 = fetch.HTTP2PriorKnowledge
	script := says(t, []string{connectTo("a.test:80"), stands + settings}, shared()...)
	visit(t, opts, serve(script), func(ctx *aio.Context, v *visitor) {
		g := v.get(ctx, "http://a.test/")
		g.ok("get", 200, "hello")
		equal(t, "version", g.resp.Version, "2")
	})
}

// TestSOCKS: one is given addresses, and asked for the next where it does not get
// to one; the other names.
func TestSOCKS(t *testing.T) {
	const greeting, method = "\x05\x01\x00", "\x05\x00"
	const done = "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
	name := says(t, []string{greeting, method, "\x05\x01\x00\x03\x08two.test\x00\x50", done}, repeatedly)
	visit(t, through(t, "socks5h://p.test:80", ""), serve(name), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://two.test/x").ok("socks5h", 200, "hello")
		v.get(ctx, "http://two.test/y").ok("socks5h", 200, "hello")
		lines(t, "asked", v.server.Lines(), "0 GET /x HTTP/1.1, 0 GET /y HTTP/1.1")
	})
	ip6 := says(t, []string{greeting, method, "\x05\x01\x00\x04\x26\x06\x47\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x50", "\x05\x03\x00\x01\x00"})
	ip4 := says(t, []string{greeting, method, "\x05\x01\x00\x01\x01\x01\x01\x02\x00\x50", done}, repeatedly)
	visit(t, through(t, "socks5://p.test:80", ""), serve(ip6, ip4), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://two.test/").ok("socks5", 200, "hello")
	})
}

// TestSecureProxy: one that wants TLS for itself is asked for http URLs.
func TestSecureProxy(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "p.test")
	visit(t, through(t, "https://p.test:80", ""), serve(fetchtest.Script{fetchtest.TLS(config(cert)), repeatedly}), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("get", 200, "hello")
		lines(t, "asked", v.server.Lines(), "0 GET http://a.test/ HTTP/1.1")
		v.get(ctx, "https://a.test/").fails(fetch.KindProxy, 97,
			`proxy "https://a.test/": https://p.test:80: TLS inside TLS is not supported: through an https proxy only http URLs can be fetched`)
	})
}

// TestGuardAndProxies: a proxy's own address is exempt. What it would lead to is
// refused where the URL, or the answer of our resolver, shows that it is private.
func TestGuardAndProxies(t *testing.T) {
	visit(t, through(t, "http://p.test:80", ""), serve(hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("public", 200, "hello")
		v.get(ctx, "http://10.0.0.1/").fails(fetch.KindPrivate, 7, `connect "http://10.0.0.1/": 10.0.0.1 is a private address, and no input named it`)
		v.get(ctx, "https://[::1]/").fails(fetch.KindPrivate, 7, `connect "https://[::1]/": ::1 is a private address, and no input named it`)
		v.get(ctx, "http://x.localhost./").fails(fetch.KindPrivate, 7, `connect "http://x.localhost./": 127.0.0.1 is a private address, and no input named it`)
		v.fetch(ctx, &fetch.Request{URL: link(t, "http://10.0.0.1/"), AllowPrivate: true}).ok("allowed", 200, "hello")
		equal(t, "requests", len(v.server.Requests), 2)
	})
	visit(t, through(t, "socks5://p.test:80", ""), serve(), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://inside.test/").fails(fetch.KindPrivate, 7, `proxy "http://inside.test/": 10.0.0.2 is a private address, and no input named it`)
		equal(t, "connections", v.server.Accepted, 0)
	})
}

// TestTunnelToAPrivateAddress is for those alone that are allowed it.
func TestTunnelToAPrivateAddress(t *testing.T) {
	script := says(t, []string{"\x05\x01\x00", "\x05\x00", "\x05\x01\x00\x01\x0a\x00\x00\x02\x00\x50", "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"}, repeatedly)
	visit(t, through(t, "socks5://p.test:80", ""), serve(script), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, &fetch.Request{URL: link(t, "http://inside.test/"), AllowPrivate: true}).ok("allowed", 200, "hello")
		v.get(ctx, "http://inside.test/").fails(fetch.KindPrivate, 7, `proxy "http://inside.test/": 10.0.0.2 is a private address, and no input named it`)
	})
}

func TestProxyFailures(t *testing.T) {
	ask := connectTo("a.test:443")
	tests := []struct {
		proxy  string
		script fetchtest.Script
		code   int
		cause  string
		final  bool // not tried again
	}{
		{"http://p.test:81", nil, 7, `http://p.test:81: 10.0.0.1:81: connection refused`, false},
		{"http://nowhere.test", nil, 5, `http://nowhere.test:1080: no address`, true},
		{"p.test:80", says(t, []string{ask, fetchtest.Response("403 No", "never")}), 56, `http://p.test:80: the proxy answers 403 "No"`, true},
		{"p.test:80", says(t, []string{ask, fetchtest.Response("502 Bad", "")}), 56, `http://p.test:80: the proxy answers 502 "Bad"`, false},
		{"p.test:80", says(t, []string{ask, "HTTP/1.1 200"}, fetchtest.Close()), 97, `http://p.test:80: it closed the connection during the handshake`, false},
		{"p.test:80", says(t, []string{ask, stands + "early"}), 97, `http://p.test:80: bytes behind the head of the answer to CONNECT`, false},
		{"socks5h://p.test:80", says(t, []string{"\x05\x01\x00", "\x05\xff"}), 97, `socks5h://p.test:80: the proxy offers no way of authentication that is known here`, true},
		{"socks5h://p.test:80", says(t, []string{"\x05\x01\x00", "\x05\x00", "\x05\x01\x00\x03\x06a.test\x01\xbb", "\x05\x05\x00\x01\x00"}), 97, `socks5h://p.test:80: the proxy answers: connection refused`, false},
		{"socks5h://p.test:80", says(t, []string{"\x05\x01\x00", "HTTP/1.1 400"}), 97, `socks5h://p.test:80: not SOCKS5: "HT"`, false},
	}
	for _, tt := range tests {
		visit(t, through(t, tt.proxy, ""), serve(tt.script), func(ctx *aio.Context, v *visitor) {
			g := v.get(ctx, "https://a.test/")
			g.fails(fetch.KindProxy, tt.code, `proxy "https://a.test/": `+tt.cause)
			_, again := fetch.Retry{Max: 1}.AfterError(&fetch.Request{}, 1, g.err)
			equal(t, tt.cause+": tried again", again, !tt.final)
			v.sockets(ctx, tt.cause, 1)
		})
	}
}

// TestProxyTakesItsTime: each phase keeps its limit.
func TestProxyTakesItsTime(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	for _, tt := range []struct {
		proxy   string
		script  fetchtest.Script
		op      string
		elapsed time.Duration
	}{
		{"p.test:80", fetchtest.Script{fetchtest.Hang()}, "proxy", 2 * time.Second},
		{"https://p.test:80", fetchtest.Script{fetchtest.Hang()}, "proxy", 3 * time.Second},
		{"p.test:80", says(t, []string{connectTo("a.test:443"), stands}, fetchtest.Hang()), "tls", 3 * time.Second},
		{"p.test:80", says(t, []string{connectTo("a.test:443"), stands}, fetchtest.TLS(config(cert)), fetchtest.Hang()), "read head", 4 * time.Second},
	} {
		opts := through(t, tt.proxy, "")
		opts.Limits = fetch.Limits{DNS: time.Second, Connect: 2 * time.Second, TLS: 3 * time.Second, Head: 4 * time.Second}
		visit(t, opts, serve(tt.script), func(ctx *aio.Context, v *visitor) {
			url := "https://a.test/"
			if strings.HasPrefix(tt.proxy, "https") {
				url = "http://a.test/"
			}
			v.get(ctx, url).fails(fetch.KindTimeout, 28, fmt.Sprintf("%s %q: %s", tt.op, url, timedOut(tt.op, tt.proxy, tt.elapsed)))
			equal(t, tt.op, v.w.Elapsed(), tt.elapsed)
		})
	}
}

// timedOut is the cause that a limit which passed gives.
func timedOut(op, name string, after time.Duration) string {
	if op != "proxy" {
		return fmt.Sprintf("timed out after %v", after)
	}
	p, _ := proxy.Parse(name)
	return fmt.Sprintf("%s: timed out after %v", p, after)
}

// TestCanceledAtTheProxy leaves nothing open.
func TestCanceledAtTheProxy(t *testing.T) {
	visit(t, through(t, "p.test:80", ""), serve(fetchtest.Script{fetchtest.Hang()}), func(ctx *aio.Context, v *visitor) {
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { return v.get(ctx, "https://a.test/").err })
		var limit *aio.TimeoutError
		equal(t, "timed out", errors.As(err, &limit), true)
		v.server.Close(ctx)
		v.sockets(ctx, "canceled", 0)
	})
}
