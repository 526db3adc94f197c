package fetch_test

import (
	"errors"
	"strings"
	"testing"

	"clew/fetch"
	"clew/fetch/h1"
)

func TestIsRedirect(t *testing.T) {
	to := h1.Header{{Name: "location", Value: ""}}
	for status, want := range map[int]bool{301: true, 302: true, 303: true, 307: true, 308: true, 200: false, 201: false, 300: false, 304: false, 305: false, 306: false, 404: false} {
		equal(t, "with a Location", fetch.IsRedirect(status, to), want)
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
			next, err := fetch.Redirect(req, status, "/b")
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

		// RFC 9110 §10.2.2: a fragment is inherited where the new URL has none.
		{"http://a.test/#top", "/b", "http://a.test/b#top"},
		{"http://a.test/#top", "http://b.test/", "http://b.test/#top"},
		{"http://a.test/#top", "/b#end", "http://a.test/b#end"},
		{"http://a.test/#top", "/b#", "http://a.test/b#"},
		{"http://a.test/", "/b#end", "http://a.test/b#end"},
		{"http://a.test/#a%20b", "/b", "http://a.test/b#a%20b"},
	} {
		next, err := fetch.Redirect(&fetch.Request{URL: link(t, tt.from)}, 302, tt.location)
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
		"file:///etc/passwd":                 `follow redirect "http://a.test/": to "file:///etc/passwd": scheme is neither http nor https`,
		"data:," + strings.Repeat("x", 1000): `follow redirect "http://a.test/": to "data:,` + strings.Repeat("x", 94) + `": scheme is neither http nor https`,
	} {
		_, err := fetch.Redirect(&fetch.Request{URL: link(t, "http://a.test/")}, 302, location)
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
		next, err := fetch.Redirect(req, 307, tt.location)
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
