package cookies_test

import (
	"strings"
	"testing"

	"clew/fetch/cookies"
)

func TestPairs(t *testing.T) {
	long := strings.Repeat("x", 4096)
	const a = "http://a.test/"
	tell(t, []visit{
		{a, "n=v", a, "n=v"},
		{a, " n = v ; x", a, "n=v"},
		{a, "\tn\t=\tv\t", a, "n=v"},
		{a, "n=v=w; =x", a, "n=v=w"},
		{a, `n="a b"`, a, `n="a b"`},
		{a, "n=a, m=b", a, "n=a, m=b"},
		{a, "n=\u00fc\xff", a, "n=\u00fc\xff"},
		{a, "n=", a, "n="},
		{a, "a=1\nb=2\na=3", a, "a=3; b=2"}, // the place of the older one
		{a, "N=1\nn=2", a, "N=1; n=2"},

		// 6265bis: a name may be empty, but not all.
		{a, "v", a, "v"},
		{a, "=v", a, "v"},
		{a, "==v", a, "=v"},
		{a, "v\nw", a, "w"},
		{a, "", a, ""},
		{a, "=", a, ""},
		{a, " ; path=/", a, ""},

		{a, "n=" + long[2:], a, "n=" + long[2:]},
		{a, "n=" + long[1:], a, "n=" + long[1:]},
		{a, "n=" + long, a, ""},
		{a, long, a, long},
		{a, long + "x", a, ""},
		{a, long + "=x", a, ""},

		{a, "n=a\x00b", a, ""},
		{a, "n=v; path=/\x01", a, ""},
		{a, "n=a\x7fb", a, ""},
		{a, "n=a\rb", a, ""},
		{a, "n=a\tb", a, "n=a\tb"},
	})
}

func TestExpiry(t *testing.T) {
	const a = "http://a.test/"
	tell(t, []visit{
		{a, "n=v; Max-Age=1", a, "n=v"},
		{a, "n=v; max-age=0", a, ""},
		{a, "n=v; max-age=-1", a, ""},
		{a, "n=v; max-age=-99999999999999999999", a, ""},
		{a, "n=v; max-age=99999999999999999999", a, "n=v"},
		{a, "n=v; max-age=", a, "n=v"},
		{a, "n=v; max-age=0x", a, "n=v"},
		{a, "n=v; max-age=+0", a, "n=v"},
		{a, "n=v; max-age=-", a, "n=v"},
		{a, "n=v; max-age=0; max-age=5", a, "n=v"},
		{a, "n=v; max-age=5; max-age=0", a, ""},
		{a, "n=v; expires=Sun, 01 Mar 2026 12:00:01 GMT", a, "n=v"},
		{a, "n=v; expires=Sun, 01 Mar 2026 12:00:00 GMT", a, ""},
		{a, "n=v; expires=Thu, 01 Jan 1970 00:00:00 GMT", a, ""},
		{a, "n=v; expires=never", a, "n=v"},
		{a, "n=v; expires=never; expires=Thu, 01 Jan 1970 00:00:00 GMT", a, ""},
		{a, "n=v; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=5", a, "n=v"},
		{a, "n=v; max-age=0; expires=Sun, 01 Mar 2099 12:00:00 GMT", a, ""},
		{a, "n=v\nn=w; max-age=0", a, ""}, // how a cookie is taken back
		{a, "n=v\nn=w; max-age=0; path=/x", a, "n=v"},
	})
}

