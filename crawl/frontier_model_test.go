package crawl

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// A model is a frontier without cleverness: everything is in lists that are
// looked through from end to end. It says what a frontier may answer.
type model struct {
	opts  FrontierOptions
	hosts map[string]*modelHost
	later []modelRetry
	rate  time.Time
	away  map[string]bool // URLs in segments that are out
}

type modelHost struct {
	queue  []string
	active int
	openAt time.Time
	modelRules
}

type modelRetry struct {
	at  time.Time
	url string
}

func newModel(opts FrontierOptions) *model {
	return &model{opts: opts, hosts: map[string]*modelHost{}, away: map[string]bool{}}
}

func (m *model) host(url string) *modelHost {
	name := mustHost(url)
	if m.hosts[name] == nil {
		m.hosts[name] = &modelHost{}
	}
	return m.hosts[name]
}

func mustHost(url string) string {
	var h int
	if _, err := fmt.Sscanf(url, "http://h%d/", &h); err != nil {
		panic(err)
	}
	return fmt.Sprint(h)
}

// open puts the retries that are due at the heads of their queues.
func (m *model) open(now time.Time) {
	slices.SortStableFunc(m.later, func(a, b modelRetry) int { return a.at.Compare(b.at) })
	for len(m.later) > 0 && !m.later[0].at.After(now) {
		m.put(m.later[0].url)
		m.later = m.later[1:]
	}
}

// may returns what may be asked now: the heads of the hosts that are open.
func (m *model) may(now time.Time) (heads []string) {
	if m.opts.Rate > 0 && now.Before(m.rate) {
		return nil
	}
	for _, h := range m.hosts {
		if head := m.head(h, now); head != "" && !h.openAt.After(now) && (m.opts.MaxPerHost == 0 || h.active < m.opts.MaxPerHost) {
			heads = append(heads, head)
		}
	}
	return heads
}

func (m *model) start(url string, now time.Time) {
	h := m.host(url)
	m.take(h, url)
	h.active++
	h.startedAt = now
	if pause := m.pause(h, now); pause > 0 {
		h.openAt = now.Add(pause)
	}
	h.fresh = h.fresh && strings.Contains(url, "robots.txt")
	if m.opts.Rate > 0 {
		m.rate = now.Add(time.Duration(float64(time.Second) / m.opts.Rate))
	}
}

func (m *model) waiting() int {
	n := len(m.later)
	for _, h := range m.hosts {
		n += len(h.queue) + len(h.files)
	}
	return n
}

// A trial holds a frontier against the model.
type trial struct {
	t     *testing.T
	rng   *rand.Rand
	f     *Frontier
	m     *model
	now   time.Time
	under []*Item
	put   map[uint64]Segment
	urls  int
	hosts int
	spill int
}

func (tr *trial) admit() {
	url := fmt.Sprintf("http://h%d/%d", tr.rng.IntN(tr.hosts), tr.urls)
	tr.urls++
	h := tr.m.host(url)
	why := tr.f.Admit(item(tr.t, url), tr.now)
	if barred := tr.m.barred(h, url, tr.now); barred != (why == SkipRobots) || !barred && why != NotSkipped {
		tr.t.Fatalf("admit %s: %q, barred %v", url, why, barred)
	}
	if why != NotSkipped {
		return
	}
	h.queue = append(h.queue, url)
	for seg, ok := tr.f.Overflow(); ok; seg, ok = tr.f.Overflow() {
		tr.put[seg.ID] = seg
		tr.spill++
		tr.mark(seg, true)
	}
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
}

func (tr *trial) next() {
	tr.m.open(tr.now)
	may := tr.m.may(tr.now)
	it, wakeAt := tr.f.Next(tr.now)
	defer tr.cut()()
	if it == nil {
		for _, url := range may {
			if !tr.m.away[url] {
				tr.t.Fatalf("nothing to ask, but %s may be", url)
			}
		}
		if !wakeAt.IsZero() && !wakeAt.After(tr.now) {
			tr.t.Fatalf("wake at %v, and it is %v", wakeAt, tr.now)
		}
		return
	}
	url := it.URL.String()
	if !slices.Contains(may, url) {
		tr.t.Fatalf("%s is asked; what may be is %q", url, may)
	}
	tr.m.start(url, tr.now)
	tr.under = append(tr.under, it)
}

