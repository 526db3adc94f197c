package crawl

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clew/crawl/robots"
)

// newRobotsStand is a stand whose hosts have robots.txt files.
func newRobotsStand(t *testing.T, opts FrontierOptions) *stand {
	opts.Robots = RobotsObey
	if opts.CrawlDelayMax == 0 {
		opts.CrawlDelayMax = time.Minute
	}
	return newStand(t, opts)
}

// rule ends a request for a robots.txt that says this; "" for one that cannot be
// had.
func (s *stand) rule(file *Item, text string) {
	s.t.Helper()
	if file.Purpose != ForRobots {
		s.t.Fatalf("%s is no robots.txt", file.URL)
	}
	s.done(file, Outcome{})
	var rules *robots.Rules
	if text != "" {
		rules = robots.Parse([]byte("User-agent: *\n"+text), "clew")
	}
	s.f.Rule(file, rules, time.Hour, s.now)
}

// wantCut expects that this is all that was set aside.
func (s *stand) wantCut(urls ...string) {
	s.t.Helper()
	for _, u := range urls {
		if it, why := s.f.Cut(); it == nil || it.URL.String() != u || why != SkipRobots {
			s.t.Fatalf("cut is %+v, %q; want %s", it, why, u)
		}
	}
	if s.f.AnyCut() {
		s.t.Error("more is cut")
	}
}

func TestHostIsHeldForItsRobots(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{})
	s.admit("http://h/a", "http://h/no/b", "http://h/c", "http://other/")
	file := s.next("http://h/robots.txt")
	s.done(s.next("http://other/robots.txt"), Outcome{}) // and nobody rules
	s.nothing(-1)
	s.rule(file, "Disallow: /no")
	s.done(s.next("http://h/a"), Outcome{})
	s.done(s.next("http://h/c"), Outcome{})
	s.wantCut("http://h/no/b")
	s.refuse(SkipRobots, "http://h/no/d") // now it is known
	s.admit("http://h/e")
	s.next("http://h/e")
}

func TestWithoutRobotsThereIsNothingToKnow(t *testing.T) {
	s := newStand(t, FrontierOptions{})
	s.admit("http://h/a")
	it := s.next("http://h/a")
	if it.host.permission != nil {
		t.Error("a permission is kept")
	}
	s.done(it, Outcome{})
	s.wantIdle()
}

func TestSchemesAreOrigins(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{})
	s.admit("http://h:1/a", "https://h:1/a", "http://h:2/a")
	first := s.next("http://h:1/robots.txt")
	s.rule(s.next("http://h:2/robots.txt"), "Disallow:")
	s.done(s.next("http://h:2/a"), Outcome{})
	s.rule(first, "Disallow:")
	s.done(s.next("http://h:1/a"), Outcome{})
	s.rule(s.next("https://h:1/robots.txt"), "")
	s.nothing(-1)
	s.wantCut("https://h:1/a")
}

// TestRobotsOfEachOther: two files that are each behind the other's host do not
// wait for each other.
func TestRobotsOfEachOther(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{MaxPerHost: 1})
	s.admit("http://a/1", "http://b/1")
	a, b := s.next("http://a/robots.txt"), s.next("http://b/robots.txt")
	s.done(a, Outcome{Redirect: mustParse(t, "http://b/robots.txt?"), Status: 301})
	s.nothing(-1) // b has one under way
	s.done(b, Outcome{Redirect: mustParse(t, "http://a/robots.txt?"), Status: 301})
	s.next("http://b/robots.txt?")
	s.next("http://a/robots.txt?")
	s.rule(b, "Allow: /")
	s.rule(a, "Allow: /")
	s.next("http://b/1")
	s.next("http://a/1")
}

// TestCrawlDelayCountsFromTheFile that says it.
func TestCrawlDelayCountsFromTheFile(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://localhost/a", "http://localhost/b")
	file := s.next("http://localhost/robots.txt")
	s.pass(300 * time.Millisecond)
	s.rule(file, "Crawl-delay: 5")
	s.nothing(4700 * time.Millisecond)
	s.pass(4700 * time.Millisecond)
	s.done(s.next("http://localhost/a"), Outcome{Loopback: true})
	s.nothing(5 * time.Second)
	s.pass(5 * time.Second)
	s.done(s.next("http://localhost/b"), Outcome{})
}

