package fetch_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
)

// A visitor is a client in a world in which one server listens, on all addresses.
type visitor struct {
	*testing.T
	w      *aiotest.World
	client *fetch.Client
	server *fetchtest.Server
}

// serve is what the server does, one script for each connection; see fetchtest.
func serve(scripts ...fetchtest.Script) []fetchtest.Script { return scripts }

// answers reads requests and answers each with the same bytes.
func answers(response string) fetchtest.Script {
	return fetchtest.Script{fetchtest.Repeat(fetchtest.Request(), fetchtest.Send(response))}
}

// visit tells a story of a client and a server on ports 80 and 443. All names
// lead to 1.1.1.1 if opts does not say otherwise. At the end no socket, no idle
// connection and no task may be left, and no failure that nobody was told of.
func visit(t *testing.T, opts fetch.Options, scripts []fetchtest.Script, story func(ctx *aio.Context, v *visitor)) {
	t.Helper()
	v := &visitor{T: t, w: aiotest.New()}
	if opts.Names.Lookup == nil {
		opts.Names.Lookup = func(*aio.Context, string) (dns.Answer, error) { return dns.Answer{IPs: addrs("1.1.1.1")}, nil }
	}
	runner := v.w.Runner()
	runner.OnError = func(err error) { t.Errorf("nobody was told: %v", err) }
	err := runner.Run(func(ctx *aio.Context) error {
		v.client = fetch.NewClient(ctx.Loop(), opts)
		server, err := fetchtest.Listen(ctx, "0.0.0.0:80", scripts...)
		if err != nil {
			return err
		}
		v.server = server
		err = aio.Timeout(ctx, 100*24*time.Hour, func(ctx *aio.Context) error { // or a hang would hang the test
			story(ctx, v)
			return nil
		})
		v.client.Close()
		server.Close(ctx)
		v.nothingIsLeft(ctx)
		return err
	})
	if err != nil {
		t.Errorf("run: %v", err)
	}
}

// nothingIsLeft checks that the client and the server have closed all sockets.
func (v *visitor) nothingIsLeft(ctx *aio.Context) {
	v.Helper()
	aio.Sleep(ctx, time.Second)
	n, byOrigin := v.client.Idle()
	equal(v.T, "idle connections left", n, 0)
	equal(v.T, "idle connections left, by origin", byOrigin, 0)
	equal(v.T, "sockets left", v.w.Open(), 0)
	equal(v.T, "shared connections left", v.client.Registered(), 0)
	equal(v.T, "requests left that wait", v.client.Waiting(), 0)
	open, waiting := v.client.Open()
	equal(v.T, "connections left, as they are counted", open, 0)
	equal(v.T, "requests left that wait for one", waiting, 0)
}

// sockets checks how many sockets are open: the listener, and both ends of each
// connection.
func (v *visitor) sockets(ctx *aio.Context, what string, want int) {
	v.Helper()
	aio.Sleep(ctx, time.Millisecond) // the server closes when it has seen the client close
	equal(v.T, what+": sockets", v.w.Open(), want)
}

// idle checks how many idle connections the client keeps.
func (v *visitor) idle(what string, want int) {
	v.Helper()
	n, byOrigin := v.client.Idle()
	equal(v.T, what+": idle connections", n, want)
	equal(v.T, what+": idle connections, by origin", byOrigin, want)
}

// got is what came of a request.
type got struct {
	*testing.T
	resp *fetch.Response // nil where no head came
	body string
	err  error
}

// get fetches a URL and reads the body to its end.
func (v *visitor) get(ctx *aio.Context, url string) got {
	v.Helper()
	return v.fetch(ctx, &fetch.Request{URL: link(v.T, url)})
}

// send is get with a method.
func (v *visitor) send(ctx *aio.Context, method, url string) got {
	v.Helper()
	return v.fetch(ctx, &fetch.Request{Method: method, URL: link(v.T, url)})
}

func (v *visitor) fetch(ctx *aio.Context, req *fetch.Request) got {
	g := got{T: v.T}
	if g.resp, g.err = v.client.Do(ctx, req); g.err == nil {
		g.body, g.err = read(ctx, &g.resp.Body)
	}
	return g
}

// read reads a body to its end.
func read(ctx *aio.Context, body *fetch.Body) (string, error) {
	var b strings.Builder
	for p, err := range body.All(ctx) {
		if err != nil {
			return b.String(), err
		}
		b.Write(p)
	}
	return b.String(), nil
}

// ok checks a whole exchange: that it succeeded, with this status and body.
func (g got) ok(what string, status int, body string) {
	g.Helper()
	if g.err != nil {
		g.Errorf("%s: %v", what, g.err)
		return
	}
	equal(g.T, what+": status", g.resp.StatusCode, status)
	equal(g.T, what+": body", g.body, body)
}

// fails checks all that a record will say of a failure.
func (g got) fails(kind fetch.Kind, code int, message string) {
	g.Helper()
	var e *fetch.Error
	if !errors.As(g.err, &e) {
		g.Errorf("got %v, want %s", g.err, message)
		return
	}
	equal(g.T, "message", e.Error(), message)
	equal(g.T, "kind", e.Kind, kind)
	equal(g.T, "curl's code", e.CurlCode(), code)
}

// addrs are IP addresses.
func addrs(ips ...string) []netip.Addr {
	list := make([]netip.Addr, len(ips))
	for i, ip := range ips {
		list[i] = netip.MustParseAddr(ip)
	}
	return list
}
