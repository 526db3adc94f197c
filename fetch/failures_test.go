package fetch_test

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
)

// answersOnce sends these pieces in answer to a request, then does more.
func answersOnce(text string, more ...fetchtest.Step) fetchtest.Script {
	return append(fetchtest.Script{fetchtest.Request(), fetchtest.Send(text)}, more...)
}

var chunked = fetchtest.Head("200 OK", "Transfer-Encoding: chunked")

// failures are all that can go wrong, and what a record will say of it.
var failures = []struct {
	name   string
	url    string // "" = http://a.test/
	script fetchtest.Script
	kind   fetch.Kind
	code   int // curl's
	error  string
}{
	// Names
	{"unknown name", "http://nosuch.test/", nil, fetch.KindDNS, 6, `resolve "http://nosuch.test/": no such host`},
	{"name server fails", "http://servfail.test/", nil, fetch.KindDNS, 6, `resolve "http://servfail.test/": name server 9.9.9.9:53: server misbehaving`},
	{"name without an address", "http://empty.test/", nil, fetch.KindDNS, 6, `resolve "http://empty.test/": no address`},

	// Connecting
	{"refused", "http://a.test:81/", nil, fetch.KindConnect, 7, `connect "http://a.test:81/": 1.1.1.1:81: connection refused`},
	{"refused, IPv6", "http://[2606:4700::1]:81/", nil, fetch.KindConnect, 7, `connect "http://[2606:4700::1]:81/": [2606:4700::1]:81: connection refused`},
	{"refused at all addresses", "http://two.test:81/", nil, fetch.KindConnect, 7, `connect "http://two.test:81/": 1.1.1.1:81: connection refused; 8.8.8.8:81: connection refused`},
	{"private", "http://10.1.2.3/", nil, fetch.KindPrivate, 7, `connect "http://10.1.2.3/": 10.1.2.3 is a private address, and no input named it`},

	// The head
	{"closed before the head", "", fetchtest.Script{fetchtest.Request(), fetchtest.Close()}, fetch.KindHTTP, 52, `read head "http://a.test/": no response: closed before its first byte`},
	{"reset before the head", "", fetchtest.Script{fetchtest.Request(), fetchtest.Reset()}, fetch.KindHTTP, 56, `read head "http://a.test/": connection reset by peer`},
	{"closed in the head", "", answersOnce("HTTP/1.1 200 OK\r\nContent-", fetchtest.Close()), fetch.KindHTTP, 8, `read head "http://a.test/": head: broke off after 25 bytes`},
	{"reset in the head", "", answersOnce("HTTP/1.1 200 OK\r\nContent-", fetchtest.Reset()), fetch.KindHTTP, 56, `read head "http://a.test/": connection reset by peer`},
	{"closed behind an interim head", "", answersOnce(fetchtest.Head("100 Continue"), fetchtest.Close()), fetch.KindHTTP, 8, `read head "http://a.test/": head: broke off after 25 bytes`},
	{"garbage", "", answersOnce("SSH-2.0-OpenSSH_9.9\r\n"), fetch.KindHTTP, 1, `read head "http://a.test/": status line: want HTTP/: "SSH-2.0-OpenSSH_9.9\r\n"`},
	{"no HTTP/1", "", answersOnce("HTTP/3 200\r\n\r\n"), fetch.KindHTTP, 1, `read head "http://a.test/": status line: want HTTP/1.1 and a space: "HTTP/3 200"`},
	{"upgrade", "", answersOnce(fetchtest.Head("101 Switching Protocols", "Upgrade: x")), fetch.KindHTTP, 8, `read head "http://a.test/": interim response: protocol switch that was not asked for: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"`},
	{"two lengths", "", answersOnce(fetchtest.Head("200 OK", "Content-Length: 5", "Content-Length: 6")), fetch.KindHTTP, 8, `read head "http://a.test/": body framing: differing content-lengths, the last: "6"`},
	{"endless head", "", answersOnce("HTTP/1.1 200 OK\r\n", fetchtest.Repeat(fetchtest.Send("X-More: and more\r\n"))), fetch.KindTooLarge, 56, `read head "http://a.test/": head: too large: over 2000 bytes`},
	{"endless line", "", answersOnce("HTTP/1.1 200 OK\r\nX-More: ", fetchtest.Repeat(fetchtest.Send("and more"))), fetch.KindTooLarge, 56, `read head "http://a.test/": head: too large: over 2000 bytes`},
	{"endless interim heads", "", fetchtest.Script{fetchtest.Request(), fetchtest.Repeat(fetchtest.Send(fetchtest.Head("102 Processing")))}, fetch.KindHTTP, 8, `read head "http://a.test/": interim response: too many before the final one: "HTTP/1.1 102 Processing\r\n\r\n"`},

	// The body
	{"short body", "", answersOnce(fetchtest.Head("200 OK", "Content-Length: 100")+"hello", fetchtest.Close()), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 5 of 100 bytes`},
	{"no body", "", answersOnce(fetchtest.Head("200 OK", "Content-Length: 100"), fetchtest.Close()), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 0 of 100 bytes`},
	{"short chunk", "", answersOnce(chunked+"a\r\nhello", fetchtest.Close()), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 5 bytes`},
	{"no last chunk", "", answersOnce(chunked+fetchtest.Chunks("hello"), fetchtest.Close()), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 5 bytes`},
	{"no end of the trailer", "", answersOnce(chunked+fetchtest.Chunks("hello")+"0\r\nX-A: 1\r\n", fetchtest.Close()), fetch.KindBody, 18, `read body "http://a.test/": body: broke off after 5 bytes`},
	{"reset in a body of known length", "", answersOnce(fetchtest.Head("200 OK", "Content-Length: 100")+"hello", fetchtest.Reset()), fetch.KindBody, 56, `read body "http://a.test/": connection reset by peer`},
	{"reset in a chunked body", "", answersOnce(chunked+fetchtest.Chunks("hello"), fetchtest.Reset()), fetch.KindBody, 56, `read body "http://a.test/": connection reset by peer`},
	{"reset in a body until the close", "", answersOnce(fetchtest.Head("200 OK")+"hello", fetchtest.Reset()), fetch.KindBody, 56, `read body "http://a.test/": connection reset by peer`},
	{"broken chunk size", "", answersOnce(chunked + fetchtest.Chunks("hello") + "zz\r\n"), fetch.KindHTTP, 56, `read body "http://a.test/": chunked body: want a size: "zz\r\n"`},
	{"broken chunk end", "", answersOnce(chunked + "5\r\nhello, world"), fetch.KindHTTP, 56, `read body "http://a.test/": chunked body: want CRLF after the data: ", world"`},
	{"endless trailer", "", answersOnce(chunked+"0\r\n", fetchtest.Repeat(fetchtest.Send("X-More: and more\r\n"))), fetch.KindTooLarge, 56, `read body "http://a.test/": trailer: too large: over 2000 bytes`},
}

