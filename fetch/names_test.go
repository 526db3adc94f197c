package fetch_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/dns"
)

// book is a name server whose answers take a second.
type book struct {
	asked []string
	ips   []netip.Addr
	ttl   time.Duration
	err   error
}

func (b *book) lookup(ctx *aio.Context, host string) (dns.Answer, error) {
	b.asked = append(b.asked, host)
	if err := aio.Sleep(ctx, time.Second); err != nil {
		return dns.Answer{}, err
	}
	return dns.Answer{IPs: b.ips, TTL: b.ttl}, b.err
}

// browse is visit with a name server, and connections that are not kept.
func browse(t *testing.T, b *book, names fetch.Names, limits fetch.Limits, story func(ctx *aio.Context, v *visitor)) {
	t.Helper()
	names.Lookup = b.lookup
	visit(t, fetch.Options{Names: names, Limits: limits, MaxIdle: -1}, serve(hello), story)
}

func TestNamesAreRemembered(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: 10 * time.Second}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		g := v.get(ctx, "http://a.test/")
		equal(t, "time of the look-up", g.resp.Timing.Name, time.Second)
		g = v.get(ctx, "http://a.test/")
		equal(t, "time of the second", g.resp.Timing.Name, 0)
		v.get(ctx, "http://b.test/")
		lines(t, "asked", b.asked, "a.test, b.test")
		aio.Sleep(ctx, 9*time.Second-time.Millisecond) // 10 s after the answer for a, nearly
		v.get(ctx, "http://A.test/")
		lines(t, "asked", b.asked, "a.test, b.test")
		aio.Sleep(ctx, time.Millisecond)
		v.get(ctx, "http://a.test/").ok("after 10 s", 200, "hello")
		lines(t, "asked", b.asked, "a.test, b.test, a.test")
	})
}

func TestAnswersWithoutALifeAreNotRemembered(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1")}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/")
		v.get(ctx, "http://a.test/")
		equal(t, "asked", len(b.asked), 2)
	})
}

// TestUnknownNamesAreRemembered, but not that a name server failed: that may be
// better in a moment, and a retry must find out.
func TestUnknownNamesAreRemembered(t *testing.T) {
	for _, tt := range []struct {
		err   error
		asked int
	}{
		{&net.DNSError{Err: "no such host", IsNotFound: true}, 1},
		{nil, 1}, // no address
		{&net.DNSError{Err: "server misbehaving", IsTemporary: true}, 2},
		{errors.New("file not readable"), 2},
	} {
		b := &book{err: tt.err, ttl: time.Minute}
		browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
			for range 2 {
				var e *fetch.Error
				if err := v.get(ctx, "http://a.test/").err; !errors.As(err, &e) || e.Kind != fetch.KindDNS {
					t.Errorf("got %v", err)
				}
			}
			equal(t, fmt.Sprintf("%v: asked", tt.err), len(b.asked), tt.asked)
		})
	}
}

// ask starts n requests at once and returns the tasks.
func (v *visitor) ask(ctx *aio.Context, n int, url string) (tasks []*aio.Task[got]) {
	for range n {
		tasks = append(tasks, aio.Go(ctx, func(ctx *aio.Context) (got, error) {
			g := v.get(ctx, url)
			return g, g.err
		}))
	}
	return tasks
}

func TestOneLookupForMany(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		for _, task := range v.ask(ctx, 20, "http://a.test/") {
			g, _ := task.Wait(ctx)
			g.ok("get", 200, "hello")
			equal(t, "time of the look-up", g.resp.Timing.Name, time.Second)
		}
		lines(t, "asked", b.asked, "a.test")
	})
}

func TestOneFailedLookupForMany(t *testing.T) {
	b := &book{err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		for _, task := range v.ask(ctx, 20, "http://a.test/") {
			_, err := task.Wait(ctx)
			is(t, "get", err, b.err)
		}
		lines(t, "asked", b.asked, "a.test")
	})
}

// TestCanceledAsker: the one who asks for all goes away; the others ask again,
// once.
func TestCanceledAsker(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		tasks := v.ask(ctx, 5, "http://a.test/")
		aio.Sleep(ctx, 500*time.Millisecond)
		tasks[0].Cancel(nil)
		_, err := tasks[0].Wait(ctx)
		is(t, "the first", err, aio.ErrCanceled)
		for _, task := range tasks[1:] {
			g, _ := task.Wait(ctx)
			g.ok("the others", 200, "hello")
		}
		equal(t, "elapsed", v.w.Elapsed(), 1500*time.Millisecond)
		lines(t, "asked", b.asked, "a.test, a.test")
	})
}

// TestCanceledListener: one who only waits for the answer disturbs nobody.
func TestCanceledListener(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		tasks := v.ask(ctx, 3, "http://a.test/")
		aio.Sleep(ctx, 500*time.Millisecond)
		tasks[1].Cancel(nil)
		for i, task := range tasks {
			if g, err := task.Wait(ctx); i != 1 {
				g.ok("the others", 200, "hello")
			} else {
				is(t, "the second", err, aio.ErrCanceled)
			}
		}
		lines(t, "asked", b.asked, "a.test")
	})
}

