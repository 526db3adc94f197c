package crawl

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/crawl/weburl"
)

var epoch = time.Unix(1_000_000_000, 0)

// A stand is a frontier with a clock that the test moves.
type stand struct {
	t   testing.TB
	f   *Frontier
	now time.Time
}

func newStand(t testing.TB, opts FrontierOptions) *stand {
	return &stand{t, NewFrontier(opts), epoch}
}

func item(t testing.TB, url string) *Item { return &Item{Asked: mustParse(t, url)} }

// admit lets URLs in.
func (s *stand) admit(urls ...string) {
	s.t.Helper()
	for _, u := range urls {
		if why := s.f.Admit(item(s.t, u), s.now); why != NotSkipped {
			s.t.Errorf("admit %s: %s", u, why)
		}
	}
}

// refuse expects a URL not to be let in.
func (s *stand) refuse(why SkipReason, url string) {
	s.t.Helper()
	if got := s.f.Admit(item(s.t, url), s.now); got != why {
		s.t.Errorf("admit %s: %q, want %q", url, got, why)
	}
}

// next expects the next item to be for a URL.
func (s *stand) next(url string) *Item {
	s.t.Helper()
	it, wakeAt := s.f.Next(s.now)
	if it == nil {
		s.t.Fatalf("nothing to ask before %v, want %s", wakeAt.Sub(epoch), url)
	}
	if it.URL.String() != url {
		s.t.Fatalf("next is %s, want %s", it.URL, url)
	}
	return it
}

// nothing expects that nothing may be asked until wait has passed; negative
// means that no time helps.
func (s *stand) nothing(wait time.Duration) {
	s.t.Helper()
	it, wakeAt := s.f.Next(s.now)
	switch {
	case it != nil:
		s.t.Fatalf("next is %s, want nothing", it.URL)
	case wait < 0 && !wakeAt.IsZero():
		s.t.Errorf("something in %v, want never", wakeAt.Sub(s.now))
	case wait >= 0 && !wakeAt.Equal(s.now.Add(wait)):
		s.t.Errorf("wake at %v, want in %v", wakeAt, wait)
	}
}

func (s *stand) done(it *Item, out Outcome) {
	s.t.Helper()
	if why := s.f.Done(it, out, s.now); why != NotSkipped {
		s.t.Errorf("done %s: %s", it.URL, why)
	}
}

func (s *stand) pass(d time.Duration) { s.now = s.now.Add(d) }

// wantIdle expects that nothing is left, waiting, under way or remembered.
func (s *stand) wantIdle() {
	s.t.Helper()
	if s.f.Len() != 0 || s.f.Active() != 0 || s.f.Hosts() != 0 {
		s.t.Errorf("left over: %d waiting, %d under way, %d hosts", s.f.Len(), s.f.Active(), s.f.Hosts())
	}
}

func TestOneHostIsFIFO(t *testing.T) {
	s := newStand(t, FrontierOptions{})
	for i := range 100 {
		s.admit(fmt.Sprintf("http://h/%d", i))
	}
	var under []*Item
	for i := range 100 {
		under = append(under, s.next(fmt.Sprintf("http://h/%d", i)))
	}
	s.nothing(-1)
	for _, it := range under {
		s.done(it, Outcome{})
	}
	s.wantIdle()
}

func TestHostsTakeTurns(t *testing.T) {
	s := newStand(t, FrontierOptions{})
	s.admit("http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://c/1", "http://c/2")
	for _, u := range []string{"http://a/1", "http://b/1", "http://c/1", "http://a/2", "http://c/2", "http://a/3"} {
		s.done(s.next(u), Outcome{})
	}
	s.wantIdle()
}

// TestLateHostIsNotStarved: a host with one URL does not wait for one with a
// thousand.
func TestLateHostIsNotStarved(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxPerHost: 1, HostDelay: time.Second})
	for i := range 1000 {
		s.admit(fmt.Sprintf("http://big/%d", i))
	}
	s.done(s.next("http://big/0"), Outcome{})
	s.admit("http://small/")
	s.next("http://small/")
}

func TestHostIsNameAndPort(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxPerHost: 1})
	s.admit("http://a/", "http://a:80/again", "http://a:81/", "https://a/", "https://a:443/again")
	s.next("http://a/")
	s.next("http://a:81/")
	s.next("https://a/")
	s.nothing(-1)
}

