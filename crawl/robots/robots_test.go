package robots

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	for _, c := range []struct{ file, agent, path, want string }{
		{"", "clew", "/a", "allowed"},
		{"User-agent: *\nDisallow: /", "clew", "/a", "denied"},
		{"User-agent: *\nDisallow: /", "clew", "/robots.txt", "allowed"},
		{"User-agent: *\nDisallow: /\n\nUser-agent: clew\nAllow: /", "clew/1.0 (+https://x/)", "/a", "allowed"},
		{"User-agent: *\nDisallow: /\n\nUser-agent: clewer\nAllow: /", "clew", "/a", "denied"},
		{"User-agent: clew\nDisallow: /a\n\nUser-agent: other\nDisallow: /b\n\nUser-agent: CLEW\nDisallow: /c", "clew", "/c", "denied"},
		{"User-agent: clew\nDisallow: /a\n\nUser-agent: other\nDisallow: /b\n\nUser-agent: CLEW\nDisallow: /c", "clew", "/b", "allowed"},
		{"User-agent: clew\nDisallow:\n\nUser-agent: *\nDisallow: /", "clew", "/a", "allowed"},
		// a name with a version names the product
		{"User-agent: clew/2.0\nDisallow: /", "clew/1.0", "/", "denied"},
		// the longer of two names that fit
		{"User-agent: clew\nDisallow: /\nUser-agent: clew-images\nAllow: /", "clew-images/1 clew/1", "/", "allowed"},
		// everybody says Mozilla
		{"User-agent: Mozilla\nDisallow: /", "Mozilla/5.0 (compatible; clew/1.0)", "/", "allowed"},
		{"User-agent: clew\nDisallow: /", "Mozilla/5.0 (compatible; clew/1.0)", "/", "denied"},
		// groups share rules; a sitemap does not part their names, an unknown rule does
		{"User-agent: clew\nSitemap: http://x/\n?\nUser-agent: a\nDisallow: /", "clew", "/", "denied"},
		{"User-agent: clew\nFoo: bar\nUser-agent: a\nDisallow: /", "clew", "/", "allowed"},
		{"User-agent: clew\nDisallow: /x\nFoo: bar\nDisallow: /y", "clew", "/y", "denied"},
		// rules before any group are nobody's
		{"Disallow: /\nUser-agent: *\nDisallow: /a", "clew", "/b", "allowed"},
		// the longest decides, and allowing among equals
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "clew", "/a/b/c", "allowed"},
		{"User-agent: *\nAllow: /a/b\nDisallow: /a", "clew", "/a/c", "denied"},
		{"User-agent: *\nDisallow: /a\nAllow: /a", "clew", "/a", "allowed"},
		// patterns
		{"User-agent: *\nDisallow: /*.php$", "clew", "/x/index.php", "denied"},
		{"User-agent: *\nDisallow: /*.php$", "clew", "/index.php?x=1", "allowed"},
		{"User-agent: *\nDisallow: /a*b*c$", "clew", "/a-b-b-c-c", "denied"},
		{"User-agent: *\nDisallow: /a*bb$", "clew", "/abb", "denied"},
		{"User-agent: *\nDisallow: /ab*b$", "clew", "/ab", "allowed"},
		{"User-agent: *\nDisallow: /a*$", "clew", "/ab", "denied"},
		{"User-agent: *\nDisallow: *", "clew", "/", "denied"},
		{"User-agent: *\nDisallow: /a$b", "clew", "/a$bc", "denied"},
		{"User-agent: *\nDisallow: /a%2Ab", "clew", "/a*b", "denied"},
		{"User-agent: *\nDisallow: /a%2Ab", "clew", "/axb", "allowed"},
		{"User-agent: *\nDisallow: /a%24", "clew", "/a$", "denied"},
		// spellings
		{"User-agent: *\nDisallow: /%7Ejoe/", "clew", "/~joe/index", "denied"},
		{"User-agent: *\nDisallow: /~joe/", "clew", "/%7ejoe/index", "denied"},
		{"User-agent: *\nDisallow: /a%2fb", "clew", "/a/b", "allowed"},
		{"User-agent: *\nDisallow: /a%2fb", "clew", "/a%2Fb", "denied"},
		{"User-agent: *\nDisallow: /ä", "clew", "/%c3%a4", "denied"},
		{"User-agent: *\nDisallow: /a%", "clew", "/a%", "denied"},
		// line ends, marks and comments
		{"\ufeffUser-agent: *\r\nDisallow: /a # no\r\rDisallow: /b", "clew", "/b", "denied"},
		{"User-agent: *\r\nDisallow: /a # no\r\n", "clew", "/a", "denied"},
		{"User agent *\nDisallow /a b", "clew", "/a%20b", "denied"},
	} {
		got := "denied"
		if Parse([]byte(c.file), c.agent).Allowed(c.path) {
			got = "allowed"
		}
		if got != c.want {
			t.Errorf("%q for %q, %s: %s, want %s", c.file, c.agent, c.path, got, c.want)
		}
	}
}

func TestCrawlDelay(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"10": 10 * time.Second, "0.5": 500 * time.Millisecond, ".25": 250 * time.Millisecond, "0": 0, "7 # s": 7 * time.Second,
		"1<br>": time.Second, "x": -1, "": -1, "-3": -1, "1.2.3": -1, "99999999999999999999": 1<<63 - 1,
	} {
		if got := Parse([]byte("User-agent: clew\nCrawl-delay: "+value), "clew").CrawlDelay; got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
	if got := Parse([]byte("User-agent: other\nCrawl-delay: 3"), "clew").CrawlDelay; got != -1 {
		t.Errorf("another agent's delay: %v", got)
	}
}

