package dns

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func servers4(ips ...string) (list []netip.AddrPort) {
	for _, ip := range ips {
		list = append(list, netip.AddrPortFrom(netip.MustParseAddr(ip), 53))
	}
	return list
}

func TestParseConfig(t *testing.T) {
	for _, c := range []struct {
		file string
		want Config
	}{
		{"", Config{}},
		{"# nameserver 1.1.1.1\n;nameserver 1.1.1.1\nnameserver\nnameserver x\n", Config{}},
		{"nameserver 10.0.0.1\nnameserver fe80::1%eth0", Config{Servers: servers4("10.0.0.1", "fe80::1%eth0")}},
		{"nameserver 1.0.0.1\nnameserver 1.0.0.2\nnameserver 1.0.0.3\nnameserver 1.0.0.4", Config{Servers: servers4("1.0.0.1", "1.0.0.2", "1.0.0.3")}},
		{"domain Example.COM.\n", Config{Search: []string{"example.com"}}},
		{"domain a.test\nsearch b.test c.test. .\n", Config{Search: []string{"b.test", "c.test"}}},
		{"search 1 2 3 4 5 6 7", Config{Search: []string{"1", "2", "3", "4", "5", "6"}}},
		{"options ndots:2 timeout:3 attempts:4 rotate use-vc", Config{Ndots: 2, Timeout: 3 * time.Second, Attempts: 4, Rotate: true, TCP: true}},
		{"options ndots:0 timeout:0 attempts:0", Config{Ndots: -1, Timeout: time.Second, Attempts: 1}},
		{"options ndots:99 timeout:99 attempts:99 ndots:x ndots:-1 edns0", Config{Ndots: 15, Timeout: 30 * time.Second, Attempts: 5}},
	} {
		if got := ParseConfig([]byte(c.file)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q:\n%+v, want\n%+v", c.file, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, c := range []struct {
		host   string
		config Config
		want   string
	}{
		{"a.test", Config{}, "a.test"},
		{"a", Config{Search: []string{"x.test", "y.test"}}, "a.x.test a.y.test a"},
		{"a.b", Config{Search: []string{"x.test"}}, "a.b a.b.x.test"},
		{"a.b", Config{Search: []string{"x.test"}, Ndots: 2}, "a.b.x.test a.b"},
		{"a", Config{Search: []string{"x.test"}, Ndots: -1}, "a a.x.test"},
		{"a.", Config{Search: []string{"x.test"}}, "a"},
		{"hidden.onion", Config{}, ""},
		{"a..b", Config{}, ""},
		{"", Config{}, ""},
		{long + "a", Config{}, ""},
		{strings.Join([]string{long, long, long, long}, "."), Config{}, ""},
		{strings.Join([]string{long, long, long}, "."), Config{Search: []string{long}}, strings.Join([]string{long, long, long}, ".")},
	} {
		want := strings.Fields(c.want)
		if got := c.config.withDefaults().names(c.host); !slices.Equal(got, want) {
			t.Errorf("%q with %+v: %q, want %q", c.host, c.config, got, want)
		}
	}
}

func TestHosts(t *testing.T) {
	hosts := ParseHosts([]byte("127.0.0.1 localhost\n10.0.0.1\tA.test a # b.test\n::1 a\nx b.test\n10.0.0.2\n::ffff:10.0.0.3 c.test.\n"))
	for name, want := range map[string]string{
		"a": "10.0.0.1 ::1", "a.test": "10.0.0.1", "A.TEST.": "10.0.0.1", "b.test": "", "c.test": "10.0.0.3",
		"localhost": "127.0.0.1", "x.localhost": "127.0.0.1 ::1", "notlocalhost": "",
	} {
		var got []string
		for _, ip := range hosts.Lookup(name) {
			got = append(got, ip.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := Hosts(nil).Lookup("localhost"); len(got) != 2 {
		t.Errorf("localhost without a file: %v", got)
	}
}