// lookup knows the names of the failures.
func lookup(_ *aio.Context, host string) (dns.Answer, error) {
	switch host {
	case "nosuch.test":
		return dns.Answer{}, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	case "servfail.test":
		return dns.Answer{}, &net.DNSError{Err: "server misbehaving", Name: host, Server: "9.9.9.9:53", IsTemporary: true}
	case "empty.test":
		return dns.Answer{}, nil
	case "two.test":
		return dns.Answer{IPs: addrs("1.1.1.1", "8.8.8.8")}, nil
	}
	return dns.Answer{IPs: addrs("1.1.1.1")}, nil
}

func TestFailures(t *testing.T) {
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			opts := fetch.Options{MaxHead: 2000, Names: fetch.Names{Lookup: lookup}}
			visit(t, opts, serve(f.script), func(ctx *aio.Context, v *visitor) {
				url := f.url
				if url == "" {
					url = "http://a.test/"
				}
				v.get(ctx, url).fails(f.kind, f.code, f.error)
				v.idle("afterwards", 0)
				v.sockets(ctx, "afterwards", 1)
			})
		})
	}
}

// TestWhatCameBeforeTheFailure is kept: a record tells the status, and of a body
// what was read.
func TestWhatCameBeforeTheFailure(t *testing.T) {
	script := answersOnce(fetchtest.Head("404 Not Found", "Content-Length: 12")+"hello", fetchtest.Close())
	visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
		g := v.get(ctx, "http://a.test/")
		equal(t, "status", g.resp.StatusCode, 404)
		equal(t, "body", g.body, "hello")
		equal(t, "wire bytes", g.resp.Body.WireBytes(), int64(len("HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\nhello")))
	})
}

