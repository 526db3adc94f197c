package fetch_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
)

// phase is a part of an exchange that does not end by itself.
type phase struct {
	name   string
	url    string
	body   string // of the request
	script fetchtest.Script
	limits fetch.Limits // the one that ends it
	after  time.Duration
	error  string // how that reads; "" = only a limit for the whole ends it
}

const forever = 365 * 24 * time.Hour

var phases = []phase{
	{name: "resolve", url: "http://slow.test/", limits: fetch.Limits{DNS: 5 * time.Second},
		after: 5 * time.Second, error: `resolve "http://slow.test/": timed out after 5s`},
	{name: "connect", url: "http://8.8.8.8/", limits: fetch.Limits{Connect: 10 * time.Second},
		after: 10 * time.Second, error: `connect "http://8.8.8.8/": timed out after 10s`},
	{name: "connect, several addresses", url: "http://two.test/", limits: fetch.Limits{Connect: 10 * time.Second},
		after: 10 * time.Second, error: `connect "http://two.test/": timed out after 10s`},
	{name: "tls, silence", url: "https://a.test:80/", limits: fetch.Limits{TLS: 3 * time.Second},
		after: 3 * time.Second, error: `tls "https://a.test:80/": timed out after 3s`},
	{name: "tls, trickle", url: "https://a.test:80/", limits: fetch.Limits{TLS: 3 * time.Second},
		script: trickle(time.Second, "\x16\x03\x03\x20\x00"+strings.Repeat("\x00", 100)),
		after:  3 * time.Second, error: `tls "https://a.test:80/": timed out after 3s`},
	{name: "write", url: "http://a.test/", body: strings.Repeat("x", 200_000), limits: fetch.Limits{Head: 20 * time.Second},
		script: fetchtest.Script{fetchtest.Hang()},
		after:  20 * time.Second, error: `write "http://a.test/": timed out after 20s`},
	{name: "head, silence", url: "http://a.test/", limits: fetch.Limits{Head: 20 * time.Second},
		after: 20 * time.Second, error: `read head "http://a.test/": timed out after 20s`},
	{name: "head, trickle", url: "http://a.test/", limits: fetch.Limits{Head: 20 * time.Second},
		script: trickle(time.Second, "HTTP/1.1 200 OK\r\n"+strings.Repeat("X-Wait: please\r\n", 10_000)),
		after:  20 * time.Second, error: `read head "http://a.test/": timed out after 20s`},
	{name: "head, interim", url: "http://a.test/", limits: fetch.Limits{Head: 20 * time.Second},
		script: fetchtest.Script{fetchtest.Repeat(fetchtest.Send("HTTP/1.1 102 Processing\r\n\r\n"), fetchtest.Wait(5*time.Minute))},
		after:  20 * time.Second, error: `read head "http://a.test/": timed out after 20s`},
	{name: "body, silence", url: "http://a.test/",
		script: fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Head("200 OK", "Content-Length: 5"), "he")}},
	{name: "body, trickle", url: "http://a.test/",
		script: append(fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Head("200 OK"))}, trickle(time.Minute, strings.Repeat("x", 10_000))...)},
}

func trickle(every time.Duration, text string) fetchtest.Script {
	return fetchtest.Script{fetchtest.Trickle(every, fetchtest.Each(text)...)}
}

// stuck runs story with a request that gets stuck in phase p. That no socket is
// left by it the visit checks.
func (p *phase) stuck(t *testing.T, limits fetch.Limits, story func(ctx *aio.Context, v *visitor, req *fetch.Request)) {
	t.Run(p.name, func(t *testing.T) {
		opts := fetch.Options{Limits: limits}
		opts.Names.Lookup = func(ctx *aio.Context, host string) (dns.Answer, error) {
			switch host {
			case "slow.test":
				return dns.Answer{}, aio.Sleep(ctx, forever)
			case "two.test":
				return dns.Answer{IPs: addrs("2001:4860:4860::8888", "8.8.8.8")}, nil
			}
			return dns.Answer{IPs: addrs("1.1.1.1")}, nil
		}
		visit(t, opts, serve(p.script), func(ctx *aio.Context, v *visitor) {
			v.w.Links = func(a aio.Addr) *aiotest.Link {
				return &aiotest.Link{Silent: a.Addr() != addrs("1.1.1.1")[0]}
			}
			req := &fetch.Request{URL: link(t, p.url)}
			if p.body != "" {
				req.Method, req.Body = "POST", []byte(p.body)
			}
			story(ctx, v, req)
			v.idle("afterwards", 0)
		})
	})
}

