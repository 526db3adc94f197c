package crawl

import (
	"fmt"
	"testing"
	"time"
)

func TestPatienceEnds(t *testing.T) {
	p := &Patience{Limit: 10 * time.Minute}
	u, other := mustParse(t, "http://h/1"), mustParse(t, "http://h:81/")
	vain := func(after time.Duration, final bool, wantSpent int, wantLost bool) {
		t.Helper()
		now := epoch.Add(after)
		if spent, lost := p.Vain(u, final, now, now); spent != wantSpent || lost != wantLost {
			t.Errorf("after %v: %d items, lost: %v", after, spent, lost)
		}
	}
	vain(0, false, 0, false)
	vain(time.Minute, true, 0, false)
	vain(9*time.Minute, true, 1, false)
	p.Answered(other)
	vain(10*time.Minute, false, 2, true)
	if spent, _ := p.Vain(u, true, epoch, epoch.Add(10*time.Minute)); spent != 2 {
		t.Errorf("%d items", spent)
	}
	vain(10*time.Minute, true, 2, true) // the one before began long ago, beside others
	p.Answered(u)
	vain(11*time.Minute, false, 0, false)
	vain(20*time.Minute, false, 0, false)
}

func TestPatienceForgets(t *testing.T) {
	p := &Patience{Limit: time.Minute}
	for i := range 5 * fewStrains {
		p.Vain(mustParse(t, fmt.Sprintf("http://h%d/", i)), true, epoch, epoch.Add(time.Duration(i)*time.Second))
	}
	if n := len(p.hosts); n > fewStrains {
		t.Errorf("%d hosts are remembered", n)
	}
}

// TestAbandon: what waits comes out at once, though the host be closed; so does
// what comes later, from wherever.
func TestAbandon(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxPerHost: 1, Memory: 1000})
	put := map[uint64]Segment{}
	s.admit("http://a/first")
	it := s.next("http://a/first")
	for i := range 3000 {
		s.admit(fmt.Sprintf("http://a/%d", i))
		s.keep(put)
	}
	s.admit("http://b/1")
	it.Attempts++
	s.done(it, Outcome{Close: time.Hour, Retry: true})
	s.f.Abandon(it.URL)
	s.admit("http://a/late")
	s.done(s.next("http://b/1"), Outcome{})
	aside := 0
	for s.f.AnyAside() {
		for it, why := s.f.Aside(); it != nil; it, why = s.f.Aside() {
			if aside++; why != SkipLimit {
				t.Fatalf("%s: %s", it.URL, why)
			}
		}
		s.bring(put)
	}
	if aside != 3002 {
		t.Errorf("%d items were set aside", aside)
	}
	s.pass(time.Hour)
	s.nothing(-1)
	s.wantIdle()
}
