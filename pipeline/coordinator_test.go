package pipeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"clew/crawl"
	"clew/crawl/weburl"
	"clew/pipeline/record"
)

// world is a naive model of a web: what each URL answers, and what a crawl of
// it must therefore record.
type world struct {
	rng   *rand.Rand
	pages map[string]*worldPage
}

type worldPage struct {
	links    []string
	redirect string // if not ""
	failures int    // answers that ask for a retry, before the real one
}

func url(host, page int) string { return fmt.Sprintf("http://h%d.test/%d", host, page) }

func newWorld(rng *rand.Rand, hosts, pages int) *world {
	w := &world{rng, map[string]*worldPage{}}
	any := func() string { return url(rng.IntN(hosts), rng.IntN(pages)) }
	for h := range hosts {
		for p := range pages {
			page := &worldPage{failures: max(0, rng.IntN(12)-9)}
			if rng.IntN(8) == 0 {
				page.redirect = any()
			}
			for range rng.IntN(6) {
				page.links = append(page.links, any())
			}
			w.pages[url(h, p)] = page
		}
	}
	return w
}

// driver runs a coordinator through a world without a loop, a socket or a
// clock: at each step something that may happen, by chance, happens.
type driver struct {
	t       *testing.T
	w       *world
	co      coordinator
	clock   time.Time
	flying  []*crawl.Item
	records map[string]record.State
	put     map[uint64][]byte // segments that were handed out
	fails   map[string]int
	starts  map[string]time.Time // last start on a host
	active  map[string]int
	opts    crawl.FrontierOptions
	spilled int
}

func newDriver(t *testing.T, w *world, opts crawl.FrontierOptions) *driver {
	d := &driver{t: t, w: w, clock: time.Unix(0, 0), records: map[string]record.State{}, put: map[uint64][]byte{},
		fails: map[string]int{}, starts: map[string]time.Time{}, active: map[string]int{}, opts: opts}
	opts.Seen = crawl.NewSeen(crawl.SeenKey{1, 2})
	d.co.frontier = crawl.NewFrontier(opts)
	d.co.now = func() time.Time { return d.clock }
	return d
}

func (d *driver) record(u string, state record.State) {
	if old, twice := d.records[u]; twice {
		d.t.Fatalf("%s: second record %s after %s", u, state, old)
	}
	d.records[u] = state
	d.co.recorded(&record.Record{URL: u, State: state, Depth: 1})
}

func (d *driver) found(u string) {
	parsed, err := weburl.Parse(u)
	if err != nil {
		d.t.Fatal(err)
	}
	switch why := d.co.found(&crawl.Item{Asked: parsed}); why {
	case crawl.NotSkipped, crawl.SkipDuplicate:
	default:
		d.record(u, record.Skipped)
	}
	for seg, ok := d.co.frontier.Overflow(); ok; seg, ok = d.co.frontier.Overflow() {
		d.put[seg.ID] = seg.Data
		d.spilled++
	}
}

func (d *driver) refill() {
	for id, ok := d.co.frontier.Wanted(); ok; id, ok = d.co.frontier.Wanted() {
		if err := d.co.frontier.Restore(id, d.put[id], d.clock); err != nil {
			d.t.Fatal(err)
		}
		delete(d.put, id)
	}
}

// start takes an item and checks that politeness was kept.
func (d *driver) start() (wakeAt time.Time, ok bool) {
	it, wakeAt := d.co.next()
	if it == nil {
		return wakeAt, false
	}
	host := it.URL.Host()
	if last, before := d.starts[host]; before && d.clock.Sub(last) < d.opts.HostDelay {
		d.t.Fatalf("%s asked %v after the last time", host, d.clock.Sub(last))
	}
	if d.active[host]++; d.opts.MaxPerHost > 0 && d.active[host] > d.opts.MaxPerHost {
		d.t.Fatalf("%d requests to %s at once", d.active[host], host)
	}
	d.starts[host] = d.clock
	d.co.begin()
	d.flying = append(d.flying, it)
	return wakeAt, true
}

