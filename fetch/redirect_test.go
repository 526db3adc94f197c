package fetch_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"clew/fetch"
	"clew/fetch/h1"
)

// to is the header of a redirect.
func to(locations ...string) (h h1.Header) {
	for _, l := range locations {
		h = append(h, h1.Field{Name: "location", Value: l})
	}
	return h
}

func TestIsRedirect(t *testing.T) {
	for status, want := range map[int]bool{301: true, 302: true, 303: true, 307: true, 308: true, 200: false, 201: false, 300: false, 304: false, 305: false, 306: false, 404: false} {
		equal(t, "with a Location", fetch.IsRedirect(status, to("")), want)
		equal(t, "without", fetch.IsRedirect(status, nil), false)
	}
}

func TestRedirectMethods(t *testing.T) {
	const statuses = "301 302 303 307 308"
	for method, want := range map[string]string{ // for each status
		"":       "GET GET GET GET GET",
		"GET":    "GET GET GET GET GET",
		"HEAD":   "HEAD HEAD HEAD HEAD HEAD",
		"POST":   "GET GET GET POST POST",
		"PUT":    "PUT PUT GET PUT PUT",
		"DELETE": "DELETE DELETE GET DELETE DELETE",
		"BREW":   "BREW BREW GET BREW BREW",
	} {
		wants := strings.Fields(want)
		for i, status := range []int{301, 302, 303, 307, 308} {
			req := &fetch.Request{Method: method, URL: link(t, "http://a.test/"), Body: []byte("x"),
				Header: h1.Header{{Name: "A", Value: "1"}, {Name: "content-type", Value: "text/plain"}, {Name: "Content-Encoding", Value: "gzip"}}}
			next, err := fetch.Redirect(req, status, to("/b"))
			is(t, method, err, nil)
			got := next.Method
			if got == "" {
				got = "GET"
			}
			what := method + " at " + strings.Fields(statuses)[i]
			equal(t, what, got, wants[i])
			keeps := method == "" || got == method
			equal(t, what+": body kept", next.Body != nil, keeps)
			equal(t, what+": its fields kept", next.Header.Has("Content-Type") && next.Header.Has("Content-Encoding"), keeps)
			equal(t, what+": other fields kept", next.Header.Get("A"), "1")
			equal(t, what+": the request as it was", len(req.Header), 3)
		}
	}
}

func TestRedirectTargets(t *testing.T) {
	for _, tt := range []struct{ from, location, want string }{
		{"http://a.test/x/y?q", "z", "http://a.test/x/z"},
		{"http://a.test/x/y?q", "/z", "http://a.test/z"},
		{"http://a.test/x/y?q", "?p", "http://a.test/x/y?p"},
		{"http://a.test/x/y?q", "", "http://a.test/x/y?q"},
		{"http://a.test/", "//b.test", "http://b.test/"},
		{"https://a.test/", "//b.test", "https://b.test/"},
		{"http://a.test/", " https://B.test:443/%7e ", "https://b.test/%7e"},
		{"http://a.test/", `\\b.test\c d`, "http://b.test/c%20d"},
		{"http://a.test/", "http:/c", "http://a.test/c"},
		{"http://a.test/", "http:///b.test/", "http://b.test/"},
		{"http://a.test/", "/\u00fc", "http://a.test/%C3%BC"},
		{"http://a.test/", "/caf\xe9?\xe9#\xe9", "http://a.test/caf%E9?%E9#%E9"}, // as the server has it
		{"http://a.test/", "http://b\u00fccher.test/", "http://xn--bcher-kva.test/"},
		{"http://a.test/", "/%zz%", "http://a.test/%zz%"},
		{"http://u:p@a.test/", "/b", "http://a.test/b"},
		{"http://u:p@a.test/", "//a.test/b", "http://a.test/b"},
		{"http://[::1]/", "//[0:0::1]:80/b", "http://[::1]/b"},

		// RFC 9110 §10.2.2: a fragment is inherited where the new URL has none.
		{"http://a.test/#top", "/b", "http://a.test/b#top"},
		{"http://a.test/#top", "http://b.test/", "http://b.test/#top"},
		{"http://a.test/#top", "/b#end", "http://a.test/b#end"},
		{"http://a.test/#top", "/b#", "http://a.test/b#"},
		{"http://a.test/", "/b#end", "http://a.test/b#end"},
		{"http://a.test/#a%20b", "/b", "http://a.test/b#a%20b"},
	} {
		next, err := fetch.Redirect(&fetch.Request{URL: link(t, tt.from)}, 302, to(tt.location))
		if err != nil {
			t.Errorf("%s to %q: %v", tt.from, tt.location, err)
			continue
		}
		equal(t, tt.from+" to "+tt.location, next.URL.String(), tt.want)
	}
}

