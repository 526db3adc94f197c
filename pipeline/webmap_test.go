package pipeline

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"
)

// webmap is a web that is made up as it is asked: what a page says follows from
// its number and the seed. It is the model of the simulated web too: from it
// follows what a crawl must find.
type webmap struct {
	seed  uint64
	hosts int
	rules bool // hosts have a robots.txt, and the crawler is to obey it
}

// pageID is a page: its host, and its number there. The last number of a host is
// that of a page to which nothing but a redirect leads.
type pageID struct{ host, page int }

// page is what there is at a URL.
type page struct {
	links    []pageID
	redirect *pageID
	failures int           // answers before the real one
	failure  string        // what they are
	delay    time.Duration // of each answer
	status   int
}

// nature is what a host is like.
type nature int

const (
	sound   nature = iota
	dead           // nobody listens
	sullen         // says 503 to everything
	endless        // has a calendar
)

func (w *webmap) random(h, p int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed, uint64(h)<<20|uint64(p)))
}

// nature: those that lead nowhere are at the ends of the web.
func (w *webmap) nature(h int) nature {
	if 3*h+1 < w.hosts {
		return sound
	}
	switch {
	case h%97 == 5 && h%10 > 3 && h%10 < 8: // at an address of its own
		return dead
	case h%197 == 7:
		return sullen
	case h%499 == 3:
		return endless
	}
	return sound
}

// pages is how many a host has.
func (w *webmap) pages(h int) int {
	switch {
	case w.nature(h) == sullen:
		return 40
	case h%211 == 0:
		return 60
	}
	return 1 + int(w.random(h, 1<<19).IntN(5))
}

// name is a host: every tenth is another port of the one before.
func (w *webmap) name(h int) string {
	if h%10 == 9 {
		return fmt.Sprintf("h%d.test:8080", h-1)
	}
	return fmt.Sprintf("h%d.test", h)
}

// ip is a host's address: most have one of their own, some share it with a few,
// and some with all that are like them.
func (w *webmap) ip(h int) netip.Addr {
	h -= b2i(h%10 == 9)
	switch {
	case h%50 == 12 && h < 2000:
		h = 12
	case h%10 < 4:
		h -= h % 10
	}
	return netip.AddrFrom4([4]byte{11, byte(h >> 16), byte(h >> 8), byte(h)})
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *webmap) url(id pageID) string {
	return fmt.Sprintf("http://%s/p/%d", w.name(id.host), id.page)
}

// parse is the reverse of url; ok is false for what is no page.
func (w *webmap) parse(host, path string) (id pageID, ok bool) {
	name, _, other := strings.Cut(host, ":")
	if _, err := fmt.Sscanf(name+path, "h%d.test/p/%d", &id.host, &id.page); err != nil {
		return id, false
	}
	id.host += b2i(other)
	return id, true
}

// at returns what a page is.
func (w *webmap) at(id pageID) page {
	rng, n := w.random(id.host, id.page), w.pages(id.host)
	p := page{status: 200, delay: time.Duration(rng.ExpFloat64() * float64(200*time.Millisecond))}
	switch w.nature(id.host) {
	case sullen:
		p.status = 503
		return p
	case endless:
		p.links = []pageID{{id.host, id.page + 1}}
		return p
	}
	if rng.IntN(8) == 0 {
		p.failures = 1 + rng.IntN(2)
		p.failure = []string{"429", "503", "429 3", "503 17", "500", "torn", "gone"}[rng.IntN(7)]
	}
	leaf := 4*id.page+1 >= n
	switch {
	case id.page == n: // the end of a redirect
	case leaf && id.page > 0 && rng.IntN(3) == 0:
		to := pageID{rng.IntN(w.hosts), 0}
		to.page = rng.IntN(w.pages(to.host) + 1)
		p.redirect, p.status, p.failures = &to, 302, 0
	case leaf && rng.IntN(10) == 0:
		p.status = 404
	default:
		p.links = w.links(id, n, rng)
	}
	return p
}

// links are those of a tree, so that every page can be reached, and some more.
func (w *webmap) links(id pageID, n int, rng *rand.Rand) (links []pageID) {
	for p := 4*id.page + 1; p <= 4*id.page+4 && p < n; p++ {
		links = append(links, pageID{id.host, p})
	}
	for h := 3*id.host + 1; id.page == 0 && h <= 3*id.host+3 && h < w.hosts; h++ {
		links = append(links, pageID{h, 0})
	}
	for range rng.IntN(4) {
		h := rng.IntN(w.hosts)
		links = append(links, pageID{h, rng.IntN(w.pages(h))})
	}
	return links
}
