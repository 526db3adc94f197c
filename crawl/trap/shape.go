package trap

import "math/bits"

// What barren pages weigh. A shape of mazeLimit is a maze.
const (
	mazeLimit = 1 << 20
	ofRepeats = mazeLimit / 32     // the text was there before
	ofRandom  = mazeLimit / 128    // nothing new but digits
	ofSeries  = mazeLimit / 10_000 // so too, but the numbers are those of a series

	mazePages   = 4096 // that bring news; fewer of a maze without links that meet
	samePages   = 8    // of an alias
	seriesPages = 10_000
)

// A shape is what was learned of the pages whose URLs look alike.
type shape struct {
	pages, news int // that were read, that brought something
	barren      int // what the others weigh that have new links of this shape
	fresh, met  int // links to this shape: new ones, ones that others had found
	below       int // of the new ones, such as lead further down the path
	looked      int // pages whose links were looked at
	yields      int // of these, such with new links of other shapes
	highest     uint64
	same, other int    // pages read under several tokens: same text, another
	texts       recall // and titles, their digits aside
	exact       recall // texts
	links       recall // met already
	filters     *filters
}

// mesh reports whether links meet often enough for a set that has an end.
func (s *shape) mesh(oneIn int) bool { return s.met*oneIn >= s.fresh }

// series reports whether the numbers are dense, as in a table of a database.
func (s *shape) series() bool { return s.highest > 0 && s.highest <= 64*uint64(s.fresh) }

// isMaze reports whether links on its pages to others of it lead nowhere.
func (s *shape) isMaze(debt Debt) bool {
	if debt > 0 && s.barren >= mazeLimit && !s.mesh(16) {
		return true
	}
	limit := mazePages
	if 2*s.below > s.fresh { // directories: only their parents link to them
		limit *= 16
	}
	return s.pages >= limit && 2*s.yields < s.looked && s.fresh >= mazePages/4 && !s.mesh(256) && !s.series()
}

// isAlias reports whether random tokens make no difference to its pages.
func (s *shape) isAlias() bool {
	return s.same >= samePages && s.other*8 <= s.same && s.fresh >= 2*samePages && !s.mesh(16)
}

// isIdle reports whether so many of its pages brought nothing that a link to
// one is no news.
func (s *shape) isIdle() bool { return s.pages >= seriesPages && s.news*16 < s.pages }

// filters compares the URLs of many parameters with the pairs they consist of.
type filters struct {
	urls  int
	pairs [16]uint64 // a set of hashes, modulo 1,024
}

func (f *filters) add(query string) {
	f.urls++
	pairs(query, func(pair uint64) { f.pairs[pair>>6%16] |= 1 << (pair % 64) })
}

// explode reports whether there are more URLs than the pairs explain, and the
// pages that yielded something. Of many pairs some is an identifier.
func (f *filters) explode(yields int) bool {
	n := 0
	for _, w := range f.pairs {
		n += bits.OnesCount64(w)
	}
	return n < 900 && f.urls >= 64+16*n+4*yields
}