func TestRedirectsThatLeadNowhere(t *testing.T) {
	for location, want := range map[string]string{
		"http://":                            `follow redirect "http://a.test/": parse url "http://": missing host`,
		"http://[::1":                        `follow redirect "http://a.test/": parse url "http://[::1": unclosed bracket`,
		"http://a:99999/":                    `follow redirect "http://a.test/": parse url "http://a:99999/": port out of range`,
		"ftp://b.test/":                      `follow redirect "http://a.test/": to "ftp://b.test/": scheme is neither http nor https`,
		"javascript:alert()":                 `follow redirect "http://a.test/": to "javascript:alert()": scheme is neither http nor https`,
		"http://b\xff.test/":                 `follow redirect "http://a.test/": parse url "http://b%FF.test/": invalid international domain name`,
		"file:///etc/passwd":                 `follow redirect "http://a.test/": to "file:///etc/passwd": scheme is neither http nor https`,
		"data:," + strings.Repeat("x", 1000): `follow redirect "http://a.test/": to "data:,` + strings.Repeat("x", 94) + `": scheme is neither http nor https`,
	} {
		_, err := fetch.Redirect(&fetch.Request{URL: link(t, "http://a.test/")}, 302, to(location))
		var e *fetch.Error
		if !errors.As(err, &e) {
			t.Errorf("to %q: got %v", location, err)
			continue
		}
		equal(t, location, e.Error(), want)
		equal(t, location, e.Kind, fetch.KindRedirect)
		equal(t, location, e.CurlCode(), 47)
	}
}

// TestRedirectSecrets: what identifies the user, or was allowed for a host, goes
// to the same origin, or host, only.
func TestRedirectSecrets(t *testing.T) {
	secrets := []string{"Authorization", "cookie", "Proxy-Authorization", "HOST"}
	for _, tt := range []struct {
		location       string
		kept, sameHost bool
	}{
		{"/b", true, true},
		{"http://a.test/b", true, true},
		{"http://A.test:80/b", true, true},
		{"http://u:p@a.test/b", true, true},
		{"https://a.test/", false, true},
		{"http://a.test:8080/", false, true},
		{"http://b.test/", false, false},
		{"http://sub.a.test/", false, false},
		{"http://a.test.evil.test/", false, false},
		{"http://169.254.169.254/", false, false},
	} {
		req := &fetch.Request{URL: link(t, "http://a.test/"), AllowPrivate: true, Header: h1.Header{{Name: "Accept", Value: "*/*"}, {Name: "Accept", Value: "b"}}}
		for _, name := range secrets {
			req.Header = append(req.Header, h1.Field{Name: name, Value: "secret"}, h1.Field{Name: name, Value: "another"})
		}
		next, err := fetch.Redirect(req, 307, to(tt.location))
		is(t, tt.location, err, nil)
		n := 2
		if tt.kept {
			n = 10
		}
		equal(t, tt.location+": fields", len(next.Header), n)
		equal(t, tt.location+": others", next.Header.Get("Accept"), "*/*")
		equal(t, tt.location+": private addresses", next.AllowPrivate, tt.sameHost)
		equal(t, "the request as it was", len(req.Header), 10)
	}
}

// TestRedirectsToSeveral: of two Locations one was smuggled in.
func TestRedirectsToSeveral(t *testing.T) {
	req := &fetch.Request{URL: link(t, "http://a.test/")}
	next, err := fetch.Redirect(req, 302, to("/b", "/b"))
	is(t, "the same", err, nil)
	equal(t, "the same", next.URL.String(), "http://a.test/b")
	_, err = fetch.Redirect(req, 302, to("/b", "http://evil.test/"))
	equal(t, "others", fmt.Sprint(err), `follow redirect "http://a.test/": to "/b" and to "http://evil.test/"`)
}