func TestPhaseLimits(t *testing.T) {
	for _, p := range phases {
		if p.error == "" {
			continue
		}
		p.stuck(t, p.limits, func(ctx *aio.Context, v *visitor, req *fetch.Request) {
			v.fetch(ctx, req).fails(fetch.KindTimeout, 28, p.error)
			equal(v.T, "elapsed", v.w.Elapsed(), p.after)
		})
	}
}

// TestNoPhaseLimit: without limits a phase lasts until the limit for the whole
// passes, and that is the caller's error, not one of the exchange.
func TestNoPhaseLimit(t *testing.T) {
	for _, p := range phases {
		p.stuck(t, fetch.Limits{Head: -1}, func(ctx *aio.Context, v *visitor, req *fetch.Request) {
			g, err := aio.WaitFor(ctx, 2*time.Hour, func(ctx *aio.Context) (got, error) {
				g := v.fetch(ctx, req)
				return g, g.err
			})
			var timeout *aio.TimeoutError
			var failed *fetch.Error
			equal(v.T, "a timeout", errors.As(err, &timeout), true)
			equal(v.T, "a failed exchange", errors.As(err, &failed), false)
			equal(v.T, "elapsed", v.w.Elapsed(), 2*time.Hour)
			equal(v.T, "a head came", g.resp != nil, p.error == "")
		})
	}
}

// TestLimitsOfOtherPhasesDoNotMatter: each phase has its own clock.
func TestLimitsOfOtherPhasesDoNotMatter(t *testing.T) {
	for _, p := range phases {
		if p.error == "" {
			continue
		}
		limits := fetch.Limits{DNS: 50 * time.Second, Connect: 50 * time.Second, TLS: 50 * time.Second, Head: 50 * time.Second}
		p.stuck(t, limits, func(ctx *aio.Context, v *visitor, req *fetch.Request) {
			v.fetch(ctx, req)
			equal(v.T, "elapsed", v.w.Elapsed(), 50*time.Second)
		})
	}
}

func TestCancelInEachPhase(t *testing.T) {
	why := errors.New("enough")
	for _, p := range phases {
		limits := fetch.Limits{DNS: forever, Connect: forever, TLS: forever, Head: forever}
		p.stuck(t, limits, func(ctx *aio.Context, v *visitor, req *fetch.Request) {
			task := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, v.fetch(ctx, req).err })
			aio.Sleep(ctx, time.Minute)
			equal(v.T, "still at it", task.Done(), false)
			task.Cancel(why)
			_, err := task.Wait(ctx)
			var canceled *aio.CancelError
			if !errors.As(err, &canceled) || canceled.Cause != why {
				v.Errorf("got %v, want the cancel", err)
			}
			equal(v.T, "elapsed", v.w.Elapsed(), time.Minute)
		})
	}
}

// TestCancelOnAUsedConnection: it is not kept.
func TestCancelOnAUsedConnection(t *testing.T) {
	script := fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello"))}
	visit(t, fetch.Options{}, serve(script, hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("first", 200, "hello")
		_, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (any, error) { return nil, v.get(ctx, "http://a.test/").err })
		is(t, "second", err, context.DeadlineExceeded)
		v.idle("afterwards", 0)
		v.sockets(ctx, "afterwards", 1)
		v.get(ctx, "http://a.test/").ok("third", 200, "hello")
	})
}