func TestMaxPerHost(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxPerHost: 2})
	s.admit("http://a/1", "http://a/2", "http://a/3", "http://b/1")
	one := s.next("http://a/1")
	s.next("http://b/1")
	s.next("http://a/2")
	s.nothing(-1)
	s.done(one, Outcome{})
	s.next("http://a/3")
}

func TestHostDelayLiesBetweenStarts(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "http://a/2")
	it := s.next("http://a/1")
	s.pass(300 * time.Millisecond)
	s.nothing(700 * time.Millisecond)
	s.done(it, Outcome{})
	s.nothing(700 * time.Millisecond)
	s.pass(700*time.Millisecond - 1)
	s.nothing(1)
	s.pass(1)
	s.done(s.next("http://a/2"), Outcome{})
}

// TestDelayOutlivesTheWork: a host whose queue ran dry is not asked early when
// work comes again.
func TestDelayOutlivesTheWork(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1")
	s.done(s.next("http://a/1"), Outcome{})
	s.pass(400 * time.Millisecond)
	s.admit("http://a/2")
	s.nothing(600 * time.Millisecond)
	s.pass(600 * time.Millisecond)
	s.done(s.next("http://a/2"), Outcome{})
	s.pass(time.Second)
	s.nothing(-1)
	s.wantIdle()
}

func TestLoopbackHasNoDelay(t *testing.T) {
	for _, host := range []string{"localhost", "x.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"} {
		s := newStand(t, FrontierOptions{HostDelay: time.Second})
		s.admit("http://"+host+"/1", "http://"+host+"/2")
		for range 2 {
			if it, _ := s.f.Next(s.now); it == nil {
				t.Errorf("%s has a delay", host)
			}
		}
		s = newStand(t, FrontierOptions{HostDelay: time.Second, LoopbackToo: true})
		s.admit("http://"+host+"/1", "http://"+host+"/2")
		s.f.Next(s.now)
		s.nothing(time.Second)
	}
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://name/1", "http://name/2", "http://name/3")
	it := s.next("http://name/1")
	s.done(it, Outcome{Address: netip.MustParseAddr("127.0.0.1")}) // as the connection told
	s.pass(time.Second)
	s.next("http://name/2")
	s.next("http://name/3")
}

func TestRateIsSpreadEvenly(t *testing.T) {
	s := newStand(t, FrontierOptions{Rate: 4})
	for i := range 5 {
		s.admit(fmt.Sprintf("http://h%d/", i))
	}
	s.next("http://h0/")
	s.nothing(250 * time.Millisecond)
	s.pass(250 * time.Millisecond)
	s.next("http://h1/")
	s.pass(200 * time.Millisecond)
	s.nothing(50 * time.Millisecond)
	s.pass(150 * time.Millisecond) // late: what was missed is not made up for
	s.next("http://h2/")
	s.nothing(250 * time.Millisecond)
}

func TestRateHoldsForRetriesAndRedirects(t *testing.T) {
	s := newStand(t, FrontierOptions{Rate: 1})
	s.admit("http://a/")
	s.done(s.next("http://a/"), Outcome{Retry: true})
	s.nothing(time.Second)
	s.pass(time.Second)
	s.done(s.next("http://a/"), Outcome{Redirect: mustParse(t, "http://b/"), Status: 302})
	s.nothing(time.Second)
	s.pass(time.Second)
	s.next("http://b/")
}

func TestRetryWaitsAndComesFirst(t *testing.T) {
	s := newStand(t, FrontierOptions{})
	s.admit("http://a/1", "http://a/2", "http://a/3")
	it := s.next("http://a/1")
	it.Attempts++
	s.done(it, Outcome{Retry: true, Wait: time.Minute})
	s.next("http://a/2")
	s.pass(time.Minute)
	if again := s.next("http://a/1"); again != it || again.Waited != time.Minute {
		t.Errorf("waited %v", again.Waited)
	}
	s.next("http://a/3")
}

func TestRetriesThatAreDueTogetherKeepTheirOrder(t *testing.T) {
	s := newStand(t, FrontierOptions{})
	s.admit("http://a/", "http://b/", "http://c/")
	a, b, c := s.next("http://a/"), s.next("http://b/"), s.next("http://c/")
	s.done(b, Outcome{Retry: true, Wait: time.Second})
	s.done(a, Outcome{Retry: true, Wait: time.Second})
	s.done(c, Outcome{Retry: true, Wait: time.Second})
	s.nothing(time.Second)
	s.pass(time.Second)
	s.next("http://b/")
	s.next("http://a/")
	s.next("http://c/")
}

