package fetch_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// dying are servers whose first connection serves one request, lets a minute
// pass in which it is idle, and is dead in some way when the second comes.
var dying = []struct {
	name  string
	end   fetchtest.Script // from that minute on
	slow  bool             // the end crosses the request on its way, else it is there just before
	error string           // of a request that is not repeated
	code  int
}{
	{"closed", fetchtest.Script{fetchtest.Close()}, false, `read head "http://a.test/": connection reset by peer`, 56},
	{"ended", fetchtest.Script{fetchtest.EndOfStream()}, false, `read head "http://a.test/": no response: closed before its first byte`, 52},
	{"reset", fetchtest.Script{abort}, false, `write "http://a.test/": connection reset by peer`, 55},
	{"closed meanwhile", fetchtest.Script{fetchtest.Close()}, true, `read head "http://a.test/": no response: closed before its first byte`, 52},
	{"ended meanwhile", fetchtest.Script{fetchtest.EndOfStream()}, true, `read head "http://a.test/": no response: closed before its first byte`, 52},
	{"reset meanwhile", fetchtest.Script{abort}, true, `read head "http://a.test/": connection reset by peer`, 56},
}

func abort(_ *aio.Context, p *fetchtest.Peer) error { return p.Abort() }

// dead runs story at the moment at which the first connection dies. The second
// one does what then says.
func dead(t *testing.T, end fetchtest.Script, slow bool, then fetchtest.Script, story func(ctx *aio.Context, v *visitor)) {
	t.Helper()
	script := append(fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")), fetchtest.Wait(time.Minute)}, end...)
	visit(t, fetch.Options{IdleTTL: time.Hour}, serve(script, then), func(ctx *aio.Context, v *visitor) {
		if slow {
			v.w.Latency = 100 * time.Millisecond
		}
		start := v.get(ctx, "http://a.test/")
		start.ok("first", 200, "hello")
		if slow {
			aio.Sleep(ctx, time.Minute-150*time.Millisecond) // when the server ends, the request is on its way
		} else {
			aio.Sleep(ctx, time.Minute) // the server's timer is the older one and fires just before, in the same turn
		}
		v.idle("nobody knows yet", 1)
		story(ctx, v)
	})
}

func TestDeadConnectionIsReplaced(t *testing.T) {
	for _, d := range dying {
		for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"} {
			dead(t, d.end, d.slow, fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Head("204 No Content"))}, func(ctx *aio.Context, v *visitor) {
				g := v.send(ctx, method, "http://a.test/")
				g.ok(d.name+", "+method, 204, "")
				if g.err == nil {
					equal(t, d.name+": reused", g.resp.Reused, false)
				}
				equal(t, d.name+": connections", v.server.Accepted, 2)
			})
		}
	}
}

func TestDeadConnectionIsNotReplacedForPost(t *testing.T) {
	for _, d := range dying {
		for _, method := range []string{"POST", "PATCH", "BREW"} {
			dead(t, d.end, d.slow, hello, func(ctx *aio.Context, v *visitor) {
				v.send(ctx, method, "http://a.test/").fails(fetch.KindHTTP, d.code, d.error)
				equal(t, d.name+": connections", v.server.Accepted, 1)
				v.idle(d.name, 0)
			})
		}
	}
}

// TestReplacedOnce: the second connection is a new one, so what fails there is a
// failure.
func TestReplacedOnce(t *testing.T) {
	dead(t, fetchtest.Script{fetchtest.EndOfStream()}, false, fetchtest.Script{fetchtest.Request(), fetchtest.Close()}, func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").fails(fetch.KindHTTP, 52, `read head "http://a.test/": no response: closed before its first byte`)
		equal(t, "connections", v.server.Accepted, 2)
	})
}

// TestEveryIdleConnectionIsDead: all are, as they are of one age; only one is
// tried before a new one is made.
func TestEveryIdleConnectionIsDead(t *testing.T) {
	dying := fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")), fetchtest.Wait(time.Minute), fetchtest.EndOfStream()}
	visit(t, fetch.Options{}, serve(dying, dying, hello), func(ctx *aio.Context, v *visitor) {
		open := v.open(ctx, 2, "http://a.test/")
		read(ctx, &open[0].Body)
		read(ctx, &open[1].Body)
		aio.Sleep(ctx, time.Minute-v.w.Elapsed())
		v.get(ctx, "http://a.test/").ok("get", 200, "hello")
		equal(t, "connections", v.server.Accepted, 3)
	})
}

// TestNotReplacedOnceItHasSpoken: a response that has begun is the server's
// answer, however it ends.
func TestNotReplacedOnceItHasSpoken(t *testing.T) {
	tests := []struct {
		end   fetchtest.Script
		error string
		kind  fetch.Kind
		code  int
	}{
		{fetchtest.Script{fetchtest.Request(), fetchtest.Send("H"), fetchtest.Close()}, `read head "http://a.test/": head: broke off after 1 bytes`, fetch.KindHTTP, 8},
		{fetchtest.Script{fetchtest.Request(), fetchtest.Send("H"), fetchtest.Reset()}, `read head "http://a.test/": connection reset by peer`, fetch.KindHTTP, 56},
		{fetchtest.Script{fetchtest.Request(), fetchtest.Send("garbage")}, `read head "http://a.test/": status line: want HTTP/: "garbage"`, fetch.KindHTTP, 1},
		{fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Head("200 OK", "Content-Length: 5"), "he"), fetchtest.Close()}, `read body "http://a.test/": body: broke off after 2 of 5 bytes`, fetch.KindBody, 18},
	}
	for _, tt := range tests {
		dead(t, tt.end, true, hello, func(ctx *aio.Context, v *visitor) {
			v.get(ctx, "http://a.test/").fails(tt.kind, tt.code, tt.error)
			equal(t, "connections", v.server.Accepted, 1)
			v.idle("afterwards", 0)
		})
	}
}