func TestSitemapsAreEverybodys(t *testing.T) {
	r := Parse([]byte("Sitemap: http://x/1\nUser-agent: other\nDisallow: /\nSITEMAP: http://x/2\nUser-agent: clew\nDisallow:\nsitemap:\n"), "clew")
	if want := []string{"http://x/1", "http://x/2"}; !slices.Equal(r.Sitemaps, want) {
		t.Errorf("sitemaps: %q, want %q", r.Sitemaps, want)
	}
}

func TestOnlyTheFirstPartIsRead(t *testing.T) {
	file := "User-agent: *\n" + strings.Repeat("#\n", MaxSize/2) + "Disallow: /\n"
	if !Parse([]byte(file), "clew").Allowed("/") {
		t.Error("a rule behind the limit was read")
	}
}

func TestAllAndNothing(t *testing.T) {
	nothing := Parse([]byte("User-agent: *\nDisallow: /"), "clew")
	if !AllowAll().Allowed("/a") || nothing.Allowed("/a") || !nothing.Allowed("/robots.txt") || !new(Rules).Allowed("/a") {
		t.Error("what allows all, or nothing, does not")
	}
}

func TestJudge(t *testing.T) {
	for status, want := range map[int]Verdict{200: Obey, 204: Obey, 304: Allow, 400: Allow, 401: Allow, 403: Allow, 404: Allow, 410: Allow, 429: Retry, 500: Retry, 503: Retry, 599: Retry} {
		if got := Judge(status); got != want {
			t.Errorf("%d: %v, want %v", status, got, want)
		}
	}
}

func TestLifetime(t *testing.T) {
	for field, want := range map[string]time.Duration{
		"": MaxAge, "public": MaxAge, "max-age=3600": time.Hour, `Public, Max-Age="7200"`: 2 * time.Hour,
		"max-age=1": MinAge, "max-age=99999999": MaxAge, "max-age=x": MaxAge, "max-age=-1": MinAge, "no-store": MinAge, "no-cache, max-age=3600": MinAge,
	} {
		if got := lifetime("Cache-Control: " + field); got != want {
			t.Errorf("%q: %v, want %v", field, got, want)
		}
	}
	const three = "Expires: Sun, 01 Nov 2026 15:00:00 GMT"
	for head, want := range map[string]time.Duration{
		three: 3 * time.Hour,
		three + "\nDate: Sun, 01 Nov 2026 14:00:00 GMT": time.Hour, // its clock is not ours
		three + "\nDate: now":                           3 * time.Hour,
		three + "\nCache-Control: max-age=7200":         2 * time.Hour,
		three + "\nCache-Control: public":               3 * time.Hour,
		"Expires: 0":                                    MinAge,
		"Expires: Sun, 01 Nov 2020 15:00:00 GMT":        MinAge,
		"Expires: Tue, 01 Dec 2026 15:00:00 GMT":        MaxAge,
	} {
		if got := lifetime(head); got != want {
			t.Errorf("%q: %v, want %v", head, got, want)
		}
	}
}

// lifetime is that of an answer with this head, at noon.
func lifetime(head string) time.Duration {
	fields := map[string]string{}
	for l := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(l), ": ")
		fields[name] = value
	}
	return Lifetime(func(name string) string { return fields[name] }, time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
}

// A file of many stars costs no more than its length and the path's.
func TestManyStarsAreCheap(t *testing.T) {
	r := Parse([]byte("User-agent: *\nDisallow: /"+strings.Repeat("*a", 100_000)+"b$"), "clew")
	path := "/" + strings.Repeat("a", 60_000)
	if !r.Allowed(path) {
		t.Error("denied")
	}
}

// The rule that the index finds is the one that all rules, tried one after the
// other, would come to.
func TestIndexMissesNoRule(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 0))
		word := func(letters string, most int) (s string) {
			for range rng.IntN(most) {
				s += string(letters[rng.IntN(len(letters))])
			}
			return s
		}
		var file strings.Builder
		file.WriteString("User-agent: *\n")
		for range rng.IntN(40) {
			fmt.Fprintf(&file, "%s: /%s%s\n", []string{"Allow", "Disallow"}[rng.IntN(2)], word("ab*", 6), word("$", 2))
		}
		r := Parse([]byte(file.String()), "clew")
		for range 20 {
			path := "/" + word("abc", 8)
			var want *rule
			for i := range r.rules {
				if r.rules[i].matches(path) && (want == nil || r.rules[i].rank < want.rank) {
					want = &r.rules[i]
				}
			}
			if got := r.decisive(path); got != want {
				t.Fatalf("seed %d, %s: got %+v, want %+v of\n%s", seed, path, got, want, file.String())
			}
		}
	}
}

// The bar is 1 µs with 1,000 rules, of whatever kind.
func BenchmarkAllowed(b *testing.B) {
	for name, rule := range map[string]func(i int) string{
		"directories": func(i int) string { return fmt.Sprintf("/directory/%d/", i*7) },
		"nested":      func(i int) string { return "/wiki/" + strings.Repeat("x", i) },
		"stars":       func(i int) string { return fmt.Sprintf("/*?*parameter%d=", i) },
		"ends":        func(i int) string { return fmt.Sprintf("/wiki/*/print%d$", i) },
	} {
		b.Run(name, func(b *testing.B) {
			var file strings.Builder
			file.WriteString("User-agent: *\n")
			for i := range 1000 {
				if name == "ends" && i%2 == 1 {
					continue // each is two rules
				}
				file.WriteString("Disallow: " + rule(i) + "\n")
			}
			r := Parse([]byte(file.String()), "clew")
			b.ReportAllocs()
			for b.Loop() {
				r.Allowed("/wiki/Some_page?action=view&id=1")
			}
		})
	}
}
