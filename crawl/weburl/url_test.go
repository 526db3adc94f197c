package weburl_test

import (
	"net/netip"
	"testing"

	"clew/crawl/weburl"
)

func mustParse(t testing.TB, s string) weburl.URL {
	t.Helper()
	u, err := weburl.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestParts(t *testing.T) {
	full := mustParse(t, "HTTPS://user:p%40ss@Example.COM:8080/a/b?x=1&y#frag")
	plain := mustParse(t, "http://example.com")
	mail := mustParse(t, "mailto:a@b.c?subject=x")
	v6 := mustParse(t, "http://[2001:DB8:0:0::1]:80/")
	var zero weburl.URL
	for _, part := range []struct{ name, got, want string }{
		{"String", full.String(), "https://user:p%40ss@example.com:8080/a/b?x=1&y#frag"},
		{"Scheme", full.Scheme(), "https"},
		{"Username", full.Username(), "user"},
		{"Password", full.Password(), "p%40ss"},
		{"Hostname", full.Hostname(), "example.com"},
		{"Port", full.Port(), "8080"},
		{"Host", full.Host(), "example.com:8080"},
		{"Origin", full.Origin(), "https://example.com:8080"},
		{"Path", full.Path(), "/a/b"},
		{"Query", full.Query(), "x=1&y"},
		{"Fragment", full.Fragment(), "frag"},
		{"RequestTarget", full.RequestTarget(), "/a/b?x=1&y"},
		{"WithoutFragment", full.WithoutFragment().String(), "https://user:p%40ss@example.com:8080/a/b?x=1&y"},
		{"WithoutCredentials", full.WithoutCredentials().String(), "https://example.com:8080/a/b?x=1&y#frag"},
		{"Query after WithoutCredentials", full.WithoutCredentials().Query(), "x=1&y"},
		{"Clone", full.Clone().String(), full.String()},

		{"plain String", plain.String(), "http://example.com/"},
		{"plain Username", plain.Username(), ""},
		{"plain Password", plain.Password(), ""},
		{"plain Port", plain.Port(), ""},
		{"plain Origin", plain.Origin(), "http://example.com"},
		{"plain Query", plain.Query(), ""},
		{"plain Fragment", plain.Fragment(), ""},
		{"plain RequestTarget", plain.RequestTarget(), "/"},
		{"plain WithoutCredentials", plain.WithoutCredentials().String(), "http://example.com/"},

		{"v6 Hostname", v6.Hostname(), "[2001:db8::1]"},
		{"v6 Host", v6.Host(), "[2001:db8::1]"},

		{"mail Hostname", mail.Hostname(), ""},
		{"mail Host", mail.Host(), ""},
		{"mail Path", mail.Path(), "a@b.c"},
		{"mail Query", mail.Query(), "subject=x"},
		{"mail Origin", mail.Origin(), "null"},
		{"mail WithoutCredentials", mail.WithoutCredentials().String(), "mailto:a@b.c?subject=x"},

		{"file Origin", mustParse(t, "file:///a").Origin(), "null"},
		{"blob Origin", mustParse(t, "blob:https://a:1/x").Origin(), "https://a:1"},
		{"user only", mustParse(t, "http://u@h/").Username(), "u"},
		{"password only", mustParse(t, "http://:p@h/").Password(), "p"},

		{"zero String", zero.String(), ""},
		{"zero Scheme", zero.Scheme(), ""},
		{"zero Username", zero.Username(), ""},
		{"zero Password", zero.Password(), ""},
		{"zero Hostname", zero.Hostname(), ""},
		{"zero Host", zero.Host(), ""},
		{"zero Port", zero.Port(), ""},
		{"zero Origin", zero.Origin(), "null"},
		{"zero Path", zero.Path(), ""},
		{"zero Query", zero.Query(), ""},
		{"zero Fragment", zero.Fragment(), ""},
		{"zero RequestTarget", zero.RequestTarget(), ""},
		{"zero WithoutFragment", zero.WithoutFragment().String(), ""},
		{"zero WithoutCredentials", zero.WithoutCredentials().String(), ""},
	} {
		if part.got != part.want {
			t.Errorf("%s: %q, want %q", part.name, part.got, part.want)
		}
	}
}

func TestPredicates(t *testing.T) {
	for _, fact := range []struct {
		name      string
		got, want bool
	}{
		{"the zero URL is zero", weburl.URL{}.IsZero(), true},
		{"a URL is not", mustParse(t, "a:").IsZero(), false},
		{"an empty query is a query", mustParse(t, "http://a/?").HasQuery(), true},
		{"also before a fragment", mustParse(t, "http://a/?#f").HasQuery(), true},
		{"a '?' in the fragment is none", mustParse(t, "http://a/#?").HasQuery(), false},
		{"http is http", mustParse(t, "http://a").IsHTTP(), true},
		{"https is http", mustParse(t, "HTTPS://a").IsHTTP(), true},
		{"ws is not", mustParse(t, "ws://a").IsHTTP(), false},
		{"httpx is not", mustParse(t, "httpx://a").IsHTTP(), false},
		{"the zero URL is not", weburl.URL{}.IsHTTP(), false},
		{"a user is a credential", mustParse(t, "http://u@a/").HasCredentials(), true},
		{"a password too", mustParse(t, "http://:p@a/").HasCredentials(), true},
		{"empty ones are none", mustParse(t, "http://:@a/").HasCredentials(), false},
		{"an address of mail is none", mustParse(t, "mailto:u@a").HasCredentials(), false},
		{"spellings of one URL are equal", mustParse(t, "HTTP://A:80") == mustParse(t, "http://a/"), true},
		{"fragments tell URLs apart", mustParse(t, "http://a/#") == mustParse(t, "http://a/"), false},
		{"and are cut off", mustParse(t, "http://a/#").WithoutFragment() == mustParse(t, "http://a/"), true},
	} {
		if fact.got != fact.want {
			t.Errorf("%s: %t", fact.name, fact.got)
		}
	}
}

func TestEffectivePort(t *testing.T) {
	for in, want := range map[string]uint16{
		"http://a": 80, "https://a": 443, "ws://a": 80, "wss://a": 443, "ftp://a": 21,
		"http://a:443": 443, "https://a:65535": 65535, "http://a:0": 0, "http://a:": 80,
		"file:///a": 0, "foo://a": 0, "foo://a:80": 80, "mailto:a": 0,
	} {
		if got := mustParse(t, in).EffectivePort(); got != want {
			t.Errorf("%s: %d, want %d", in, got, want)
		}
	}
	if got := (weburl.URL{}).EffectivePort(); got != 0 {
		t.Errorf("zero URL: %d, want 0", got)
	}
}

func TestIP(t *testing.T) {
	for in, want := range map[string]string{
		"http://127.0.0.1:8080/": "127.0.0.1",
		"http://0x7f.1/":         "127.0.0.1",
		"http://2130706433/":     "127.0.0.1",
		"http://%31%32%37.1/":    "127.0.0.1",
		"http://[::1]/":          "::1",
		"http://[::ffff:7f00:1]": "::ffff:127.0.0.1",
		"foo://[::1]":            "::1",
		"foo://127.0.0.1":        "invalid IP",
		"http://a.b.c1":          "invalid IP",
		"http://example.com":     "invalid IP",
		"mailto:1.2.3.4":         "invalid IP",
	} {
		ip, ok := mustParse(t, in).IP()
		if ip.String() != want || ok != (ip != netip.Addr{}) {
			t.Errorf("%s: %v, %t, want %s", in, ip, ok, want)
		}
	}
}

func TestAccessorsDoNotAllocate(t *testing.T) {
	u := mustParse(t, "https://user:pass@example.com:8080/a/b?x=1&y#frag")
	plain := u.WithoutCredentials()
	n := testing.AllocsPerRun(100, func() {
		_, _, _, _ = u.String(), u.Scheme(), u.Username(), u.Password()
		_, _, _, _ = u.Hostname(), u.Port(), u.EffectivePort(), u.Host()
		_, _, _, _ = u.Path(), u.Query(), u.Fragment(), u.RequestTarget()
		_, _, _ = u.WithoutFragment(), plain.WithoutCredentials(), plain.Origin()
		_, _ = u.IP()
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCredentials(t *testing.T) {
	for url, want := range map[string][2]string{
		"http://h/":                  {"", ""},
		"http://u@h/":                {"u", ""},
		"http://:p@h/":               {"", "p"},
		"http://u:p%40%2f%zz%@h/":    {"u", "p@/%zz%"},
		"http://a@b:c:d@h/":          {"a@b", "c:d"},
		"http://%C3%BC%FF:%00%0A@h/": {"\u00fc\xff", "\x00\n"},
		"mailto:u@h":                 {"", ""},
	} {
		user, password := mustParse(t, url).Credentials()
		if got := [2]string{user, password}; got != want {
			t.Errorf("%s: got %q, want %q", url, got, want)
		}
	}
	if user, password := (weburl.URL{}).Credentials(); user != "" || password != "" {
		t.Errorf("the zero URL: got %q, %q", user, password)
	}
}