func TestClosedHostIsLeftAlone(t *testing.T) {
	s := newStand(t, FrontierOptions{})
	s.admit("http://a/1", "http://a/2", "http://b/1", "http://b/2")
	s.done(s.next("http://a/1"), Outcome{Close: time.Minute})
	s.next("http://b/1")
	s.next("http://b/2")
	s.nothing(time.Minute)
	s.admit("http://a/3")
	s.nothing(time.Minute)
	s.pass(time.Minute)
	it := s.next("http://a/2")
	s.nothing(-1) // whether it bears more, an answer must tell
	s.done(it, Outcome{})
	s.next("http://a/3")
}

// TestClosedHostThatIsReady: it stood in line when the answer came.
func TestClosedHostThatIsReady(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "http://a/2", "http://a/3")
	it := s.next("http://a/1")
	s.admit("http://b/")
	s.pass(time.Second)
	s.next("http://b/") // and a is next
	s.done(it, Outcome{Close: time.Minute})
	s.nothing(time.Minute)
	s.pass(time.Minute)
	s.next("http://a/2")
}

// TestCloseIsNotShortened: the longest wish counts.
func TestCloseIsNotShortened(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "http://a/2")
	it := s.next("http://a/1")
	s.done(it, Outcome{Close: time.Minute})
	s.admit("http://b/")
	s.done(s.next("http://b/"), Outcome{Close: time.Millisecond})
	s.pass(time.Second) // b may be forgotten
	s.nothing(time.Minute - time.Second)
}

func TestRedirectComesFirstThere(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxPerHost: 1})
	s.admit("http://a/1", "http://b/1", "http://b/2")
	a, b := s.next("http://a/1"), s.next("http://b/1")
	s.done(a, Outcome{Redirect: mustParse(t, "http://b/target"), Status: 301})
	s.nothing(-1)
	s.done(b, Outcome{})
	it := s.next("http://b/target")
	if it != a || it.Asked.String() != "http://a/1" || len(it.Hops) != 1 || it.Hops[0].StatusCode != 301 || it.Hops[0].URL.String() != "http://a/1" {
		t.Errorf("got %+v", it)
	}
	if !it.Visited(mustParse(t, "http://a/1#x")) || !it.Visited(mustParse(t, "http://b/target")) || it.Visited(mustParse(t, "http://b/2")) {
		t.Error("Visited is wrong")
	}
}

func crawling(seeds ...string) FrontierOptions {
	scope := NewScope(ScopeOptions{MaxDepth: 1, Exclude: []*regexp.Regexp{regexp.MustCompile("barred")}})
	for _, s := range seeds {
		u, err := weburl.Parse(s)
		if err != nil {
			panic(err)
		}
		scope.AddSeed(u)
	}
	return FrontierOptions{Scope: scope, Seen: NewSeen(SeenKey{1, 2})}
}

func TestReasonsInOrder(t *testing.T) {
	opts := crawling("http://a/", "http://127.0.0.1/")
	opts.AllowPrivate = func(u weburl.URL) bool { return !strings.Contains(u.Path(), "private") }
	opts.URLsPerHost = 1
	s := newStand(t, opts)
	at := func(depth int, url string) SkipReason {
		it := item(t, url)
		it.Depth = depth
		return s.f.Admit(it, s.now)
	}
	for _, test := range []struct {
		depth int
		url   string
		want  SkipReason
	}{
		{0, "http://a/", NotSkipped},
		{9, "ftp://a/", SkipScheme},
		{9, "http://a/", SkipDuplicate},
		{9, "http://b/private", SkipScope},
		{9, "http://b/private#x", SkipDuplicate},
		{2, "http://a/barred", SkipScope},
		{2, "http://a/private", SkipDepth},
		{1, "http://a/private2", SkipPrivate},
		{1, "http://a/more", SkipLimit},
		{1, "http://a/more", SkipDuplicate},
		{1, "http://127.0.0.1/", NotSkipped},
	} {
		if got := at(test.depth, test.url); got != test.want {
			t.Errorf("%s at depth %d: %q, want %q", test.url, test.depth, got, test.want)
		}
	}
}

