package crawl

import "clew/crawl/weburl"

// Aside takes out an item that was let in and, as is known by now, will not be
// asked, and says why; nil where there is none. It was not started. They come up
// in [Frontier.Next], and in all that puts items in.
func (f *Frontier) Aside() (it *Item, why SkipReason) {
	if it = f.aside.pop(); it == nil {
		return nil, NotSkipped
	}
	return it, it.why
}

// AnyAside reports whether Aside would return one.
func (f *Frontier) AnyAside() bool { return f.aside.n > 0 }

// Abandon gives up a URL's host: what waits for it and was not asked yet is set
// aside, as will be what is still to come. What has been asked is asked again, if
// it is to be.
func (f *Frontier) Abandon(u weburl.URL) {
	key := hostKeyOf(u)
	if f.abandoned == nil {
		f.abandoned = make(map[hostKey]struct{})
	}
	f.abandoned[key] = struct{}{}
	if h := f.hosts[key]; h != nil {
		h.abandoned = true
		f.clearOut(h)
	}
}

// clearOut sets the items of a host aside that was abandoned.
func (f *Frontier) clearOut(h *host) {
	var again itemQueue
	for f.refill(h); h.queue.n > 0; f.refill(h) {
		it := h.queue.pop()
		if !it.fresh() {
			again.pushBack(it)
			continue
		}
		f.queued--
		f.setAside(h, it)
	}
	h.queue = again
}

// setAside sets a fresh item aside if it belongs to a host that was abandoned or
// to a trap.
func (f *Frontier) setAside(h *host, it *Item) bool {
	switch {
	case h.abandoned:
		it.why = SkipLimit
	case f.isTrapped(it):
		it.why = SkipTrap
	default:
		return false
	}
	f.aside.pushBack(it)
	return true
}