// TestEachAskerHasItsOwnLimit: the first one's time is up before the answer
// comes, the second one's is not, although it did not ask itself.
func TestEachAskerHasItsOwnLimit(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	browse(t, b, fetch.Names{}, fetch.Limits{DNS: 900 * time.Millisecond}, func(ctx *aio.Context, v *visitor) {
		first := v.ask(ctx, 1, "http://a.test/")
		aio.Sleep(ctx, 500*time.Millisecond)
		second := v.ask(ctx, 1, "http://a.test/")
		g, _ := first[0].Wait(ctx)
		g.fails(fetch.KindTimeout, 28, `resolve "http://a.test/": timed out after 900ms`)
		equal(t, "first", v.w.Elapsed(), 900*time.Millisecond)
		second[0].Wait(ctx)
		equal(t, "second", v.w.Elapsed(), 1400*time.Millisecond)
		lines(t, "asked", b.asked, "a.test, a.test")
	})
}

// TestAnswerAtTheVeryLimit: what came counts.
func TestAnswerAtTheVeryLimit(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	browse(t, b, fetch.Names{}, fetch.Limits{DNS: time.Second}, func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").ok("get", 200, "hello")
		equal(t, "elapsed", v.w.Elapsed(), time.Second)
	})
}

// TestLookupInTheShadowOfACancel: a task that was canceled, and goes on all the
// same, gets its answer.
func TestLookupInTheShadowOfACancel(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			aio.Sleep(ctx, time.Minute) // ends with the limit
			v.get(ctx, "http://a.test/").ok("get", 200, "hello")
			return nil
		})
	})
}

func TestFixedAddresses(t *testing.T) {
	b := &book{ips: addrs("1.1.1.1"), ttl: time.Minute}
	fixed := map[string][]netip.Addr{"a.test:80": addrs("8.8.8.8"), "b.test:80": nil, "1.1.1.1:80": addrs("9.9.9.9")}
	browse(t, b, fetch.Names{Fixed: fixed}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		for url, remote := range map[string]string{"http://A.test/": "8.8.8.8", "http://b.test/": "1.1.1.1", "http://1.1.1.1/": "9.9.9.9"} {
			g := v.get(ctx, url)
			g.ok(url, 200, "hello")
			equal(t, url, g.resp.Remote.String(), remote)
		}
		lines(t, "asked", b.asked, "b.test")
		v.get(ctx, "http://a.test:81/").fails(fetch.KindConnect, 7, `connect "http://a.test:81/": 1.1.1.1:81: connection refused`)
	})
}

func TestFixedAddressesOfAllHosts(t *testing.T) {
	fixed := map[string][]netip.Addr{"a.test:80": addrs("8.8.8.8"), "*:80": addrs("2606:4700::1", "9.9.9.9")}
	b := &book{}
	browse(t, b, fetch.Names{Fixed: fixed, Network: "ip4"}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		for url, remote := range map[string]string{"http://a.test/": "8.8.8.8", "http://b.test/": "9.9.9.9"} {
			g := v.get(ctx, url)
			g.ok(url, 200, "hello")
			equal(t, url, g.resp.Remote.String(), remote)
		}
		lines(t, "asked", b.asked, "")
	})
}

func TestFamilies(t *testing.T) {
	both := addrs("2606:4700::1", "1.1.1.1", "::ffff:8.8.8.8")
	for _, tt := range []struct {
		network, url string
		ips          []netip.Addr
		remote       string // or how it fails
	}{
		{"", "http://a.test/", both, "2606:4700::1"},
		{"ip", "http://a.test/", both, "2606:4700::1"},
		{"ip4", "http://a.test/", both, "1.1.1.1"},
		{"ip6", "http://a.test/", both, "2606:4700::1"},
		{"ip4", "http://a.test/", both[2:], "8.8.8.8"},
		{"ip4", "http://a.test/", both[:1], `resolve "http://a.test/": no IPv4 address`},
		{"ip6", "http://a.test/", both[1:], `resolve "http://a.test/": no IPv6 address`},
		{"ip6", "http://1.1.1.1/", nil, `resolve "http://1.1.1.1/": no IPv6 address`},
		{"ip4", "http://[2606:4700::1]/", nil, `resolve "http://[2606:4700::1]/": no IPv4 address`},
		{"ip6", "http://[2606:4700::1]/", nil, "2606:4700::1"},
	} {
		browse(t, &book{ips: tt.ips}, fetch.Names{Network: tt.network}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
			g := v.get(ctx, tt.url)
			if g.err != nil {
				g.fails(fetch.KindDNS, 6, tt.remote)
				return
			}
			equal(t, tt.network+" "+tt.url, g.resp.Remote.String(), tt.remote)
		})
	}
}

// TestManyNames: what is remembered is bounded.
func TestManyNames(t *testing.T) {
	b := &book{err: &net.DNSError{Err: "no such host", IsNotFound: true}, ttl: time.Hour}
	browse(t, b, fetch.Names{}, fetch.Limits{}, func(ctx *aio.Context, v *visitor) {
		for i := range 12 {
			var tasks []*aio.Task[got]
			for k := range 1000 {
				tasks = append(tasks, v.ask(ctx, 1, fmt.Sprintf("http://a%d.b%d.test/", k, i))...)
			}
			for _, task := range tasks {
				task.Wait(ctx)
			}
		}
		if n := v.client.Remembered(); n > 10_000 {
			t.Errorf("%d names are remembered", n)
		}
	})
}