func TestRedirectIsJudged(t *testing.T) {
	for _, test := range []struct {
		to   string
		want SkipReason
	}{
		{"http://a/new", NotSkipped},
		{"http://a/known#x", SkipDuplicate},
		{"http://b/", SkipScope},
		{"ftp://a/", SkipScheme},
	} {
		s := newStand(t, crawling("http://a/"))
		s.admit("http://a/", "http://a/known")
		it := s.next("http://a/")
		if got := s.f.Done(it, Outcome{Redirect: mustParse(t, test.to), Status: 302}, s.now); got != test.want {
			t.Errorf("%s: %q, want %q", test.to, got, test.want)
		}
		if it.URL.String() != test.to || len(it.Hops) != 1 {
			t.Errorf("%s: the chain is not told: %+v", test.to, it)
		}
	}
}

// TestFinalURLIsSeen: what a redirect has led to gets no record of its own.
func TestFinalURLIsSeen(t *testing.T) {
	s := newStand(t, crawling("http://a/"))
	s.admit("http://a/")
	s.done(s.next("http://a/"), Outcome{Redirect: mustParse(t, "http://a/final"), Status: 302})
	s.refuse(SkipDuplicate, "http://a/final")
}

func TestMaxItems(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxItems: 2})
	s.admit("http://a/1", "http://a/2", "http://a/3", "http://b/1")
	a := s.next("http://a/1")
	b := s.next("http://b/1")
	s.nothing(-1)
	if !s.f.Exhausted() {
		t.Error("not exhausted")
	}
	s.refuse(SkipLimit, "http://c/")
	a.Attempts++
	s.done(a, Outcome{Retry: true})
	s.done(s.next("http://a/1"), Outcome{}) // what was started goes on
	b.Attempts++
	s.done(b, Outcome{Redirect: mustParse(t, "http://a/target"), Status: 302})
	s.done(s.next("http://a/target"), Outcome{})
	s.nothing(-1)
	if left := s.f.Drain(); len(left) != 2 || s.f.Len() != 0 {
		t.Errorf("%d items left, %d waiting", len(left), s.f.Len())
	}
}

func TestURLsPerHost(t *testing.T) {
	s := newStand(t, FrontierOptions{URLsPerHost: 2})
	s.admit("http://a/1", "http://a/2", "http://b/1")
	s.refuse(SkipLimit, "http://a/3")
	for _, u := range []string{"http://a/1", "http://b/1", "http://a/2"} {
		s.done(s.next(u), Outcome{})
	}
	s.refuse(SkipLimit, "http://a/4") // it counts what was ever let in
	s.admit("http://b/2")
}

func TestDrainTakesEverythingThatWaits(t *testing.T) {
	s := newStand(t, FrontierOptions{MaxPerHost: 1, HostDelay: time.Second})
	s.admit("http://a/1", "http://a/2", "http://b/1", "http://c/1", "http://c/2")
	a, b := s.next("http://a/1"), s.next("http://b/1")
	s.done(b, Outcome{Retry: true, Wait: time.Minute})
	var urls []string
	for _, it := range s.f.Drain() {
		urls = append(urls, it.URL.String())
	}
	slices.Sort(urls)
	if want := []string{"http://a/2", "http://b/1", "http://c/1", "http://c/2"}; !slices.Equal(urls, want) {
		t.Errorf("drained %q", urls)
	}
	s.nothing(-1)
	s.done(a, Outcome{})
	if s.f.Len() != 0 || s.f.Active() != 0 || s.f.Drain() != nil {
		t.Error("something is left")
	}
}

// TestWaitedIsAllWaiting: the queue's time, over all attempts and hops.
func TestWaitedIsAllWaiting(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "http://a/2")
	s.next("http://a/1")
	s.pass(time.Second)
	it := s.next("http://a/2")
	s.pass(10 * time.Second) // under way: no waiting
	s.done(it, Outcome{Redirect: mustParse(t, "http://b/"), Status: 302})
	s.pass(2 * time.Second)
	if it := s.next("http://b/"); it.Waited != 3*time.Second {
		t.Errorf("waited %v", it.Waited)
	}
}

// TestHostsAreForgotten: a crawl meets a million hosts, and each only once.
func TestHostsAreForgotten(t *testing.T) {
	hosts := soak(t, 50_000, 1_000_000)
	s := newStand(t, FrontierOptions{HostDelay: 200 * time.Millisecond, MaxPerHost: 2})
	most := 0
	for i := range hosts {
		s.admit(fmt.Sprintf("http://h%d.test/", i))
		it, _ := s.f.Next(s.now)
		s.done(it, Outcome{})
		s.pass(time.Millisecond)
		most = max(most, s.f.Hosts())
	}
	if most > 210 {
		t.Errorf("%d hosts were known at once", most)
	}
	s.pass(time.Second)
	s.nothing(-1)
	s.wantIdle()
}
