package proxy_test

import (
	"fmt"
	"strings"
	"testing"

	"clew/crawl/weburl"
	"clew/fetch/proxy"
)

// equal checks one fact.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// link parses a URL.
func link(t testing.TB, s string) weburl.URL {
	t.Helper()
	u, err := weburl.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ arg, want, user string }{
		{"proxy.test", "http://proxy.test:1080", ""},
		{"proxy.test:3128", "http://proxy.test:3128", ""},
		{" proxy.test ", "http://proxy.test:1080", ""},
		{"http://proxy.test", "http://proxy.test:1080", ""},
		{"HTTP://Proxy.Test:80", "http://proxy.test:80", ""},
		{"http://proxy.test:443/", "http://proxy.test:443", ""},
		{"http://proxy.test:3128/path?query#f", "http://proxy.test:3128", ""},
		{"https://proxy.test", "https://proxy.test:443", ""},
		{"https://proxy.test:80", "https://proxy.test:80", ""},
		{"https://proxy.test:443", "https://proxy.test:443", ""},
		{"socks5://proxy.test", "socks5://proxy.test:1080", ""},
		{"socks5://proxy.test:80", "socks5://proxy.test:80", ""},
		{"socks5h://proxy.test:443", "socks5h://proxy.test:443", ""},
		{"1.2.3.4:8080", "http://1.2.3.4:8080", ""},
		{"[::1]:8080", "http://[::1]:8080", ""},
		{"socks5://[::1]", "socks5://[::1]:1080", ""},
		{"socks5://b\u00fccher.test", "socks5://xn--bcher-kva.test:1080", ""},
		{"user:p%40ss@proxy.test", "http://proxy.test:1080", "user:p@ss"},
		{"socks5://u:@proxy.test", "socks5://proxy.test:1080", "u:"},
		{"https://:p@proxy.test", "https://proxy.test:443", ":p"},
	} {
		p, err := proxy.Parse(tt.arg)
		if err != nil {
			t.Errorf("%s: %v", tt.arg, err)
		}
		equal(t, tt.arg, p.String(), tt.want)
		user := ""
		if p.Authorization() != "" {
			user = p.User + ":" + p.Password
		}
		equal(t, tt.arg+": user", user, tt.user)
	}
	equal(t, "none", proxy.Proxy{}.String(), "")
}

func TestParseErrors(t *testing.T) {
	const syntax = "no proxy: want [scheme://][user:password@]host[:port]"
	const schemes = " is not supported; there are http, https, socks5, socks5h"
	for arg, want := range map[string]string{
		"":                        syntax,
		"http://":                 syntax,
		"http://user:secret@":     syntax,
		"proxy.test:99999":        syntax,
		"proxy.test:x":            syntax,
		"pr oxy.test":             syntax,
		"proxy.test:0":            "no proxy: port 0",
		"socks4://proxy.test":     `scheme "socks4"` + schemes,
		"socks4a://u:secret@test": `scheme "socks4a"` + schemes,
		"ftp://proxy.test":        `scheme "ftp"` + schemes,
		"://proxy.test":           `scheme ""` + schemes,
	} {
		p, err := proxy.Parse(arg)
		equal(t, arg, fmt.Sprint(err), want)
		equal(t, arg+": nothing comes of it", p.IsZero(), true)
	}
}

func TestTunnels(t *testing.T) {
	for scheme, want := range map[string][2]bool{ // http, https
		"http": {false, true}, "https": {false, true}, "socks5": {true, true}, "socks5h": {true, true},
	} {
		p, _ := proxy.Parse(scheme + "://proxy.test")
		equal(t, scheme, [2]bool{p.Tunnels(link(t, "http://a.test/")), p.Tunnels(link(t, "https://a.test/"))}, want)
	}
}

