package crawl

import (
	"time"

	"clew/crawl/trap"
	"clew/crawl/weburl"
)

// An Item is a URL on its way through the frontier: it is asked, perhaps again,
// perhaps elsewhere after a redirect, until its record is written.
type Item struct {
	Asked weburl.URL // what was found or given; names the record
	URL   weburl.URL // what is to be asked now: Asked, or where the last redirect leads

	Purpose Purpose
	Ruling  Ruling // of the rules that it came under so far

	Depth          int // links from a seed; of a sitemap, indexes above it
	Source         weburl.URL
	Tag, Attribute string // where in Source it stood

	// Debt is that of the item in whose page it was found; see [Frontier.Read].
	Debt trap.Debt

	Hops     []Hop // the redirects so far
	Attempts int   // requests of the present attempt's number: counted by the caller

	// Payload is the caller's. An item that has one never leaves the
	// frontier in a segment.
	Payload any

	Waited time.Duration    // in the frontier, so far
	Spent  time.Duration    // on the present attempt, over its hops; counted by the caller
	Phases [4]time.Duration // what of Spent the phases of its earlier hops took; as above

	since time.Time // it began to wait
	host  *host
}

// A Hop is a redirect that was followed.
type Hop struct {
	URL        weburl.URL
	StatusCode int
}

// Visited reports whether the item's chain of redirects has been at u.
func (it *Item) Visited(u weburl.URL) bool {
	u = u.WithoutFragment()
	if it.URL.WithoutFragment() == u {
		return true
	}
	for _, h := range it.Hops {
		if h.URL.WithoutFragment() == u {
			return true
		}
	}
	return false
}

// itemQueue is a double-ended queue of items.
type itemQueue struct {
	ring []*Item // length is zero or a power of two
	head int
	n    int
}

func (q *itemQueue) pushBack(it *Item) {
	q.room()
	q.ring[(q.head+q.n)&(len(q.ring)-1)] = it
	q.n++
}

func (q *itemQueue) pushFront(it *Item) {
	q.room()
	q.head = (q.head - 1) & (len(q.ring) - 1)
	q.ring[q.head] = it
	q.n++
}

// pop takes the first item; nil where there is none. An empty queue holds no
// memory: most hosts of a crawl are idle.
func (q *itemQueue) pop() *Item {
	if q.n == 0 {
		return nil
	}
	it := q.ring[q.head]
	q.ring[q.head] = nil
	q.head = (q.head + 1) & (len(q.ring) - 1)
	if q.n--; q.n == 0 && len(q.ring) > 64 {
		*q = itemQueue{}
	}
	return it
}

func (q *itemQueue) room() {
	if q.n < len(q.ring) {
		return
	}
	ring := make([]*Item, max(2, 2*len(q.ring)))
	n := copy(ring, q.ring[q.head:])
	copy(ring[n:], q.ring[:q.head])
	q.ring, q.head = ring, 0
}
