package crawl

import (
	"clew/crawl/trap"
	"clew/crawl/weburl"
)

// WantsText reports whether [Frontier.Read] learns from the text of the page
// that an item under way leads to.
func (f *Frontier) WantsText(it *Item) bool {
	return f.opts.Traps != nil && f.opts.Traps.WantsText(it.URL, it.Debt)
}

// Read tells of a page that came for an item, before its links are admitted:
// title, text where it is wanted, and the links to be followed. From then on
// it.Debt is what the items of these links carry.
func (f *Frontier) Read(it *Item, p trap.Page) {
	if f.opts.Traps == nil {
		return
	}
	p.URL, p.Source, p.Debt = it.URL.WithoutFragment(), it.Source, it.Debt
	p.Known = func(u weburl.URL) bool { return f.isKnown(u, it.Depth+1) }
	it.Debt = f.opts.Traps.Read(p)
}

// isKnown reports whether a link is no find: it was met before, or leads out.
func (f *Frontier) isKnown(u weburl.URL, depth int) bool {
	return f.opts.Seen != nil && f.opts.Seen.Has(u) ||
		f.opts.Scope != nil && f.opts.Scope.Check(u, depth) != NotSkipped
}

// trapped reports whether a fresh item belongs to a trap.
func (f *Frontier) trapped(it *Item) bool {
	return f.opts.Traps != nil && it.Purpose == ForPage && it.Depth > 0 && it.fresh() && f.opts.Traps.Holds(it.URL, it.Debt)
}