func TestDomains(t *testing.T) {
	const a, wwwA = "http://a.test/", "http://www.a.test/"
	tell(t, []visit{
		{a, "n=v", wwwA, ""},
		{wwwA, "n=v", a, ""},
		{a, "n=v; domain=a.test", a, "n=v"},
		{a, "n=v; domain=a.test", wwwA, "n=v"},
		{a, "n=v; domain=a.test", "http://x.www.a.test/", "n=v"},
		{a, "n=v; domain=.a.test", wwwA, "n=v"},
		{a, "n=v; domain=A.Test", wwwA, "n=v"},
		{a, "n=v; domain=a.test", "http://b-a.test/", ""},
		{a, "n=v; domain=a.test", "http://test/", ""},
		{wwwA, "n=v; domain=a.test", a, "n=v"},
		{wwwA, "n=v; domain=a.test", "http://w2.a.test/", "n=v"},
		{a, "n=v; domain=www.a.test", wwwA, ""},
		{a, "n=v; domain=b.test", "http://b.test/", ""},
		{a, "n=v; domain=..a.test", a, ""},
		{a, "n=v; domain=a.test.", a, ""},
		{a, "n=v; domain=a.test:80", a, ""},
		{a, "n=v; domain=", a, "n=v"},
		{a, "n=v; domain=b.test; domain=", wwwA, ""},
		{a, "n=v; domain=b.test; domain=", a, "n=v"},
		{a, "n=v; domain=a.test; domain=b.test", a, ""},
		{a, "n=v; domain=" + strings.Repeat("x", 1025), a, "n=v"},
		{a, "n=v; domain=" + strings.Repeat("x", 1024), a, ""},
		{"http://a.test:8080/", "n=v", "https://a.test:444/", "n=v"}, // ports do not matter
		{"http://b\u00fccher.test/", "n=v; domain=xn--bcher-kva.test", "http://www.b\u00fccher.test/", "n=v"},

		{"http://a.test./", "n=v", a, "n=v"},
		{"http://www.a.test./", "n=v; domain=a.test", wwwA, "n=v"},
	})
}

// TestPublicSuffixes: nobody sets a cookie for strangers.
func TestPublicSuffixes(t *testing.T) {
	tell(t, []visit{
		{"http://a.com/", "n=v; domain=com", "http://b.com/", ""},
		{"http://a.co.uk/", "n=v; domain=co.uk", "http://b.co.uk/", ""},
		{"http://a.co.uk./", "n=v; domain=co.uk.", "http://b.co.uk./", ""},
		{"http://a.co.uk./", "n=v; domain=co.uk", "http://b.co.uk./", ""},
		{"http://a.github.io/", "n=v; domain=github.io", "http://b.github.io/", ""},
		{"http://a.kawasaki.jp/", "n=v; domain=kawasaki.jp", "http://b.kawasaki.jp/", ""},
		{"http://github.io/", "n=v; domain=github.io", "http://github.io/", "n=v"},
		{"http://github.io/", "n=v; domain=github.io", "http://b.github.io/", ""},
		{"http://a.b.github.io/", "n=v; domain=b.github.io", "http://b.github.io/", "n=v"},
		{"http://intranet/", "n=v; domain=intranet", "http://intranet/", "n=v"},
		{"http://intranet/", "n=v; domain=intranet", "http://www.intranet/", ""},
		{"http://www.intranet/", "n=v; domain=intranet", "http://intranet/", ""},
	})
}

func TestAddresses(t *testing.T) {
	tell(t, []visit{
		{"http://1.2.3.4/", "n=v", "http://1.2.3.4:8080/", "n=v"},
		{"http://1.2.3.4/", "n=v; domain=1.2.3.4", "http://1.2.3.4/", "n=v"},
		{"http://1.2.3.4/", "n=v; domain=3.4", "http://9.9.3.4/", ""},
		{"http://1.2.3.4/", "n=v; domain=4", "http://1.2.3.4/", ""},
		{"http://[::1]/", "n=v; domain=[::1]", "http://[::1]/", "n=v"},
		{"http://[::1]/", "n=v", "http://[::2]/", ""},
	})
	var j cookies.Jar
	j.Set(link(t, "http://1.2.3.4/"), fields("n=v; domain=3.4"), noon)
	equal(t, "what is below no address", j.Len(), 0)
}

