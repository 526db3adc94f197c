package crawl

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"
)

// A model is a frontier without cleverness: everything is in lists that are
// looked through from end to end. It says what a frontier may answer, and keeps
// account of every request that is really made.
type model struct {
	opts  FrontierOptions
	hosts map[int]*modelHost
	doors map[netip.Addr]*modelDoor
	later []modelRetry
	rate  time.Time
	away  map[string]bool // URLs in segments that are out
}

type modelHost struct {
	number int
	queue  []string
	active int
	wary   bool // it was closed, and nothing has gone well since
	openAt time.Time
	modelRules
}

// modelDoor is an address: who was asked there last, and when.
type modelDoor struct {
	name  string
	asked time.Time
}

type modelRetry struct {
	at  time.Time
	url string
}

func newModel(opts FrontierOptions) *model {
	return &model{opts: opts, hosts: map[int]*modelHost{}, doors: map[netip.Addr]*modelDoor{}, away: map[string]bool{}}
}

// modelURL makes a URL. Every third host is the second port of the one before.
func modelURL(host, n int) string { return fmt.Sprint(modelSite(host), n) }

func modelSite(host int) string {
	if host%3 == 1 {
		return fmt.Sprintf("http://h%d:8080/", host-1)
	}
	return fmt.Sprintf("http://h%d/", host)
}

func (m *model) host(url string) *modelHost {
	var n int
	if _, err := fmt.Sscanf(url, "http://h%d", &n); err != nil {
		panic(err)
	}
	if len(url) > 12 && slices.Contains([]byte(url[7:]), ':') {
		n++
	}
	if m.hosts[n] == nil {
		m.hosts[n] = &modelHost{number: n}
	}
	return m.hosts[n]
}