// environ is an environment, as "name=value name=value".
func environ(s string) func(string) string {
	return func(name string) string {
		for _, pair := range strings.Fields(s) {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestEnvironment(t *testing.T) {
	for _, tt := range []struct{ env, http, https string }{
		{"", "", ""},
		{"http_proxy=h:1", "http://h:1", ""},
		{"https_proxy=s:1", "", "http://s:1"},
		{"HTTP_PROXY=H:1", "http://h:1", ""},
		{"HTTPS_PROXY=S:1", "", "http://s:1"},
		{"http_proxy=h:1 HTTP_PROXY=H:2", "http://h:1", ""},
		{"https_proxy=s:1 HTTPS_PROXY=S:2", "", "http://s:1"},
		{"all_proxy=socks5h://a:1", "socks5h://a:1", "socks5h://a:1"},
		{"ALL_PROXY=a:1", "http://a:1", "http://a:1"},
		{"all_proxy=a:1 ALL_PROXY=b:1 https_proxy=s:1", "http://a:1", "http://s:1"},
		{"HTTP_PROXY=evil:1 REQUEST_METHOD=GET", "", ""},
		{"HTTP_PROXY=evil:1 ALL_PROXY=a:1 REQUEST_METHOD=GET", "http://a:1", "http://a:1"},
		{"http_proxy=h:1 HTTP_PROXY=evil:1 REQUEST_METHOD=GET", "http://h:1", ""},
		{"http_proxy=h:1 no_proxy=a.test", "", ""},
		{"http_proxy=h:1 NO_PROXY=.test", "", ""},
		{"http_proxy=h:1 no_proxy=b.test NO_PROXY=a.test", "http://h:1", ""},
		{"all_proxy=h:1 no_proxy=*", "", ""},
	} {
		s, err := proxy.FromEnvironment(environ(tt.env))
		if err != nil {
			t.Errorf("%s: %v", tt.env, err)
		}
		equal(t, tt.env+": http", s.For(link(t, "http://a.test/")).String(), tt.http)
		equal(t, tt.env+": https", s.For(link(t, "https://a.test/")).String(), tt.https)
	}
	s, err := proxy.FromEnvironment(environ("http_proxy=socks4://h HTTPS_PROXY=x:y no_proxy=b.test"))
	equal(t, "errors", fmt.Sprint(err), "http_proxy: scheme \"socks4\" is not supported; there are http, https, socks5, socks5h\n"+
		"HTTPS_PROXY: no proxy: want [scheme://][user:password@]host[:port]")
	equal(t, "and none", s.For(link(t, "http://a.test/")).IsZero(), true)
}

func TestNoProxy(t *testing.T) {
	for _, tt := range []struct {
		list, host string
		want       bool
	}{
		{"", "a.test", false},
		{"*", "a.test", true},
		{"*", "1.2.3.4", true},
		{"b.test,*", "a.test", true},
		{" , ,", "a.test", false},

		{"a.test", "a.test", true},
		{"a.test", "www.a.test", true},
		{"a.test", "ba.test", false},
		{"a.test", "test", false},
		{".a.test", "a.test", true},
		{".a.test", "www.a.test", true},
		{".a.test", "ba.test", false},
		{"*.a.test", "www.a.test", true},
		{"*a.test", "ba.test", false},
		{"a.test.", "www.a.test", true},
		{"a.test", "www.a.test.", true},
		{"A.Test", "a.test", true},
		{"b\u00fccher.test", "b\u00fccher.test", true},
		{"www.a.test", "a.test", false},
		{"b.test,a.test", "a.test", true},
		{"b.test a.test", "a.test", true},
		{"b.test ,,,\t a.test ", "a.test", true},
		{"localhost", "localhost", true},

		{"a.test:8080", "a.test:8080", true},
		{"a.test:8080", "a.test", false},
		{"a.test:80", "a.test", true},
		{"a.test:443", "a.test", false},
		{"a.test:99999", "a.test", false},
		{"a.test:x", "a.test", false},
		{".a.test:8080", "www.a.test:8080", true},
		{"1.2.3.4:8080", "1.2.3.4:8080", true},
		{"1.2.3.4:8080", "1.2.3.4", false},
		{"[::1]:8080", "[::1]:8080", true},
		{"[::1]:8080", "[::1]", false},

		{"1.2.3.4", "1.2.3.4", true},
		{"1.2.3.4", "1.2.3.5", false},
		{"1.2.3.4", "9.1.2.3.4.test", false},
		{"3.4", "1.2.3.4", false},
		{"1.2.3.0/24", "1.2.3.4", true},
		{"1.2.3.4/24", "1.2.3.5", true},
		{"1.2.3.0/24", "1.2.4.4", false},
		{"1.2.3.0/32", "1.2.3.4", false},
		{"1.2.3.4/0", "9.9.9.9", true},
		{"1.2.3.4/33", "1.2.3.4", false},
		{"1.2.3.0/24a", "1.2.3.4", false},
		{"1.2.3.0/a24", "1.2.3.4", false},
		{"1.2.3.0/ 24", "1.2.3.4", false},
		{"1.2.3.0/24", "a.test", false},
		{"::1", "[::1]", true},
		{"[::1]", "[::1]", true},
		{"0:0::1", "[::1]", true},
		{"::1/127", "[::1]", true},
		{"::1/129", "[::1]", false},
		{"2001:db8::/65", "[2001:db8::1]", true},
		{"2001:db8::/65", "[2001:db8:8000::1]", false},
		{"1.2.3.4", "[::ffff:1.2.3.4]", true},
		{"::/0", "1.2.3.4", false},
		{"u@a.test,a.test/x,a.test?", "a.test", false},
	} {
		l := proxy.ParseList(tt.list)
		equal(t, fmt.Sprintf("%q and %s", tt.list, tt.host), l.Contains(link(t, "http://"+tt.host+"/")), tt.want)
	}
}
