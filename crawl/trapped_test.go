package crawl

import (
	"fmt"
	"testing"

	"clew/crawl/trap"
	"clew/crawl/weburl"
)

// read tells the frontier of a page with these links, and admits them.
func (s *stand) read(it *Item, title string, links ...string) (trapped int) {
	s.t.Helper()
	parsed := make([]weburl.URL, len(links))
	for i, l := range links {
		parsed[i] = mustParse(s.t, l)
	}
	s.f.Read(it, trap.Page{Title: title, Links: len(links), Link: func(i int) weburl.URL { return parsed[i] }})
	for _, u := range parsed {
		next := &Item{Asked: u, Depth: it.Depth + 1, Source: it.URL, Debt: it.Debt}
		if s.f.Admit(next, s.now) == SkipTrap {
			trapped++
		}
	}
	return trapped
}

func newTrapStand(t *testing.T) *stand {
	return newStand(t, FrontierOptions{Seen: NewSeen(SeenKey{}), Traps: trap.New()})
}

// TestSeedIsNoTrap: who names a URL wants it.
func TestSeedIsNoTrap(t *testing.T) {
	s := newTrapStand(t)
	s.admit("http://h/a/a/a/a/a")
	it := s.next("http://h/a/a/a/a/a")
	if s.read(it, "A", "http://h/a/a/a/a/a/a", "http://h/b") != 1 {
		t.Error("want the link to the directory cut, and the other not")
	}
	s.done(it, Outcome{})
	s.next("http://h/b")
	s.nothing(-1)
}

// TestChainEnds: the last links of a chain without news are cut, and the debt
// that says so passes through segments.
func TestChainEnds(t *testing.T) {
	s := newTrapStand(t)
	s.admit("http://h/cal/0")
	for n := 0; ; n++ {
		it := s.next(fmt.Sprintf("http://h/cal/%d", n))
		items, err := readItems(appendItem(nil, it), 1)
		if err != nil {
			t.Fatal(err)
		}
		it.Debt = items[0].Debt
		trapped := s.read(it, "Calendar", fmt.Sprintf("http://h/cal/%d", n+1))
		s.done(it, Outcome{})
		if trapped > 0 {
			if n != 100 {
				t.Errorf("cut after %d pages without news", n)
			}
			break
		}
		if n > 1000 {
			t.Fatal("no end")
		}
	}
	s.wantIdle()
}

// TestWaitingItemsAreTrapped: what was let in before a maze was known for one is
// set aside and not started; what was found elsewhere is asked.
func TestWaitingItemsAreTrapped(t *testing.T) {
	s := newTrapStand(t)
	s.admit("http://h/maze/start")
	fresh, asked := 0, 0
	for ; fresh < 5000; asked++ {
		it, _ := s.f.Next(s.now)
		if it == nil {
			break
		}
		var links []string
		for range 5 {
			fresh++
			links = append(links, fmt.Sprintf("http://h/maze/%d", fresh*7919%1_000_003*1000))
		}
		s.read(it, "Nothing here", links...)
		s.done(it, Outcome{})
	}
	if asked > 150 || s.f.started != asked {
		t.Errorf("%d pages of a maze were asked, %d started", asked, s.f.started)
	}
	trapped := 0
	for ; s.f.AnyCut(); trapped++ {
		if it, why := s.f.Cut(); it == nil || !it.fresh() || why != SkipTrap {
			t.Fatal("want an item that was never asked")
		}
	}
	if trapped < 400 {
		t.Errorf("%d items trapped while they waited", trapped)
	}
	s.wantIdle()
}

// TestLinksOutAreNoNews: a calendar is one though every page has a link to share
// it elsewhere.
func TestLinksOutAreNoNews(t *testing.T) {
	scope := NewScope(ScopeOptions{Mode: ScopeHost, MaxDepth: -1}, mustParse(t, "http://h/"))
	s := newStand(t, FrontierOptions{Seen: NewSeen(SeenKey{}), Traps: trap.New(), Scope: scope})
	s.admit("http://h/cal/0")
	for n := range 1000 {
		it, _ := s.f.Next(s.now)
		if it == nil {
			if n != 101 {
				t.Errorf("cut after %d pages", n)
			}
			return
		}
		s.read(it, "Calendar", fmt.Sprintf("http://h/cal/%d", n+1), fmt.Sprintf("http://share/?%d", n))
		s.done(it, Outcome{})
	}
	t.Error("no end")
}