func (h *modelHost) name() int { return h.number - b2i(h.number%3 == 1) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ip is where a host leads to: three names to an address.
func (h *modelHost) ip() netip.Addr {
	n := h.name() / 9
	return netip.AddrFrom4([4]byte{192, 0, byte(n >> 8), byte(n)})
}

func (m *model) door(h *modelHost) *modelDoor {
	if m.doors[h.ip()] == nil {
		m.doors[h.ip()] = &modelDoor{}
	}
	return m.doors[h.ip()]
}

// open puts the retries that are due where they wait.
func (m *model) open(now time.Time) {
	slices.SortStableFunc(m.later, func(a, b modelRetry) int { return a.at.Compare(b.at) })
	for len(m.later) > 0 && !m.later[0].at.After(now) {
		m.put(m.later[0].url)
		m.later = m.later[1:]
	}
}

// may reports whether the head of h may be asked now, as far as the host is
// concerned.
func (m *model) may(h *modelHost, now time.Time) bool {
	return m.head(h, now) != "" && !h.openAt.After(now) && !now.Before(m.rate) &&
		(m.opts.MaxPerHost == 0 || h.active < m.opts.MaxPerHost) && (h.active == 0 || !h.wary)
}

// must reports whether there is no reason at all not to ask it.
func (m *model) must(h *modelHost, now time.Time) bool {
	return m.may(h, now) && (h.active == 0 || !m.opts.Located) &&
		now.Sub(m.door(h).asked) >= m.opts.HostDelay
}

func (m *model) start(h *modelHost, url string, now time.Time) {
	m.take(h, url)
	h.active++
	m.occupy(h, now)
	h.fresh = h.fresh && isFile(url)
	if m.opts.Rate > 0 {
		m.rate = now.Add(m.interval())
	}
}

func (m *model) interval() time.Duration { return time.Duration(float64(time.Second) / m.opts.Rate) }

// ask is a request that is really made.
func (m *model) ask(h *modelHost, now time.Time) error {
	d, name := m.door(h), fmt.Sprint(h.name())
	if pause := now.Sub(d.asked); d.name != name && pause < m.opts.HostDelay {
		return fmt.Errorf("host %d is asked %v after another one of its address", h.number, pause)
	}
	d.name, d.asked = name, now
	m.occupy(h, now)
	return nil
}

// occupy notes that a request starts, as far as is known.
func (m *model) occupy(h *modelHost, now time.Time) {
	h.startedAt = now
	if pause := m.pause(h, now); pause > 0 {
		h.openAt = latest(h.openAt, now.Add(pause))
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (m *model) waiting() int {
	n := len(m.later)
	for _, h := range m.hosts {
		n += len(h.queue) + len(h.files)
	}
	return n
}

// chance decides: a generator, or the bytes of a fuzzer.
type chance interface{ IntN(n int) int }

// A trial holds a frontier against the model.
type trial struct {
	t      *testing.T
	rng    chance
	f      *Frontier
	m      *model
	now    time.Time
	lookup []*Item // started, and not located yet
	under  []*Item
	put    map[uint64]Segment
	urls   int
	hosts  int
	most   int // items that were in memory at once
	spill  int
	opened bool // the backlog was in use
}

func newTrial(t *testing.T, rng chance, opts FrontierOptions, hosts int) *trial {
	return &trial{t: t, rng: rng, f: NewFrontier(opts), m: newModel(opts), now: epoch, put: map[uint64]Segment{}, hosts: hosts}
}

func (tr *trial) url() string {
	tr.urls++
	return modelURL(tr.rng.IntN(tr.hosts), tr.urls)
}

func (tr *trial) admit() {
	url := tr.url()
	h := tr.m.host(url)
	why := tr.f.Admit(item(tr.t, url), tr.now)
	if barred := tr.m.barred(h, url, tr.now); barred != (why == SkipRobots) || !barred && why != NotSkipped {
		tr.t.Fatalf("admit %s: %q, barred %v", url, why, barred)
	}
	if why != NotSkipped {
		return
	}
	h.queue = append(h.queue, url)
	tr.keep()
}

func (tr *trial) keep() {
	for seg, ok := tr.f.Overflow(); ok; seg, ok = tr.f.Overflow() {
		tr.put[seg.ID] = seg
		tr.spill++
		tr.mark(seg, true)
	}
	tr.most = max(tr.most, tr.f.queued)
	tr.opened = tr.opened || tr.f.backlog.open
}

// mark notes that the items of a segment are away, or back.
func (tr *trial) mark(seg Segment, away bool) {
	items, err := readItems(seg.Data, seg.Items)
	if err != nil {
		tr.t.Fatal(err)
	}
	for _, it := range items {
		if away {
			tr.m.away[it.URL.String()] = true
		} else {
			delete(tr.m.away, it.URL.String())
		}
	}
}

func (tr *trial) restore() {
	id, ok := tr.f.Wanted()
	if !ok {
		return
	}
	seg := tr.put[id]
	delete(tr.put, id)
	tr.mark(seg, false)
	if err := tr.f.Restore(id, seg.Data, tr.now); err != nil {
		tr.t.Fatal(err)
	}
	tr.keep()
}

// next asks for an item; where there is none it returns when there may be one.
func (tr *trial) next() (wakeAt time.Time) {
	tr.m.open(tr.now)
	it, wakeAt := tr.f.Next(tr.now)
	defer tr.weed()()
	if it == nil {
		tr.nothing(wakeAt)
		return wakeAt
	}
	url := it.URL.String()
	h := tr.m.host(url)
	h.wary = h.wary && it.host.wary // a host that was forgotten begins anew
	if head := tr.m.head(h, tr.now); !tr.m.may(h, tr.now) || head != url {
		tr.t.Fatalf("%s is asked; it may be: %v; first in line is %s", url, tr.m.may(h, tr.now), head)
	}
	tr.m.start(h, url, tr.now)
	if tr.m.opts.Located && !tr.f.IsLocated(it) {
		tr.lookup = append(tr.lookup, it)
		return time.Time{}
	}
	tr.ask(h, it)
	return time.Time{}
}

func (tr *trial) ask(h *modelHost, it *Item) {
	if tr.m.opts.Located {
		if err := tr.m.ask(h, tr.now); err != nil {
			tr.t.Fatal(err)
		}
	}
	tr.under = append(tr.under, it)
}

// nothing checks that there is nothing to ask.
func (tr *trial) nothing(wakeAt time.Time) {
	behind := map[string]bool{}
	for it := tr.f.backlog.tail.first; it != nil; it = it.next {
		behind[it.URL.String()] = true
	}
	for _, h := range tr.m.hosts {
		first := len(h.files) > 0 || !tr.m.away[h.queue0()] && !behind[h.queue0()] // is at hand
		if first && tr.m.must(h, tr.now) {
			tr.t.Fatalf("nothing to ask, but %s may be", tr.m.head(h, tr.now))
		}
	}
	if !wakeAt.IsZero() && !wakeAt.After(tr.now) {
		tr.t.Fatalf("wake at %v, and it is %v", wakeAt, tr.now)
	}
}

// locate ends a look-up.
func (tr *trial) locate() {
	it := tr.pick(&tr.lookup)
	if it == nil {
		return
	}
	h := tr.m.host(it.URL.String())
	if tr.f.Locate(it, h.ip(), tr.now) {
		tr.ask(h, it)
		return
	}
	if tr.now.Sub(tr.m.door(h).asked) >= tr.m.opts.HostDelay {
		tr.t.Fatalf("%s is held back, and nobody asked there for a while", it.URL)
	}
	h.active--
	h.openAt = tr.now
	tr.m.put(it.URL.String())
	h.fresh = h.fresh || tr.m.opts.Robots != RobotsOff && it.Purpose == ForPage
	if tr.m.opts.Rate > 0 {
		tr.m.rate = tr.m.rate.Add(-tr.m.interval())
	}
}

func (tr *trial) pick(from *[]*Item) *Item {
	if len(*from) == 0 {
		return nil
	}
	i := tr.rng.IntN(len(*from))
	it := (*from)[i]
	*from = slices.Delete(*from, i, i+1)
	return it
}

func (tr *trial) finish() {
	it := tr.pick(&tr.under)
	if it == nil {
		return
	}
	url := it.URL.String()
	h := tr.m.host(url)
	h.active--
	it.Attempts++
	var out Outcome
	if tr.m.opts.Located {
		out.Address = h.ip()
	}
	if tr.rng.IntN(8) == 0 {
		out.Close = time.Duration(tr.rng.IntN(3000)) * time.Millisecond
		h.openAt = latest(h.openAt, tr.now.Add(out.Close))
	}
	switch tr.rng.IntN(6) {
	case 0:
		out.Retry, out.Wait = true, time.Duration(tr.rng.IntN(2000))*time.Millisecond
		tr.m.later = append(tr.m.later, modelRetry{tr.now.Add(out.Wait), url})
	case 1:
		to := tr.url()
		if it.Purpose == ForRobots {
			to = fmt.Sprintf("%srobots.txt?for=%d", modelSite(tr.rng.IntN(tr.hosts)), tr.m.host(it.Asked.String()).number)
		}
		out.Redirect, out.Status = mustParse(tr.t, to), 302
		tr.m.put(to)
	}
	h.wary = out.Close > 0 || h.wary && out.Retry
	tr.f.Done(it, out, tr.now)
	if it.Purpose == ForRobots && !out.Retry && out.Redirect.IsZero() {
		tr.rule(it)
	}
}

// pass lets time go by: to the moment that the frontier names, or a little.
func (tr *trial) pass() {
	if tr.rng.IntN(2) == 0 && tr.jump() {
		return
	}
	tr.now = tr.now.Add(time.Duration(tr.rng.IntN(300)) * time.Millisecond)
}

// jump lets time go by until the frontier wakes. Before that there is nothing to
// ask, and both open what is due at the same moments: that decides about the
// order.
func (tr *trial) jump() bool {
	if slices.ContainsFunc(tr.m.later, func(r modelRetry) bool { return !r.at.After(tr.now) }) {
		return false
	}
	for _, h := range tr.m.hosts {
		if tr.m.may(h, tr.now) {
			return false
		}
	}
	it, wakeAt := tr.f.Next(tr.now)
	if it != nil {
		tr.t.Fatalf("%s is asked, and nothing may be", it.URL)
	}
	tr.weed()()
	if !wakeAt.After(tr.now) {
		return false
	}
	tr.now = wakeAt
	return true
}

func (tr *trial) check() {
	if under := len(tr.under) + len(tr.lookup); tr.f.Len() != tr.m.waiting() || tr.f.Active() != under {
		tr.t.Fatalf("%d wait and %d are under way; it should be %d and %d", tr.f.Len(), tr.f.Active(), tr.m.waiting(), under)
	}
}

// step does something; eager is how often that is to let something in.
func (tr *trial) step(eager int) {
	switch op := tr.rng.IntN(eager + 9); {
	case op < eager:
		tr.admit()
	case op < eager+3:
		tr.next()
	case op < eager+5:
		tr.finish()
	case op < eager+6:
		tr.restore()
	case op < eager+7:
		tr.locate()
	default:
		tr.pass()
	}
}

// empty asks for everything that is left.
func (tr *trial) empty() {
	for steps := 0; tr.f.Len()+tr.f.Active() > 0; steps++ {
		if steps > 1_000_000 {
			tr.t.Fatalf("no end: %d wait, %d are under way", tr.f.Len(), tr.f.Active())
		}
		wakeAt := tr.next()
		tr.locate()
		tr.restore()
		tr.finish()
		if len(tr.under)+len(tr.lookup) == 0 && wakeAt.After(tr.now) {
			tr.now = wakeAt
		}
	}
	if len(tr.put) > 0 || len(tr.m.away) > 0 {
		tr.t.Errorf("%d segments are still away", len(tr.put))
	}
	tr.now = tr.now.Add(time.Hour)
	tr.f.Next(tr.now)
	tr.f.sweep(tr.f.clock(tr.now))
	if n, m := tr.f.Hosts(), len(tr.f.addresses); n+m > 0 {
		tr.t.Errorf("%d hosts and %d addresses are still known", n, m)
	}
}

// TestFrontierAgainstModel does what comes to its mind with a frontier and the
// model, and then asks for all that is left: nothing may be lost. Some of the
// trials have few hosts with much to do, others many with little.
func TestFrontierAgainstModel(t *testing.T) {
	seeds, spilled, opened := soak(t, 30, 1000), 0, 0
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 42))
			opts := FrontierOptions{
				MaxPerHost: rng.IntN(3),
				HostDelay:  time.Duration(rng.IntN(3)) * 150 * time.Millisecond,
				Rate:       float64(rng.IntN(2) * rng.IntN(40)),
				Located:    rng.IntN(2) == 0,
				Memory:     1 + rng.IntN(1000),
				Robots:     RobotsMode(rng.IntN(3)),

				CrawlDelayMax: 700 * time.Millisecond,
			}
			hosts := 1 + rng.IntN(6)
			if rng.IntN(2) == 0 {
				hosts, opts.Memory = 50+rng.IntN(200), 100+rng.IntN(300)
			}
			tr := newTrial(t, rng, opts, hosts)
			for eager, step := 1+rng.IntN(12), 0; step < 4000; step++ {
				tr.step(eager)
			}
			tr.check()
			if bound := opts.Memory + leastQueue*hosts + 3*segmentItems; tr.most > bound {
				t.Errorf("%d items in memory, with room for %d", tr.most, opts.Memory)
			}
			tr.empty()
			spilled += tr.spill
			opened += b2i(tr.opened)
		})
	}
	if spilled == 0 || opened == 0 {
		t.Errorf("%d segments were handed out, the backlog was in use %d times", spilled, opened)
	}
}

