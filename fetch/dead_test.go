package fetch_test

import (
	"strings"
	"testing"
	"time"

	"clew/aio"
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
