package crawl

// A cutItem is an item that was let in, and why it is not to be asked after all.
type cutItem struct {
	it  *Item
	why SkipReason
}

// Cut takes out an item that was let in and, as is known by now, is not to be
// asked: robots.txt disallows it, or it belongs to a trap; nil where there is
// none. They come up in [Frontier.Next].
func (f *Frontier) Cut() (it *Item, why SkipReason) {
	if len(f.aside) == 0 {
		return nil, NotSkipped
	}
	first := f.aside[0]
	f.aside[0], f.aside = cutItem{}, f.aside[1:]
	return first.it, first.why
}

// AnyCut reports whether Cut would return one.
func (f *Frontier) AnyCut() bool { return len(f.aside) > 0 }

// cuts sets an item of h aside that is not to be asked, by its ruling or as a
// trap.
func (f *Frontier) cuts(h *host, it *Item) bool {
	var why SkipReason
	switch {
	case f.bars(it.Ruling):
		why = SkipRobots
		if it.Purpose == ForPage && it.fresh() {
			h.admitted--
		}
	case f.trapped(it):
		why = SkipTrap
	default:
		return false
	}
	f.aside = append(f.aside, cutItem{it, why})
	return true
}
