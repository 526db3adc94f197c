package crawl

import (
	"net/netip"
	"testing"
	"time"
)

// TestRobotsTellTheAddress: a robots.txt is a host's first request, passes the gate
// of its address, and waits there as any other, before what waits for it.
func TestRobotsTellTheAddress(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{HostDelay: time.Second, Located: true})
	ip := netip.MustParseAddr("192.0.2.1")
	s.admit("http://a/1", "http://b/1")
	a, b := s.next("http://a/robots.txt"), s.next("http://b/robots.txt")
	s.nothing(-1)
	if !s.f.Locate(a, ip, s.now) || s.f.Locate(b, ip, s.now) {
		t.Fatal("want a robots.txt that goes, and one that is held back")
	}
	s.rule(a, "Disallow:")
	s.nothing(time.Second)
	if hosts, _ := s.f.Waiting(); hosts != 2 {
		t.Errorf("%d hosts wait", hosts)
	}
	s.pass(time.Second)
	if it, _ := s.f.Next(s.now); it.Purpose == ForRobots {
		s.pass(time.Second)
		s.next("http://a/1")
	} else {
		s.pass(time.Second)
		s.next("http://b/robots.txt")
	}
}

// TestRulesOutlastALookUp: rules that hold for one turn still hold for an item
// that was held back at its address, which was no turn.
func TestRulesOutlastALookUp(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{HostDelay: time.Second, Located: true})
	ip := netip.MustParseAddr("192.0.2.1")
	s.admit("http://a/1", "http://b/1")
	s.f.Done(s.next("http://a/robots.txt"), Outcome{Address: ip}, s.now)
	b := s.next("http://b/robots.txt")
	s.done(b, Outcome{}) // it has failed before it came to an address
	s.f.Rule(b, parseRules("Disallow:"), 0, s.now)
	s.pass(time.Second)
	it := s.next("http://b/1")
	s.f.addresses[ip].openAt = s.f.clock(s.now.Add(time.Second)) // another has come first
	if s.f.Locate(it, ip, s.now) {
		t.Fatal("not held back")
	}
	s.pass(time.Second)
	s.next("http://b/1")
}

// TestRobotsOfOthersPassAHostThatIsGivenUp: whoever waits for them hears.
func TestRobotsOfOthersPassAHostThatIsGivenUp(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{})
	s.admit("http://a/1", "http://lost/1")
	a := s.next("http://a/robots.txt")
	s.rule(s.next("http://lost/robots.txt"), "Disallow:")
	s.f.Abandon(mustParse(t, "http://lost/"))
	s.done(a, Outcome{Redirect: mustParse(t, "http://lost/robots.txt?a"), Status: 301})
	s.rule(s.next("http://lost/robots.txt?a"), "Disallow:")
	s.next("http://a/1")
	if it, why := s.f.Aside(); it.URL.String() != "http://lost/1" || why != SkipLimit {
		t.Errorf("aside is %+v, %q", it, why)
	}
}

// TestWhatIsBarredCountsForNoLimit, also where it was let in before the rules were
// known.
func TestWhatIsBarredCountsForNoLimit(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{URLsPerHost: 2})
	s.admit("http://h/no/1", "http://h/2")
	s.refuse(SkipLimit, "http://h/3")
	s.rule(s.next("http://h/robots.txt"), "Disallow: /no")
	s.next("http://h/2")
	s.wantAside("http://h/no/1")
	s.admit("http://h/4")
	s.refuse(SkipLimit, "http://h/5")
}

// TestOnlyBarredItemsAreLeft when no further one may be started: they are barred,
// and nothing is left.
func TestOnlyBarredItemsAreLeft(t *testing.T) {
	s := newRobotsStand(t, FrontierOptions{MaxItems: 1})
	s.admit("http://h/1", "http://h/no/2")
	s.rule(s.next("http://h/robots.txt"), "Disallow: /no")
	s.done(s.next("http://h/1"), Outcome{})
	s.nothing(-1)
	s.wantAside("http://h/no/2")
	if s.f.Len() > 0 {
		t.Errorf("%d are left", s.f.Len())
	}
}