// script lets a fuzzer decide.
type script struct{ data []byte }

func (s *script) IntN(n int) int {
	if len(s.data) < 2 {
		s.data = nil
		return 0
	}
	v := int(s.data[0]) | int(s.data[1])<<8
	s.data = s.data[2:]
	return v % n
}

// FuzzWorkbench lets a fuzzer write the trials of TestFrontierAgainstModel.
func FuzzWorkbench(f *testing.F) {
	for seed := range byte(8) {
		data := make([]byte, 2000)
		rand.NewChaCha8([32]byte{seed}).Read(data)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &script{data}
		opts := FrontierOptions{
			MaxPerHost: s.IntN(3), HostDelay: time.Duration(s.IntN(3)) * 150 * time.Millisecond,
			Rate: float64(s.IntN(40)), Located: s.IntN(2) == 0, Memory: 1 + s.IntN(100),
			Robots: RobotsMode(s.IntN(3)), CrawlDelayMax: 700 * time.Millisecond,
		}
		tr := newTrial(t, s, opts, 1+s.IntN(100))
		eager := 1 + s.IntN(12)
		for len(s.data) > 0 {
			tr.step(eager)
		}
		tr.check()
		tr.rng = rand.New(rand.NewPCG(1, 1))
		tr.empty()
	})
}

// TestDrainAgainstModel gives up at a random moment: what waits comes out once
// each, from memory and from segments.
func TestDrainAgainstModel(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 43))
		opts := FrontierOptions{Memory: 1 + rng.IntN(1000), HostDelay: time.Second}
		tr := newTrial(t, rng, opts, 1+rng.IntN(3)*rng.IntN(100))
		for range 4000 {
			tr.admit()
			if rng.IntN(10) == 0 {
				tr.next()
				tr.finish()
				tr.pass()
			}
		}
		want, got := tr.f.Len(), map[string]bool{}
		for tr.f.Len() > 0 {
			for _, it := range tr.f.Drain() {
				if got[it.URL.String()] {
					t.Fatalf("seed %d: %s came twice", seed, it.URL)
				}
				got[it.URL.String()] = true
			}
			tr.restore()
		}
		if len(got) != want {
			t.Errorf("seed %d: %d items came out of %d", seed, len(got), want)
		}
	}
}