// land ends a request that is under way, whichever.
func (d *driver) land() {
	i := d.w.rng.IntN(len(d.flying))
	it := d.flying[i]
	d.flying = slices.Delete(d.flying, i, i+1)
	d.active[it.URL.Host()]--
	d.co.end(100)
	u := it.URL.String()
	page := d.w.pages[u]
	it.Attempts++
	switch {
	case d.fails[u] < page.failures:
		d.fails[u]++
		d.co.back(it, crawl.Outcome{Retry: true, Wait: time.Duration(d.w.rng.IntN(5000)) * time.Millisecond})
	case page.redirect != "":
		target, _ := weburl.Parse(page.redirect)
		if it.Visited(target) {
			d.co.back(it, crawl.Outcome{})
			d.record(it.Asked.String(), record.Failed)
			return
		}
		if why := d.co.back(it, crawl.Outcome{Redirect: target, Status: 301}); why != crawl.NotSkipped {
			d.record(it.Asked.String(), record.Skipped)
		}
	default:
		d.co.back(it, crawl.Outcome{})
		for _, l := range page.links {
			d.found(l)
		}
		d.record(it.Asked.String(), record.OK)
	}
}

func (d *driver) run(inflight int) {
	for steps := 0; !d.co.over(); steps++ {
		if steps > 2_000_000 {
			d.t.Fatalf("no end: %d open, %d waiting, %d under way", d.co.open, d.co.frontier.Len(), len(d.flying))
		}
		d.refill()
		var wakeAt time.Time
		started := false
		if len(d.flying) < inflight {
			wakeAt, started = d.start()
		}
		switch {
		case started && d.w.rng.IntN(3) > 0:
		case len(d.flying) > 0 && (d.w.rng.IntN(2) == 0 || wakeAt.IsZero()):
			d.land()
		case !started && wakeAt.After(d.clock):
			d.clock = wakeAt
		}
	}
}

// reachable is what the model says: every URL that a page or a redirect leads
// to. A URL that was met as the target of a redirect has no record of its own
// unless it was found first, which depends on the order; so the model gives
// bounds: what is asked is exactly what can be reached.
func (w *world) reachable(from string) map[string]bool {
	seen := map[string]bool{from: true}
	for todo := []string{from}; len(todo) > 0; todo = todo[1:] {
		page := w.pages[todo[0]]
		next := page.links
		if page.redirect != "" {
			next = []string{page.redirect}
		}
		for _, u := range next {
			if !seen[u] {
				seen[u] = true
				todo = append(todo, u)
			}
		}
	}
	return seen
}

func TestCoordinatorAgainstModel(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 7))
			w := newWorld(rng, 1+rng.IntN(5), 1+rng.IntN(400))
			opts := crawl.FrontierOptions{
				MaxPerHost: rng.IntN(4),
				HostDelay:  time.Duration(rng.IntN(3)) * 100 * time.Millisecond,
				Memory:     1 + rng.IntN(50),
			}
			d := newDriver(t, w, opts)
			start := url(0, 0)
			d.found(start)
			d.co.sourceDone = true
			d.run(1 + rng.IntN(20))

			if n := d.co.counts.Done(); n != d.co.counts.Inputs || n != len(d.records) {
				t.Errorf("%d inputs, %d counted, %d records", d.co.counts.Inputs, n, len(d.records))
			}
			if d.co.frontier.Len() != 0 || d.co.frontier.Active() != 0 || len(d.put) != 0 {
				t.Errorf("left over: %d waiting, %d under way, %d segments", d.co.frontier.Len(), d.co.frontier.Active(), len(d.put))
			}
			reachable := w.reachable(start)
			for u := range d.records {
				if !reachable[u] {
					t.Errorf("record of %s, which nothing leads to", u)
				}
			}
			missing := 0
			for u := range reachable {
				if _, ok := d.records[u]; !ok && !w.isTarget(u) {
					missing++
				}
			}
			if missing > 0 {
				t.Errorf("%d URLs that can be reached have no record and are no target of a redirect", missing)
			}
		})
	}
}

func (w *world) isTarget(u string) bool {
	for _, p := range w.pages {
		if p.redirect == u {
			return true
		}
	}
	return false
}

func TestFrontierSpillsAndComesBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	w := newWorld(rng, 1, 5000)
	for u := range w.pages {
		w.pages[u] = &worldPage{}
	}
	for i := range 4999 {
		w.pages[url(0, 0)].links = append(w.pages[url(0, 0)].links, url(0, i+1))
	}
	d := newDriver(t, w, crawl.FrontierOptions{Memory: 300})
	d.found(url(0, 0))
	d.co.sourceDone = true
	d.run(4)
	if d.spilled == 0 {
		t.Error("nothing was handed out with 5,000 items and room for 300")
	}
	if len(d.records) != 5000 {
		t.Errorf("%d records, want 5,000", len(d.records))
	}
}
