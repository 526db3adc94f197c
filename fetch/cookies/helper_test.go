package cookies_test

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/crawl/weburl"
	"clew/fetch/cookies"
)

// noon is when the tests happen.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// link parses a URL.
func link(t testing.TB, s string) weburl.URL {
	t.Helper()
	u, err := weburl.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// fields are Set-Cookie fields, written on lines.
func fields(s string) iter.Seq[string] {
	if s == "" {
		return slices.Values([]string(nil))
	}
	return strings.SplitSeq(s, "\n")
}

// equal checks one fact.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// A visit is a response that sets cookies, one on a line, and what a request sends
// later.
type visit struct{ from, set, to, want string }

// tell makes visits, each with an empty jar.
func tell(t *testing.T, visits []visit) {
	t.Helper()
	for _, v := range visits {
		var j cookies.Jar
		j.Set(link(t, v.from), fields(v.set), noon)
		if got := j.Cookies(link(t, v.to), noon); got != v.want {
			t.Errorf("%s sets %.100q: %s is sent %q, want %q", v.from, v.set, v.to, got, v.want)
		}
	}
}
