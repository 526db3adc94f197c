package fetch_test

import (
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
)

// sixAndFour is a name with an address of each family.
func sixAndFour() fetch.Options {
	opts := fetch.Options{}
	opts.Names.Lookup = func(*aio.Context, string) (dns.Answer, error) {
		return dns.Answer{IPs: addrs("2606:4700::1", "1.1.1.1")}, nil
	}
	return opts
}

func TestConnectsToTheAddressThatAnswersFirst(t *testing.T) {
	for _, c := range []struct {
		what   string
		six    aiotest.Link
		remote string
		after  time.Duration
	}{
		{"both answer", aiotest.Link{}, "2606:4700::1", 0},
		{"no way to IPv6", aiotest.Link{Fail: syscall.ENETUNREACH}, "1.1.1.1", 0},
		{"IPv6 is silent", aiotest.Link{Silent: true}, "1.1.1.1", 250 * time.Millisecond},
	} {
		visit(t, sixAndFour(), serve(hello), func(ctx *aio.Context, v *visitor) {
			v.w.Links = func(a aio.Addr) *aiotest.Link {
				if a.Addr().Is6() {
					return &c.six
				}
				return nil
			}
			g := v.get(ctx, "http://a.test/")
			g.ok(c.what, 200, "hello")
			equal(t, c.what+": remote", g.resp.Remote.String(), c.remote)
			equal(t, c.what+": connected after", g.resp.Timing.Connect, c.after)
		})
	}
}

func TestNoAddressAnswers(t *testing.T) {
	visit(t, sixAndFour(), serve(hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test:81/").fails(fetch.KindConnect, 7,
			`connect "http://a.test:81/": [2606:4700::1]:81: connection refused; 1.1.1.1:81: connection refused`)
	})
}
