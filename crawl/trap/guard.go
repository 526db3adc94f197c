package trap

import (
	"strings"

	"clew/crawl/weburl"
)

// A Debt is what a chain of pages cost since one of them brought something:
// 0 for a seed, then what [Guard.Read] says of the page where a link stands.
type Debt int

// What a page costs that brings nothing.
const (
	perYield  Debt = 1   // it has new links of other shapes
	perPage   Debt = 64  //
	perRepeat Debt = 256 // its text was there before

	maxDebt = 100 * perPage
	owing   = 8 * perPage // from here on texts are compared, not titles alone
)

// A Guard knows the traps of a crawl. It may be used by one goroutine at a time.
type Guard struct {
	shapes generation[*shape]
	hosts  generation[int]    // how many shapes of their own
	texts  generation[uint32] // of the URLs without their tokens
}

const (
	hostShapes = 256
	lookAt     = 512 // links of a page
)

// New returns a guard that has learned nothing.
func New() *Guard {
	return &Guard{
		shapes: generation[*shape]{limit: 16_384},
		hosts:  generation[int]{limit: 65_536},
		texts:  generation[uint32]{limit: 65_536},
	}
}

// Admit reports whether a link that was found, on a page of that debt, is to
// be asked. It is called once for each URL, and never for seeds.
func (g *Guard) Admit(u weburl.URL, debt Debt) bool {
	o := outlineOf(u)
	if o.wrong || g.cut(&o, debt) {
		return false
	}
	if o.params >= manyParams {
		s := g.shape(&o)
		if s.filters == nil {
			s.filters = new(filters)
		}
		s.filters.add(u.Query())
	}
	return true
}

// Holds reports whether a URL that was admitted, and has waited since, would
// be cut by now.
func (g *Guard) Holds(u weburl.URL, debt Debt) bool {
	o := outlineOf(u)
	return g.cut(&o, debt)
}

func (g *Guard) cut(o *outline, debt Debt) bool {
	if debt >= maxDebt {
		return true
	}
	s := g.find(o)
	if s == nil {
		return false
	}
	if s.isMaze(debt) || s.filters != nil && s.filters.explode(s.yields) {
		return true
	}
	if o.tokens && s.isAlias() {
		_, read := g.texts.get(o.mask)
		return read
	}
	return false
}

// WantsText reports whether [Page].Text would tell something of a page.
func (g *Guard) WantsText(u weburl.URL, debt Debt) bool {
	if debt >= owing {
		return true
	}
	o := outlineOf(u)
	s := g.find(&o)
	if s == nil {
		return o.tokens
	}
	return s.barren >= mazeLimit/16 || o.tokens && (s.other < 32 || s.isAlias())
}

// A Page is what [Guard.Read] is told of a page.
type Page struct {
	URL    weburl.URL // under which it came
	Source weburl.URL // where its link stood
	Debt   Debt       // of that page
	Title  string
	Text   Text // where [Guard.WantsText]
	Links  int
	Link   func(i int) weburl.URL // zero for one that is not to be followed
	Known  func(weburl.URL) bool  // whether a link was met before, or leads out of the crawl
}

// Read learns from a page, before its links are admitted, and returns the debt
// that they carry.
func (g *Guard) Read(p Page) Debt {
	o := outlineOf(p.URL)
	s := g.shape(&o)
	s.pages++
	repeat := g.compare(s, &o, p.Text)
	news := isNew(s, titleOf(p.Title)) // both are to be remembered
	if isNew(s, p.Text.loose) || news {
		s.news++
		p.Debt = 0
		// In a site of any size a part of the pages says how links meet.
		if s.filters != nil || s.pages < 64 || s.pages%8 == 0 {
			g.links(s, &o, &p)
		}
		return p.Debt
	}
	fresh, yields := g.links(s, &o, &p)
	switch {
	case fresh == 0 || yields:
	case repeat:
		s.barren += ofRepeats
	case s.series():
		s.barren += ofSeries
	default:
		s.barren += ofRandom
	}
	switch {
	case repeat:
		return p.Debt + perRepeat
	case yields:
		return p.Debt + perYield
	}
	return p.Debt + perPage
}

// compare looks for the very text, in the shape and under the same URL with
// other tokens.
func (g *Guard) compare(s *shape, o *outline, t Text) (repeat bool) {
	if t.exact == 0 {
		return false
	}
	repeat = s.exact.add(t.exact)
	if !o.tokens {
		return repeat
	}
	before, read := g.texts.get(o.mask)
	switch {
	case !read:
		g.texts.set(o.mask, uint32(t.exact))
	case before == uint32(t.exact):
		s.same++
	default:
		s.other++
	}
	return repeat
}

func isNew(s *shape, h uint64) bool { return h != 0 && !s.texts.add(h) }

// links counts the links of a page: new ones of its own shape, and whether there
// are some of another that is worth the way.
func (g *Guard) links(s *shape, o *outline, p *Page) (fresh int, yields bool) {
	below := 0
	for i := range min(p.Links, lookAt) {
		u := p.Link(i)
		if u.IsZero() {
			continue
		}
		l := outlineOf(u)
		own := l.shape == o.shape || g.find(&l) == s
		switch known := p.Known(u); {
		case own && !known:
			fresh++
			if isBelow(u.Path(), p.URL.Path()) {
				below++
			}
			s.highest = max(s.highest, l.value)
		case own && u != p.URL && u != p.Source && !s.links.add(hashString(seed, u.String())):
			s.met++
		case !known && !yields:
			other := g.find(&l)
			yields = other == nil || !other.isIdle()
		}
	}
	s.fresh += min(fresh, 64) // one page that links to many says little
	s.below += min(below, 64)
	s.looked++
	if yields {
		s.yields++
	}
	return fresh, yields
}

// isBelow reports whether path is in the directory dir, or deeper.
func isBelow(path, dir string) bool { return len(path) > len(dir) && strings.HasPrefix(path, dir) }

// find returns what is known of URLs like o; nil for nothing.
func (g *Guard) find(o *outline) *shape {
	if s, ok := g.shapes.get(o.shape); ok {
		return s
	}
	s, _ := g.shapes.get(o.coarse)
	return s
}

// shape finds or makes the shape of o. A host that has too many of its own gets
// a coarse one.
func (g *Guard) shape(o *outline) *shape {
	if s, ok := g.shapes.get(o.shape); ok {
		return s
	}
	key := o.shape
	n, _ := g.hosts.get(o.host)
	if n >= hostShapes {
		key = o.coarse
		if s, ok := g.shapes.get(key); ok {
			return s
		}
	} else {
		g.hosts.set(o.host, n+1)
	}
	s := new(shape)
	g.shapes.set(key, s)
	return s
}