func TestPaths(t *testing.T) {
	tell(t, []visit{
		{"http://a.test/x/y", "n=v", "http://a.test/x/", "n=v"},
		{"http://a.test/x/y", "n=v", "http://a.test/x", "n=v"},
		{"http://a.test/x/y", "n=v", "http://a.test/x/z/z", "n=v"},
		{"http://a.test/x/y", "n=v", "http://a.test/xy", ""},
		{"http://a.test/x/y", "n=v", "http://a.test/", ""},
		{"http://a.test/x/", "n=v", "http://a.test/x", "n=v"},
		{"http://a.test/x", "n=v", "http://a.test/", "n=v"},
		{"http://a.test/x?/y/z", "n=v", "http://a.test/", "n=v"},
		{"http://a.test/", "n=v; path=/x", "http://a.test/x", "n=v"},
		{"http://a.test/", "n=v; path=/x", "http://a.test/x?q", "n=v"},
		{"http://a.test/", "n=v; path=/x", "http://a.test/", ""},
		{"http://a.test/", "n=v; path=/x/", "http://a.test/x", ""},
		{"http://a.test/", "n=v; path=/x/", "http://a.test/x/y", "n=v"},
		{"http://a.test/", "n=v; path=/X", "http://a.test/x", ""},
		{"http://a.test/x/y", "n=v; path=", "http://a.test/x", "n=v"},
		{"http://a.test/x/y", "n=v; path=z", "http://a.test/x", "n=v"},
		{"http://a.test/x/y", "n=v; path=/z; path=", "http://a.test/x", "n=v"},
		{"http://a.test/", `n=v; path="/"`, "http://a.test/", "n=v"},
		{"http://a.test/", "n=v; path=/%7e", "http://a.test/~", ""},
		{"http://a.test/", "n=v; path=/" + strings.Repeat("x", 1024), "http://a.test/", "n=v"}, // as if it were not there
	})
}

func TestOrder(t *testing.T) {
	tell(t, []visit{
		{"http://a.test/", "a=1; path=/\nb=2; path=/x/y\nc=3; path=/x\nd=4; path=/x/y", "http://a.test/x/y", "b=2; d=4; c=3; a=1"},
		{"http://a.test/x/", "a=1; path=/x\na=2; path=/\na=3; domain=a.test; path=/", "http://a.test/x", "a=1; a=2; a=3"},
	})
}

func TestSecure(t *testing.T) {
	const http, https = "http://a.test/", "https://a.test/"
	tell(t, []visit{
		{https, "n=v; secure", https, "n=v"},
		{https, "n=v; SECURE=no", http, ""},
		{https, "n=v", http, "n=v"},
		{http, "n=v; secure", https, ""},
		{"http://localhost/", "n=v; secure", "http://localhost/", "n=v"},
		{"http://127.0.0.1/", "n=v; secure", "http://127.0.0.1:8080/", "n=v"},
		{"http://[::1]/", "n=v; secure", "http://[::1]/", "n=v"},
		{"http://a.localhost/", "n=v; secure", "http://a.localhost/", "n=v"},
		{"http://notlocalhost/", "n=v; secure", "http://notlocalhost/", ""},
		{"http://128.0.0.1/", "n=v; secure", "http://128.0.0.1/", ""},

		{http, "n=v; samesite=none", http, ""},
		{https, "n=v; samesite=none; secure", https, "n=v"},
		{http, "n=v; samesite=none; samesite=lax", http, "n=v"},
		{http, "n=v; samesite=strict", http, "n=v"},
		{http, "n=v; httponly", http, "n=v"},
	})
}

func TestPrefixes(t *testing.T) {
	const http, https, www = "http://a.test/", "https://a.test/", "https://www.a.test/"
	tell(t, []visit{
		{https, "__Secure-n=v; secure", https, "__Secure-n=v"},
		{https, "__Secure-n=v; secure; domain=a.test", www, "__Secure-n=v"},
		{https, "__Secure-n=v", https, ""},
		{https, "__SECURE-n=v", https, ""},
		{http, "__Secure-n=v; secure", https, ""},
		{https, "__Host-n=v; secure; path=/", https, "__Host-n=v"},
		{https, "__host-n=v; secure; path=/", https, "__host-n=v"},
		{https, "__Host-n=v; secure", https, ""},
		{https, "__Host-n=v; secure; path=/x", "https://a.test/x", ""},
		{https, "__Host-n=v; path=/", https, ""},
		{https, "__Host-n=v; secure; path=/; domain=a.test", https, ""},
		{http, "__Host-n=v; secure; path=/", https, ""},
		{https, "=__Host-n=v; secure; path=/", https, ""}, // would look like one
		{https, "__Secure-n; secure", https, ""},
		{https, "__Secure=v", https, "__Secure=v"},
	})
}
