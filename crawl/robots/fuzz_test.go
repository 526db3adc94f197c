package robots

import (
	"regexp"
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1", "clew/1.0", "/axb")
	f.Add("User-agent: **\nAllow: %\n", "", "*")
	f.Add("\ufeffuser agent\tclew\rdisallow /\xff%4", "CLEW", "/\xff")
	f.Fuzz(func(t *testing.T, file, agent, path string) {
		r := Parse([]byte(file), agent)
		if r.CrawlDelay < -1 {
			t.Errorf("delay %d", r.CrawlDelay)
		}
		if !r.Allowed("/robots.txt") {
			t.Error("/robots.txt denied")
		}
		r.Allowed(path)
	})
}

// The matcher against a regular expression that says the same.
func FuzzMatch(f *testing.F) {
	f.Add("/a*b$", "/axxb")
	f.Add("/*a*$", "/")
	f.Add("/a**b*$", "/ab$")
	f.Add("*$", "")
	f.Add("/%41%2a*%zz$", "/A%2A%zz")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 200 || strings.ContainsAny(path, "\n") {
			t.Skip()
		}
		r := newRule(pattern, true)
		p, end := strings.CutSuffix(normal(pattern, true), "$")
		expr := "^" + strings.ReplaceAll(regexp.QuoteMeta(p), `\*`, "(?s:.*)")
		if end {
			expr += "$"
		}
		at := normal(path, false)
		if got, want := r.matches(at), regexp.MustCompile(expr).MatchString(at); got != want {
			t.Errorf("%q matches %q: %v, by %s %v", pattern, at, got, expr, want)
		}
		if again := normal(at, false); again != at {
			t.Errorf("%q is normal as %q and as %q", path, at, again)
		}
	})
}
