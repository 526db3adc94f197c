package fetch_test

import (
	"net/netip"
	"testing"

	"clew/aio"
	"clew/fetch"
)

// TestGateIsAsked before anything is sent, on new connections and kept ones;
// where it is shut, nothing is sent and nothing lost.
func TestGateIsAsked(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		open, asked := false, 0
		get := func() (*fetch.Response, error) {
			return v.client.Do(ctx, &fetch.Request{URL: link(t, "http://10.0.0.2/"), AllowPrivate: true, Gate: func(ip netip.Addr) bool {
				equal(t, "asked for", ip.String(), "10.0.0.2")
				asked++
				return open
			}})
		}
		_, err := get()
		is(t, "shut", err, fetch.ErrHeldBack)
		v.sockets(ctx, "shut", 1)
		open = true
		resp, err := get()
		if err != nil {
			t.Fatal(err)
		}
		read(ctx, &resp.Body)
		v.idle("open", 1)
		open = false
		_, err = get()
		is(t, "shut again", err, fetch.ErrHeldBack)
		v.idle("shut again", 1)
		equal(t, "asked", asked, 3)
		equal(t, "sent", v.client.Requests(), 1)
	})
}

// TestOnceIsOnce: a request on a kept connection that turns out to be dead is not
// repeated, and the failure says so.
func TestOnceIsOnce(t *testing.T) {
	d := dying[3]
	dead(t, d.end, d.slow, hello, func(ctx *aio.Context, v *visitor) {
		g := v.fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/"), Once: true})
		is(t, d.name, g.err, fetch.ErrStale)
		equal(t, "failure", g.err.Error(), d.error)
		equal(t, "sent", v.client.Requests(), 2)
		g = v.fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/"), Once: true, Method: "POST"})
		g.ok("on a new connection", 200, "hello")
	})
}
