package crawl

// Cut takes out an item that was let in and, as is known by now, is not to be
// asked: robots.txt disallows it, or it belongs to a trap; nil where there is
// none. They come up in [Frontier.Next].
func (f *Frontier) Cut() (it *Item, why SkipReason) {
	if it = f.cut.pop(); it != nil {
		why = it.cut
	}
	return it, why
}

// AnyCut reports whether Cut would return one.
func (f *Frontier) AnyCut() bool { return f.cut.n > 0 }

// cuts sets an item of h aside that is not to be asked, by its ruling or as a
// trap.
func (f *Frontier) cuts(h *host, it *Item) bool {
	switch {
	case f.bars(it.Ruling):
		it.cut = SkipRobots
		if it.Purpose == ForPage && it.fresh() {
			h.admitted--
		}
	case f.trapped(it):
		it.cut = SkipTrap
	default:
		return false
	}
	f.cut.pushBack(it)
	return true
}