// TestPayloadBeforeTheFailure: what is sound comes out before the error, however
// the response was cut.
func TestPayloadBeforeTheFailure(t *testing.T) {
	text := chunked + fetchtest.Chunks("hello", "world") + "zz\r\n"
	for at := range len(text) {
		script := fetchtest.Script{fetchtest.Request(), fetchtest.Send(text[:at], text[at:])}
		visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
			g := v.get(ctx, "http://a.test/")
			equal(t, "body", g.body, "helloworld")
			var e *fetch.Error
			equal(t, "failed", errors.As(g.err, &e), true)
		})
	}
}

// TestSecondAddress: what an address refuses, the next may take.
func TestSecondAddress(t *testing.T) {
	visit(t, fetch.Options{Names: fetch.Names{Lookup: lookup}}, nil, func(ctx *aio.Context, v *visitor) {
		second, err := fetchtest.Listen(ctx, "8.8.8.8:81", hello)
		is(t, "listen", err, nil)
		g := v.get(ctx, "http://two.test:81/")
		g.ok("get", 200, "hello")
		equal(t, "remote", g.resp.Remote.String(), "8.8.8.8")
		second.Close(ctx)
	})
}

// TestNoDescriptorsLeft is no fault of the server's, and says so.
func TestNoDescriptorsLeft(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		v.w.MaxFDs = 1
		v.get(ctx, "http://a.test/").fails(fetch.KindConnect, 7, `connect "http://a.test/": 1.1.1.1:80: too many open files`)
	})
}

// TestErrorsAreOneLine: they go into records and logs.
func TestErrorsAreOneLine(t *testing.T) {
	var e error = &fetch.Error{Op: "decode", URL: "http://a.test/", Kind: fetch.KindDecode, Err: errors.Join(errors.New("one"), &net.OpError{Op: "read", Err: errors.New("two")})}
	equal(t, "joined", e.Error(), `decode "http://a.test/": one; two`)
	equal(t, "lines", strings.Count(e.Error(), "\n"), 0)
	equal(t, "code of a decode", e.(*fetch.Error).CurlCode(), 61)
	for kind, code := range map[fetch.Kind]int{fetch.KindRedirect: 47, fetch.KindIO: 23, fetch.KindURL: 3, "": 0} {
		equal(t, "code of "+string(kind), (&fetch.Error{Kind: kind}).CurlCode(), code)
	}
}

// TestSlowlyFailing: a phase that fails at the very moment at which its limit
// passes is what happened first: the failure.
func TestSlowlyFailing(t *testing.T) {
	script := fetchtest.Script{fetchtest.Request(), fetchtest.Wait(time.Second), abort}
	visit(t, fetch.Options{Limits: fetch.Limits{Head: time.Second}}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").fails(fetch.KindHTTP, 56, `read head "http://a.test/": connection reset by peer`)
		equal(t, "elapsed", v.w.Elapsed(), time.Second)
	})
}