// large is a request whose body fills the connection.
func large(t *testing.T, method string) *fetch.Request {
	return &fetch.Request{Method: method, URL: link(t, "http://a.test/"), Body: []byte(strings.Repeat("x", 200_000))}
}

// TestDeadInTheMiddleOfTheRequest: the server reads part of it and closes.
func TestDeadInTheMiddleOfTheRequest(t *testing.T) {
	end := fetchtest.Script{fetchtest.Wait(time.Minute), abort}
	dead(t, end, true, answers(fetchtest.OK("hello")), func(ctx *aio.Context, v *visitor) {
		g := v.fetch(ctx, large(t, "PUT"))
		g.ok("put", 200, "hello")
		equal(t, "connections", v.server.Accepted, 2)
		equal(t, "body", len(v.server.Requests[1].Body), 200_000)
	})
	dead(t, end, true, answers(fetchtest.OK("hello")), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, large(t, "POST")).fails(fetch.KindHTTP, 55, `write "http://a.test/": connection reset by peer`)
		equal(t, "connections", v.server.Accepted, 1)
	})
}

// TestAnswerBeforeTheEndOfTheRequest: a server that refuses a request early has
// said why; its connection is of no more use.
func TestAnswerBeforeTheEndOfTheRequest(t *testing.T) {
	refuse := fetchtest.Script{fetchtest.Send(fetchtest.Response("413 Content Too Large", "no")), fetchtest.EndOfStream(), fetchtest.Wait(time.Second), abort}
	visit(t, fetch.Options{}, serve(refuse), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, large(t, "POST")).ok("post", 413, "no")
		v.idle("afterwards", 0)
	})
}

// TestPartOfAnAnswerToABrokenRequest: it is no whole answer, but no silence
// either, so the request is not repeated.
func TestPartOfAnAnswerToABrokenRequest(t *testing.T) {
	end := fetchtest.Script{fetchtest.Send("HTTP/1.1 413"), fetchtest.Wait(time.Minute), abort}
	dead(t, end, true, hello, func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, large(t, "PUT")).fails(fetch.KindHTTP, 55, `write "http://a.test/": connection reset by peer`)
		equal(t, "connections", v.server.Accepted, 1)
	})
}

// TestAnswerWhileTheRequestIsSent: the server answers, and reads no more until it has
// been read, or for good. Interim answers are none. The rest of the request stays
// unsent, so the connection is not used again.
func TestAnswerWhileTheRequestIsSent(t *testing.T) {
	early := fetchtest.Head("102 Processing")
	stops := fetchtest.Script{fetchtest.Wait(time.Second), fetchtest.Send(early, fetchtest.Response("413 Too Large", "no")), fetchtest.Hang()}
	reads := fetchtest.Script{fetchtest.Wait(time.Second), fetchtest.Send(early), fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")), fetchtest.Hang()}
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	for _, scheme := range []string{"http", "https"} {
		script := func(steps fetchtest.Script) fetchtest.Script {
			if scheme == "http" {
				return steps
			}
			return append(fetchtest.Script{fetchtest.TLS(config(cert))}, steps...)
		}
		opts := fetch.Options{TLS: trusting(), HTTP2: fetch.HTTP2Never, Limits: fetch.Limits{Head: time.Minute}}
		visit(t, opts, serve(script(stops), script(reads)), func(ctx *aio.Context, v *visitor) {
			req := large(t, "POST")
			req.URL = link(t, scheme+"://a.test:80/")
			v.fetch(ctx, req).ok("it stops reading", 413, "no")
			equal(t, "elapsed", v.w.Elapsed().Round(time.Second), time.Second)
			v.idle("it has not read all", 0)
			v.fetch(ctx, req).ok("it reads on", 200, "hello")
			equal(t, "body", v.server.Requests[0].Body, string(req.Body))
			v.idle("it has read all", 1)
		})
	}
}

// TestUploadsAreLimited: to be sent, and then to be answered, each as long as a head
// may take; and it can be canceled at any time.
func TestUploadsAreLimited(t *testing.T) {
	for _, tt := range []struct {
		script  fetchtest.Script
		op      string
		elapsed time.Duration
	}{
		{fetchtest.Script{fetchtest.Hang()}, "write", 10 * time.Second},
		{fetchtest.Script{fetchtest.Wait(9 * time.Second), fetchtest.Request(), fetchtest.Hang()}, "read head", 19 * time.Second},
	} {
		opts := fetch.Options{Limits: fetch.Limits{Head: 10 * time.Second}}
		visit(t, opts, serve(tt.script), func(ctx *aio.Context, v *visitor) {
			v.fetch(ctx, large(t, "PUT")).fails(fetch.KindTimeout, 28, tt.op+` "http://a.test/": timed out after 10s`)
			equal(t, tt.op, v.w.Elapsed().Round(time.Second), tt.elapsed)
			v.idle(tt.op, 0)
		})
		for _, d := range []time.Duration{time.Second, 9500 * time.Millisecond} {
			visit(t, opts, serve(tt.script), func(ctx *aio.Context, v *visitor) {
				err := aio.Timeout(ctx, d, func(ctx *aio.Context) error { return v.fetch(ctx, large(t, "PUT")).err })
				is(t, "canceled", err, context.DeadlineExceeded)
				equal(t, "elapsed", v.w.Elapsed(), d)
				v.idle(tt.op, 0)
			})
		}
	}
}
