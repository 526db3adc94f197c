package crawl

import (
	"fmt"
	"regexp"
	"testing"
)

func TestScopeModes(t *testing.T) {
	tests := []struct {
		mode    ScopeMode
		seed    string
		in, out []string
	}{
		{ScopeHost, "http://www.example.com/a/b",
			[]string{"http://www.example.com/", "https://www.example.com/x", "https://WWW.example.com:443/"},
			[]string{"http://example.com/", "http://www.example.com:8080/", "http://www.example.com:443/", "http://a.www.example.com/"}},
		{ScopeHost, "http://h:8080/",
			[]string{"http://h:8080/x", "https://h:8080/x"}, []string{"http://h/", "http://h:80/"}},
		{ScopeSubdomain, "http://a.example.com:8080/",
			[]string{"http://a.example.com/", "https://b.a.example.com:1/", "http://c.b.a.example.com./"},
			[]string{"http://example.com/", "http://xa.example.com/", "http://b.example.com/"}},
		{ScopeDomain, "http://www.shop.example.co.uk/",
			[]string{"http://example.co.uk/", "https://a.b.example.co.uk:99/", "http://example.co.uk./"},
			[]string{"http://other.co.uk/", "http://co.uk/", "http://notexample.co.uk/"}},
		{ScopeDomain, "http://user.github.io/", // a public suffix, though a private one
			[]string{"http://a.user.github.io/"}, []string{"http://other.github.io/", "http://github.io/"}},
		{ScopeDomain, "http://github.io/",
			[]string{"https://github.io/"}, []string{"http://user.github.io/"}},
		{ScopeDomain, "http://127.0.0.1:1/",
			[]string{"http://127.0.0.1:2/"}, []string{"http://1.0.0.1/", "http://126.0.0.1/"}},
		{ScopeDomain, "http://[::ffff:1.2.3.4]/",
			[]string{"https://[::ffff:1.2.3.4]:8/"}, []string{"http://[::ffff:1.2.3.5]/", "http://1.2.3.4/"}},
		{ScopeDomain, "http://localhost:1/",
			[]string{"http://localhost/"}, []string{"http://a.localhost/"}},
		{ScopePrefix, "http://h/docs/en/index.html?x",
			[]string{"http://h/docs/en/", "https://h/docs/en/a/b?c", "http://h/docs/en/../en/x"},
			[]string{"http://h/docs/en", "http://h/docs/", "http://h/docs/english/", "http://g/docs/en/", "http://h:1/docs/en/"}},
		{ScopePrefix, "http://h", []string{"http://h/", "http://h/x/y"}, []string{"http://g/"}},
		{ScopeAny, "http://h/", []string{"https://elsewhere.test:1/x"}, nil},
	}
	for _, tt := range tests {
		s := NewScope(ScopeOptions{Mode: tt.mode, MaxDepth: -1}, mustParse(t, tt.seed))
		for _, href := range append(tt.in, tt.seed) {
			if got := s.Check(mustParse(t, href), 9); got != NotSkipped {
				t.Errorf("mode %d around %s: %s is skipped: %s", tt.mode, tt.seed, href, got)
			}
		}
		for _, href := range tt.out {
			for range 2 { // the second verdict may be a remembered one
				if got := s.Check(mustParse(t, href), 9); got != SkipScope {
					t.Errorf("mode %d around %s: %s is %q", tt.mode, tt.seed, href, got)
				}
			}
		}
	}
}

func TestScopeSeeds(t *testing.T) {
	for _, mode := range []ScopeMode{ScopeHost, ScopeDomain, ScopeSubdomain, ScopePrefix} {
		s := NewScope(ScopeOptions{Mode: mode, MaxDepth: -1})
		u := mustParse(t, "http://a.test/x/")
		if s.Check(u, 0) != SkipScope {
			t.Errorf("mode %d: something is in scope without seeds", mode)
		}
		s.AddSeed(mustParse(t, "http://b.test/"))
		s.AddSeed(u)
		s.AddSeed(mustParse(t, "http://a.test/y/"))
		for _, href := range []string{"http://a.test/x/1", "http://a.test/y/1", "http://b.test/z"} {
			if got := s.Check(mustParse(t, href), 0); got != NotSkipped {
				t.Errorf("mode %d: %s is skipped: %s", mode, href, got)
			}
		}
	}
}

func TestScopeOptions(t *testing.T) {
	s := NewScope(ScopeOptions{
		Include:  []*regexp.Regexp{regexp.MustCompile(`/a/`), regexp.MustCompile(`\.html$`)},
		Exclude:  []*regexp.Regexp{regexp.MustCompile(`[?&]sort=`)},
		MaxDepth: 2,
	}, mustParse(t, "http://h/?sort=1"))
	tests := []struct {
		href  string
		depth int
		want  SkipReason
	}{
		{"http://h/?sort=1", 0, NotSkipped}, // the user named it
		{"http://h/?sort=1", 1, SkipScope},
		{"http://h/a/", 1, NotSkipped},
		{"http://h/x.html#/z", 2, NotSkipped},
		{"http://h/x#.html", 1, SkipScope},
		{"http://h/a/?sort=1", 1, SkipScope},
		{"http://h/a/", 3, SkipDepth},
		{"http://h/b/", 3, SkipScope},
		{"http://g/a/", 0, SkipScope},
		{"mailto:x@h", 3, SkipScheme},
		{"ftp://h/a/", 1, SkipScheme},
	}
	for _, tt := range tests {
		if got := s.Check(mustParse(t, tt.href), tt.depth); got != tt.want {
			t.Errorf("%s at %d: got %q, want %q", tt.href, tt.depth, got, tt.want)
		}
	}
	seedsOnly := NewScope(ScopeOptions{}, mustParse(t, "http://h/"))
	if got := seedsOnly.Check(mustParse(t, "http://h/a"), 1); got != SkipDepth {
		t.Errorf("depth 0 lets depth 1 pass: %q", got)
	}
}

func TestScopeForgetsHosts(t *testing.T) {
	s := NewScope(ScopeOptions{Mode: ScopeDomain, MaxDepth: -1}, mustParse(t, "http://example.com/"))
	for i := range 3 * maxDecided {
		s.Check(mustParse(t, fmt.Sprintf("http://h%d.test/", i)), 1)
	}
	if len(s.decided) > maxDecided {
		t.Errorf("%d verdicts are kept", len(s.decided))
	}
}

func BenchmarkScope(b *testing.B) {
	modes := map[string]ScopeMode{"host": ScopeHost, "domain": ScopeDomain, "subdomain": ScopeSubdomain, "prefix": ScopePrefix}
	u := mustParse(b, "https://img.www.shop.example.co.uk/articles/a/b?c=d")
	for name, mode := range modes {
		b.Run(name, func(b *testing.B) {
			s := NewScope(ScopeOptions{Mode: mode, MaxDepth: 5}, mustParse(b, "https://www.shop.example.co.uk/articles/"))
			b.ReportAllocs()
			for b.Loop() {
				s.Check(u, 3)
			}
		})
	}
}
