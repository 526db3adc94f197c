package fetch_test

import (
	"slices"
	"testing"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/auth"
	"clew/fetch/cookies"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
)

// TestCookiesOnTheWay: what one response sets the next request sends, where it is
// for that URL; the request itself stays as it was.
func TestCookiesOnTheWay(t *testing.T) {
	sets := fetchtest.Script{
		fetchtest.Request(), fetchtest.Send(fetchtest.OK("", "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2; Path=/deep", "Set-Cookie: c=3; Domain=other.test")),
		fetchtest.Repeat(fetchtest.Request(), fetchtest.Send(fetchtest.OK(""))),
	}
	visit(t, fetch.Options{}, serve(sets, answers(fetchtest.OK(""))), func(ctx *aio.Context, v *visitor) {
		jar := new(cookies.Jar)
		doer := fetch.WithCookies(v.client, jar)
		header := slices.Clip(h1.Header{{Name: "Cookie", Value: "mine=x"}, {Name: "A", Value: "b"}, {Name: "Cookie", Value: "too=y"}})
		for _, url := range []string{"http://a.test/", "http://a.test/deep/1", "http://b.test/"} {
			resp, err := doer.Do(ctx, &fetch.Request{URL: link(t, url), Header: header})
			is(t, url, err, nil)
			resp.Body.Close()
		}
		var sent []string
		for _, m := range v.server.Requests {
			sent = append(sent, m.Field("Cookie"))
		}
		lines(t, "sent", sent, "mine=x, b=2; a=1; mine=x; too=y, mine=x")
		equal(t, "kept", jar.Len(), 2)
		equal(t, "the request's own", header[0].Value, "mine=x")
	})
}

// TestIdentify: what the request says, then its URL, then the file.
func TestIdentify(t *testing.T) {
	file, err := auth.ParseNetrc([]byte("machine a.test login file password f"))
	is(t, "file", err, nil)
	own := h1.Header{{Name: "authorization", Value: "own"}}
	for _, tt := range []struct {
		url    string
		header h1.Header
		want   string
	}{
		{"http://a.test/", own, "own"},
		{"http://me:pw@a.test/", own, "own"},
		{"http://me:pw@a.test/", nil, auth.Basic("me", "pw")},
		{"http://file@a.test/", nil, auth.Basic("file", "f")},
		{"http://a.test/", nil, auth.Basic("file", "f")},
		{"http://b.test/", nil, ""},
	} {
		req := &fetch.Request{URL: link(t, tt.url), Header: tt.header}
		got := fetch.Identify(req, file)
		equal(t, tt.url, got.Header.Get("Authorization"), tt.want)
		equal(t, tt.url+": user left in the URL", got.URL.HasCredentials(), false)
		equal(t, tt.url+": changed", len(req.Header) != len(tt.header) || req.URL.String() != tt.url, false)
	}
}

// TestLoginsOfHops: a user is known to the origin that it was given for, and a
// Location may name another.
func TestLoginsOfHops(t *testing.T) {
	visit(t, fetch.Options{}, serve(answers(fetchtest.OK(""))), func(ctx *aio.Context, v *visitor) {
		doer := fetch.WithLogins(v.client, auth.Netrc{})
		req := fetch.Identify(&fetch.Request{URL: link(t, "http://me:pw@a.test/")}, auth.Netrc{})
		for _, location := range []string{"/2", "http://a.test/3", "http://you:pw@b.test/4", "http://c.test/5"} {
			resp, err := doer.Do(ctx, req)
			is(t, location, err, nil)
			resp.Body.Close()
			req, err = fetch.Redirect(req, 302, h1.Header{{Name: "Location", Value: location}})
			is(t, location, err, nil)
			equal(t, location+": user left in the URL", req.URL.HasCredentials(), false)
		}
		var sent []string
		for _, m := range v.server.Requests {
			sent = append(sent, m.Field("Authorization"))
		}
		lines(t, "sent", sent, auth.Basic("me", "pw")+", "+auth.Basic("me", "pw")+", "+auth.Basic("me", "pw")+", "+auth.Basic("you", "pw"))
		equal(t, "at last", req.Header.Has("Authorization"), false)
	})
}
