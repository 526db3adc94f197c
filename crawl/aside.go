package crawl

import (
	"strings"

	"clew/crawl/weburl"
)

// Aside takes out an item that was let in and, as is known by now, will not be
// asked, or not again, and says why: robots.txt disallows it, it belongs to a trap,
// or its host was given up; nil where there is none. They come up in
// [Frontier.Next], and in all that puts items in.
func (f *Frontier) Aside() (it *Item, why SkipReason) {
	if it = f.aside.pop(); it == nil {
		return nil, NotSkipped
	}
	return it, it.why
}

// AnyAside reports whether Aside would return one.
func (f *Frontier) AnyAside() bool { return f.aside.n > 0 }

// Abandon gives up a URL's host: what waits for it is set aside, as will be what
// is still to come; only the robots.txt of others may still be asked there. It reports whether that is news.
func (f *Frontier) Abandon(u weburl.URL) bool {
	key := hostKeyOf(u)
	if _, already := f.abandoned[key]; already {
		return false
	}
	if f.abandoned == nil {
		f.abandoned = make(map[hostKey]struct{})
	}
	key.name = strings.Clone(key.name)
	f.abandoned[key] = struct{}{}
	if h := f.hosts[key]; h != nil {
		h.abandoned = true
		f.clearOut(h)
	}
	return true
}

// clearOut sets the items of a host aside that was abandoned.
func (f *Frontier) clearOut(h *host) {
	for f.refill(h); h.queue.n > 0; f.refill(h) {
		f.queued--
		f.setAside(h.queue.pop(), SkipLimit)
	}
}

func (f *Frontier) setAside(it *Item, why SkipReason) {
	it.why = why
	f.aside.pushBack(it)
}