func (tr *trial) finish() {
	if len(tr.under) == 0 {
		return
	}
	i := tr.rng.IntN(len(tr.under))
	it := tr.under[i]
	tr.under = slices.Delete(tr.under, i, i+1)
	url := it.URL.String()
	h := tr.m.host(url)
	h.active--
	it.Attempts++
	if it.Purpose == ForRobots {
		tr.finishFile(it)
		return
	}
	var out Outcome
	if tr.rng.IntN(8) == 0 {
		out.Close = time.Duration(tr.rng.IntN(3000)) * time.Millisecond
		h.openAt = latest(h.openAt, tr.now.Add(out.Close))
	}
	switch tr.rng.IntN(6) {
	case 0:
		out.Retry, out.Wait = true, time.Duration(tr.rng.IntN(2000))*time.Millisecond
		tr.m.later = append(tr.m.later, modelRetry{tr.now.Add(out.Wait), url})
	case 1:
		to := fmt.Sprintf("http://h%d/%d", tr.rng.IntN(tr.hosts), tr.urls)
		tr.urls++
		out.Redirect, out.Status = mustParse(tr.t, to), 302
		tr.m.put(to)
	}
	tr.f.Done(it, out, tr.now)
}

// pass lets time go by: to the moment that the frontier names, or a little.
func (tr *trial) pass() {
	if wakeAt := tr.wakeAt(); wakeAt.After(tr.now) && tr.rng.IntN(2) == 0 {
		tr.now = wakeAt
		return
	}
	tr.now = tr.now.Add(time.Duration(tr.rng.IntN(300)) * time.Millisecond)
}

// wakeAt is what the frontier names where nothing may be asked. Both open what
// is due at the same moments: that decides about the order.
func (tr *trial) wakeAt() time.Time {
	if len(tr.m.may(tr.now)) > 0 || slices.ContainsFunc(tr.m.later, func(r modelRetry) bool { return !r.at.After(tr.now) }) {
		return time.Time{}
	}
	it, wakeAt := tr.f.Next(tr.now)
	if it != nil {
		tr.t.Fatalf("%s is asked, and nothing may be", it.URL)
	}
	tr.cut()()
	return wakeAt
}

func (tr *trial) check() {
	if tr.f.Len() != tr.m.waiting() || tr.f.Active() != len(tr.under) {
		tr.t.Fatalf("%d wait and %d are under way; it should be %d and %d", tr.f.Len(), tr.f.Active(), tr.m.waiting(), len(tr.under))
	}
}

// TestFrontierAgainstModel does what comes to its mind with a frontier and the
// model, and then asks for all that is left: nothing may be lost.
func TestFrontierAgainstModel(t *testing.T) {
	seeds, spilled := soak(t, 25, 1000), 0
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 42))
			opts := FrontierOptions{
				MaxPerHost: rng.IntN(3),
				HostDelay:  time.Duration(rng.IntN(3)) * 150 * time.Millisecond,
				Rate:       float64(rng.IntN(2) * rng.IntN(40)),
				Memory:     1 + rng.IntN(2000),
				Robots:     RobotsMode(rng.IntN(3)),

				CrawlDelayMax: 700 * time.Millisecond,
			}
			tr := &trial{t: t, rng: rng, f: NewFrontier(opts), m: newModel(opts), now: epoch, put: map[uint64]Segment{}, hosts: 1 + rng.IntN(6)}
			eager := 1 + rng.IntN(12)
			for range 6000 {
				switch op := rng.IntN(eager + 8); {
				case op < eager:
					tr.admit()
				case op < eager+3:
					tr.next()
				case op < eager+5:
					tr.finish()
				case op < eager+6:
					tr.restore()
				default:
					tr.pass()
				}
			}
			tr.check()
			tr.empty()
			spilled += tr.spill
		})
	}
	if spilled == 0 {
		t.Error("no segment was ever handed out")
	}
}

// empty asks for everything that is left.
func (tr *trial) empty() {
	for steps := 0; tr.f.Len()+tr.f.Active() > 0; steps++ {
		if steps > 1_000_000 {
			tr.t.Fatalf("no end: %d wait, %d are under way", tr.f.Len(), tr.f.Active())
		}
		tr.next()
		tr.restore()
		tr.finish()
		if len(tr.under) == 0 {
			if wakeAt := tr.wakeAt(); wakeAt.After(tr.now) {
				tr.now = wakeAt
			}
		}
	}
	if len(tr.put) > 0 || len(tr.m.away) > 0 {
		tr.t.Errorf("%d segments are still away", len(tr.put))
	}
	tr.now = tr.now.Add(time.Hour)
	tr.f.Next(tr.now)
	tr.f.sweep(tr.now)
	if n := tr.f.Hosts(); n > 0 {
		tr.t.Errorf("%d hosts are still known", n)
	}
}

// TestDrainAgainstModel gives up at a random moment: what waits comes out once
// each, from memory and from segments.
func TestDrainAgainstModel(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 43))
		opts := FrontierOptions{Memory: 1 + rng.IntN(1000), HostDelay: time.Second}
		tr := &trial{t: t, rng: rng, f: NewFrontier(opts), m: newModel(opts), now: epoch, put: map[uint64]Segment{}, hosts: 1 + rng.IntN(3)}
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
