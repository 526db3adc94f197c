package fetch_test

import (
	"errors"
	"net/netip"
	"testing"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
)

func TestIsPrivate(t *testing.T) {
	private := []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
		"169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
		"192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "fc00::", "fdff::1", "fe80::", "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1", "ff02::1%1",
		"2001:db8::1", "3fff::1", "2001:2::1", "100::1", "100:0:0:1::1", "5f00::1",
		"::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", // mapped
		"::10.0.0.1", "::7f00:1", // compatible
		"::ffff:0:10.0.0.1", "::ffff:0:a9fe:a9fe", // translated
		"64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1.1.1.1", // NAT64
		"2002:a00:1::", "2002:7f00:1::1", "2002:a9fe:a9fe::", "2002:c0a8:1::%1", // 6to4
		"2a00::5efe:10.0.0.1", "2a00::200:5efe:a9fe:a9fe", // ISATAP
		"2001:0:101:101::f5ff:fffe", "2001:0:101:101::80ff:fffe", // Teredo: 10.0.0.1, 127.0.0.1
	}
	for _, ip := range private {
		equal(t, ip, fetch.IsPrivate(netip.MustParseAddr(ip)), true)
	}
	equal(t, "no address", fetch.IsPrivate(netip.Addr{}), true)
	public := []string{
		"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "223.255.255.255",
		"2606:4700::1111", "2001:4860:4860::8888", "2001:db7::1", "2a00::1", "2c0f::1", "fbff::1",
		"::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::", "2001:0:101:101::fefe:fefe", "::ffff:0:1.1.1.1",
		"2a00::5efe:1.1.1.1", "2a00::5eff:10.0.0.1", "2a00::400:5efe:10.0.0.1",
	}
	for _, ip := range public {
		equal(t, ip, fetch.IsPrivate(netip.MustParseAddr(ip)), false)
	}
}

// TestGuardComesBeforeTheSocket: nothing is sent to a refused address, not even
// a SYN.
func TestGuardComesBeforeTheSocket(t *testing.T) {
	var asked []string
	opts := fetch.Options{}
	opts.Names.Lookup = func(*aio.Context, string) (dns.Answer, error) {
		return dns.Answer{IPs: addrs("10.0.0.9", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe")}, nil
	}
	visit(t, opts, serve(hello), func(ctx *aio.Context, v *visitor) {
		v.w.Links = func(a aio.Addr) *aiotest.Link {
			asked = append(asked, a.String())
			return nil
		}
		g := v.get(ctx, "http://inside.test/")
		g.fails(fetch.KindPrivate, 7, `connect "http://inside.test/": 10.0.0.9 is a private address, and no input named it; ::ffff:127.0.0.1 is a private address, and no input named it; 64:ff9b::a9fe:a9fe is a private address, and no input named it`)
		var refused *fetch.PrivateError
		equal(t, "is a PrivateError", errors.As(g.err, &refused), true)
		v.get(ctx, "http://[::1]/").fails(fetch.KindPrivate, 7, `connect "http://[::1]/": ::1 is a private address, and no input named it`)
		v.get(ctx, "http://0x7f.1/").fails(fetch.KindPrivate, 7, `connect "http://127.0.0.1/": 127.0.0.1 is a private address, and no input named it`)
		lines(t, "asked", asked, "")
	})
}

func TestAllowPrivate(t *testing.T) {
	visit(t, fetch.Options{}, serve(hello), func(ctx *aio.Context, v *visitor) {
		g := v.fetch(ctx, &fetch.Request{URL: link(t, "http://127.0.0.1/"), AllowPrivate: true})
		g.ok("get", 200, "hello")
		equal(t, "remote", g.resp.Remote.String(), "127.0.0.1")
	})
}

// TestGuardPassesOver the private addresses of a name that has others.
func TestGuardPassesOver(t *testing.T) {
	ips := addrs("10.0.0.9", "1.1.1.1")
	opts := fetch.Options{}
	opts.Names.Lookup = func(*aio.Context, string) (dns.Answer, error) { return dns.Answer{IPs: ips}, nil }
	visit(t, opts, serve(hello), func(ctx *aio.Context, v *visitor) {
		g := v.get(ctx, "http://a.test/")
		g.ok("get", 200, "hello")
		equal(t, "remote", g.resp.Remote.String(), "1.1.1.1")
		v.get(ctx, "http://a.test:81/").fails(fetch.KindConnect, 7, `connect "http://a.test:81/": 1.1.1.1:81: connection refused`)
	})
}

// TestGuardSeesFixedAddresses: an address that was given for a name is one that
// was given, not one that an input named.
func TestGuardSeesFixedAddresses(t *testing.T) {
	opts := fetch.Options{Names: fetch.Names{Fixed: map[string][]netip.Addr{"a.test:80": addrs("127.0.0.1")}}}
	visit(t, opts, serve(hello), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, "http://a.test/").fails(fetch.KindPrivate, 7, `connect "http://a.test/": 127.0.0.1 is a private address, and no input named it`)
	})
}
