package fetch_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/cookies"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
)

// zipped is a response whose body is gzip.
func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return fetchtest.OK(b.String(), "Content-Encoding: gzip")
}

// TestSession puts all together: a redirect that sets a cookie, a server that is busy,
// a body that is coded.
func TestSession(t *testing.T) {
	script := fetchtest.Script{
		fetchtest.Request(), fetchtest.Send(fetchtest.Response("302 Found", "there", "Location: /there", "Set-Cookie: a=1")),
		fetchtest.Request(), fetchtest.Send(fetchtest.Response("503 Busy", "busy", "Retry-After: 10")),
		fetchtest.Request(), fetchtest.Send(zipped("hello")),
	}
	visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
		s := fetch.Session{Doer: fetch.WithCookies(v.client, new(cookies.Jar)), Retry: fetch.Retry{Max: 1, MaxDelay: time.Minute}}
		page, err := s.Fetch(ctx, &fetch.Request{Method: "POST", URL: link(t, "http://me:pw@a.test/"), Body: []byte("b")})
		if err != nil {
			t.Error(err)
			return
		}
		equal(t, "page", string(page.Body), "hello")
		equal(t, "status", page.StatusCode, 200)
		equal(t, "URL", page.URL.String(), "http://a.test/there")
		equal(t, "hops", len(page.Chain), 2)
		equal(t, "waited", v.w.Elapsed(), 10*time.Second)
		lines(t, "asked", v.server.Lines(), "0 POST / HTTP/1.1, 0 GET /there HTTP/1.1, 0 GET /there HTTP/1.1")
		last := v.server.Requests[2]
		equal(t, "cookie", last.Field("Cookie"), "a=1")
		equal(t, "user", last.Field("Authorization"), "Basic bWU6cHc=")
		equal(t, "codings", last.Field("Accept-Encoding"), "gzip, deflate, br, zstd")
	})
}

// TestSessionBounds: what comes to an end by failing, and how.
func TestSessionBounds(t *testing.T) {
	large := strings.Repeat("x", 101)
	broken := fetchtest.OK("no gzip", "Content-Encoding: gzip")
	for _, tt := range []struct {
		what, response string
		kind           fetch.Kind // "" = none
	}{
		{"as large as may be", fetchtest.OK(large[1:]), ""},
		{"larger", fetchtest.OK(large), fetch.KindTooLarge},
		{"larger, once decoded", zipped(large), fetch.KindTooLarge},
		{"as large as may be, once decoded", zipped(large[1:]), ""},
		{"not what it says", broken, fetch.KindDecode},
		{"a loop", fetchtest.Response("302 Found", "", "Location: /"), fetch.KindRedirect},
		{"another scheme", fetchtest.Response("302 Found", "", "Location: ftp://a.test/"), fetch.KindRedirect},
	} {
		visit(t, fetch.Options{}, serve(answers(tt.response)), func(ctx *aio.Context, v *visitor) {
			s := fetch.Session{Doer: v.client, MaxBody: 100, Retry: fetch.Retry{Max: 5}}
			_, err := s.Fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
			var e *fetch.Error
			if !errors.As(err, &e) {
				e = new(fetch.Error)
			}
			equal(t, tt.what, e.Kind, tt.kind)
			equal(t, tt.what+": requests", len(v.server.Requests), 1)
		})
	}
}

// TestSessionHops: so many redirects and no more, or none at all.
func TestSessionHops(t *testing.T) {
	hop := func(to string) []fetchtest.Step {
		return []fetchtest.Step{fetchtest.Request(), fetchtest.Send(fetchtest.Response("302 Found", "", "Location: "+to))}
	}
	script := append(hop("/1"), append(hop("/2"), hop("/3")...)...)
	for max, want := range map[int]string{-1: "", 1: `follow redirect "http://a.test/1": more than 1 redirects`, 2: `follow redirect "http://a.test/2": more than 2 redirects`} {
		visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
			s := fetch.Session{Doer: v.client, MaxRedirects: max}
			page, err := s.Fetch(ctx, &fetch.Request{URL: link(t, "http://a.test/"), Header: h1.Header{{Name: "Accept-Encoding", Value: "identity"}}})
			if err != nil {
				equal(t, "error", err.Error(), want)
				return
			}
			equal(t, "status", page.StatusCode, 302)
			equal(t, "wanted", want, "")
			equal(t, "codings", v.server.Requests[0].Field("Accept-Encoding"), "identity")
		})
	}
}