// TestHeldItemsMayBeAway: what waits for a robots.txt spills like all else, and
// is judged when it is back.
func TestHeldItemsMayBeAway(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{Memory: 10})
	var away []Segment
	for i := range 2000 {
		s.admit(fmt.Sprintf("http://h/%d/%d", i%2, i))
		for seg, ok := s.f.Overflow(); ok; seg, ok = s.f.Overflow() {
			away = append(away, seg)
		}
	}
	s.rule(s.next("http://h/robots.txt"), "Disallow: /1")
	asked := 0
	for s.f.Len() > 0 {
		if it, _ := s.f.Next(s.now); it != nil {
			s.done(it, Outcome{})
			asked++
		}
		if id, ok := s.f.Wanted(); ok {
			if err := s.f.Restore(id, away[id-1].Data, s.now); err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := 0
	for it, _ := s.f.Cut(); it != nil; it, _ = s.f.Cut() {
		cut++
	}
	if len(away) < 3 || asked != 1000 || cut != 1000 {
		t.Errorf("%d segments; %d asked, %d cut", len(away), asked, cut)
	}
}

// TestDrainLeavesRobotsOut: it is nobody's input, waiting for its turn, for a
// retry, or elsewhere.
func TestDrainLeavesRobotsOut(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{HostDelay: time.Minute})
	s.admit("http://a/1", "http://b/1")
	a, b := s.next("http://a/robots.txt"), s.next("http://b/robots.txt")
	s.done(a, Outcome{Redirect: mustParse(t, "http://b/"), Status: 302})
	s.done(b, Outcome{Retry: true, Wait: time.Hour})
	if n := s.f.Len(); n != 4 {
		t.Errorf("%d wait", n)
	}
	if items := s.f.Drain(); len(items) != 2 || s.f.Len() != 0 {
		t.Errorf("%d items, %d are left", len(items), s.f.Len())
	}
}

// TestRulesAreRemembered as long as they hold, and no more of them than fit.
func TestRulesAreRemembered(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{})
	long := strings.Repeat("x", 100_000)
	visit := func(host string, known bool) {
		t.Helper()
		s.admit("http://" + host + "/")
		if !known {
			s.rule(s.next("http://"+host+"/robots.txt"), "Disallow: /"+long)
		}
		s.done(s.next("http://"+host+"/"), Outcome{})
	}
	visit("h", false)
	s.pass(59 * time.Minute)
	visit("h", true)
	s.pass(2 * time.Minute)
	visit("h", false)
	hosts := maxRemembered/len(long) + 1
	for i := range hosts {
		visit(fmt.Sprint("h", i), false)
	}
	if n := s.f.Hosts(); n < hosts-9 || n > hosts {
		t.Errorf("%d hosts of %d are remembered", n, hosts)
	}
	visit(fmt.Sprint("h", hosts-1), true)
	visit("h", false)
	s.pass(2 * time.Hour)
	visit("last", false)
	if n := s.f.Hosts(); n > 1 {
		t.Errorf("%d hosts are remembered for nothing", n)
	}
}

func TestSitemapsPassTheGatesAndNoRules(t *testing.T) {
	scope := NewScope(ScopeOptions{Mode: ScopeHost, MaxDepth: 0}, mustParse(t, "http://h/"))
	s := newRobotsStand(t, FrontierOptions{Scope: scope, Seen: NewSeen(SeenKey{}), MaxItems: 1, HostDelay: time.Second})
	s.admit("http://h/")
	for _, u := range []string{"http://cdn/sitemap.xml", "http://h/no/sitemap.xml"} {
		if why := s.f.Send(item(t, u), s.now); why != NotSkipped {
			t.Errorf("%s: %s", u, why)
		}
	}
	s.rule(s.next("http://h/robots.txt"), "Disallow: /no")
	s.rule(s.next("http://cdn/robots.txt"), "Disallow:")
	s.nothing(time.Second)
	s.pass(time.Second)
	s.done(s.next("http://h/"), Outcome{})
	s.pass(time.Second)
	s.nothing(-1) // no page may be started any more, so no sitemap is read
	s.wantCut("http://h/no/sitemap.xml")
	if s.f.started != 1 || !s.f.Exhausted() {
		t.Errorf("%d items started", s.f.started)
	}
}
