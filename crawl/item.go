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

	Stale  bool             // it was sent on a connection that was dead, which was no attempt; the caller's
	Waited time.Duration    // in the frontier, so far
	Spent  time.Duration    // on the present attempt, over its hops; counted by the caller
	Phases [4]time.Duration // what of Spent the phases of its earlier hops took; as above

	begun bool       // it was started before
	since instant    // it began to wait, or was started
	host  *host      // under way to
	next  *Item      // in an itemQueue
	why   SkipReason // it was set aside
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

// fresh reports whether the item has not been started before.
func (it *Item) fresh() bool { return !it.begun && it.Attempts == 0 && len(it.Hops) == 0 }

// itemQueue is a list of items; the links are in the items, so that an empty
// queue, as most hosts have, costs nothing more.
type itemQueue struct {
	first, last *Item
	n           int
}

func (q *itemQueue) pushBack(it *Item) {
	it.next = nil
	if q.last == nil {
		q.first = it
	} else {
		q.last.next = it
	}
	q.last = it
	q.n++
}

func (q *itemQueue) pushFront(it *Item) {
	if it.next = q.first; q.last == nil {
		q.last = it
	}
	q.first = it
	q.n++
}

// pop takes the first item; nil where there is none.
func (q *itemQueue) pop() *Item {
	it := q.first
	if it == nil {
		return nil
	}
	if q.first = it.next; q.first == nil {
		q.last = nil
	}
	it.next = nil
	q.n--
	return it
}

// cut takes out what stands behind the first n items.
func (q *itemQueue) cut(n int) (rest itemQueue) {
	var last *Item
	left := itemQueue{first: q.first}
	for at := q.first; at != nil && left.n < n; at = at.next {
		last = at
		left.n++
	}
	switch {
	case left.n == q.n:
		return itemQueue{}
	case last == nil:
		rest, *q = *q, itemQueue{}
		return rest
	}
	rest = itemQueue{first: last.next, last: q.last, n: q.n - left.n}
	last.next, left.last = nil, last
	*q = left
	return rest
}