// TestRedirectReferer: another origin learns the origin, and without TLS nothing of
// what had it.
func TestRedirectReferer(t *testing.T) {
	for _, tt := range []struct{ from, referer, location, want string }{
		{"http://a.test/1", "http://a.test/x?q#f", "/2", "http://a.test/x?q#f"},
		{"http://a.test/1", "no URL", "/2", "no URL"},
		{"http://a.test/1", "http://a.test/x?q", "http://b.test/", "http://a.test/"},
		{"http://a.test/1", "http://a.test/x?q", "https://a.test/", "http://a.test/"},
		{"http://a.test/1", "http://c.test:8080/x", "http://b.test/", "http://c.test:8080/"},
		{"http://a.test/1", "http://u:p@b.test/x#f", "http://b.test/", "http://b.test/x"},
		{"https://a.test/1", "https://a.test/x", "https://b.test/", "https://a.test/"},
		{"https://a.test/1", "https://a.test/x", "http://a.test/", ""},
		{"https://a.test/1", "http://c.test/x", "http://a.test/", "http://c.test/"},
		{"http://a.test/1", "no URL", "http://b.test/", ""},
		{"http://a.test/1", "file:///etc/passwd", "http://b.test/", ""},
		{"http://a.test/1", "", "http://b.test/", ""},
	} {
		req := &fetch.Request{URL: link(t, tt.from), Header: h1.Header{{Name: "A", Value: "1"}}}
		if tt.referer != "" {
			req.Header = append(req.Header, h1.Field{Name: "referer", Value: tt.referer})
		}
		next, err := fetch.Redirect(req, 302, to(tt.location))
		what := tt.referer + " from " + tt.from + " to " + tt.location
		is(t, what, err, nil)
		equal(t, what, next.Header.Get("Referer"), tt.want)
		equal(t, what+": is there", next.Header.Has("Referer"), tt.want != "")
		equal(t, what+": the request as it was", req.Header.Get("Referer"), tt.referer)
	}
}

// TestRedirectsForgetForGood: what was left out on the way to another origin does not
// come back with the way back.
func TestRedirectsForgetForGood(t *testing.T) {
	req := &fetch.Request{URL: link(t, "https://a.test/"), AllowPrivate: true, Header: h1.Header{{Name: "Authorization", Value: "secret"}}}
	there, err := fetch.Redirect(req, 302, to("https://b.test/"))
	is(t, "there", err, nil)
	back, err := fetch.Redirect(there, 302, to("https://a.test/"))
	is(t, "and back", err, nil)
	equal(t, "fields", len(back.Header), 0)
	equal(t, "private addresses", back.AllowPrivate, false)
}

func TestChain(t *testing.T) {
	chain := fetch.Chain{link(t, "http://a.test/"), link(t, "http://a.test/b#x")}
	for _, tt := range []struct {
		next string
		max  int
		want string
	}{
		{"http://a.test/c", 2, "<nil>"},
		{"http://a.test/c", 1, `follow redirect "http://a.test/b#x": more than 1 redirects`},
		{"http://a.test/c", 0, `follow redirect "http://a.test/b#x": more than 0 redirects`},
		{"http://a.test/", 2, `follow redirect "http://a.test/b#x": a loop: http://a.test/ was asked before`},
		{"http://a.test/b#y", 2, `follow redirect "http://a.test/b#x": a loop: http://a.test/b#y was asked before`},
		{"https://a.test/", 2, "<nil>"},
	} {
		err := chain.Allow(link(t, tt.next), tt.max)
		equal(t, tt.next, fmt.Sprint(err), tt.want)
		var e *fetch.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != fetch.KindRedirect) {
			t.Errorf("%s: kind of %v", tt.next, err)
		}
	}
	is(t, "the first", fetch.Chain{}.Allow(link(t, "http://a.test/"), 0), nil)
}

// FuzzRedirect looks for a Location that takes secrets along, or leads out of HTTP.
func FuzzRedirect(f *testing.F) {
	for _, s := range []string{"/b", "//b.test", "http://a.test:80/", "https://a.test", `\\evil.test\x`, "http:a.test", "/\xff", "javascript:x", "http://a.test@b.test/", ""} {
		f.Add(s, 302)
	}
	f.Fuzz(func(t *testing.T, location string, status int) {
		req := &fetch.Request{Method: "POST", URL: link(t, "http://a.test/x#f"), Body: []byte("b"), AllowPrivate: true,
			Header: h1.Header{{Name: "Authorization", Value: "secret"}, {Name: "Referer", Value: "http://a.test/secret"}}}
		next, err := fetch.Redirect(req, status, to(location))
		if err != nil {
			var e *fetch.Error
			if !errors.As(err, &e) || e.Kind != fetch.KindRedirect {
				t.Errorf("%q: %v", location, err)
			}
			return
		}
		if !next.URL.IsHTTP() || len(next.Body) > 0 != (next.Method == "POST") {
			t.Errorf("%q: %s %s with a body of %d", location, next.Method, next.URL, len(next.Body))
		}
		same := next.URL.Origin() == "http://a.test"
		if (next.Header.Get("Authorization") == "secret") != same || strings.Contains(next.Header.Get("Referer"), "secret") != same || next.AllowPrivate && next.URL.Hostname() != "a.test" {
			t.Errorf("%q: %v goes to %s", location, next.Header, next.URL)
		}
	})
}
