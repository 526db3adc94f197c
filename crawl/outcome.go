package crawl

import (
	"net/netip"
	"time"

	"clew/crawl/weburl"
)

// An Outcome says how a request ended, as far as the frontier is concerned.
type Outcome struct {
	Redirect weburl.URL    // where it leads; zero = it is no redirect to follow
	Status   int           // of the redirect
	Retry    bool          // ask the same again, not before Wait has passed
	Wait     time.Duration //
	Close    time.Duration // the host wants no requests for so long
	Address  netip.Addr    // where the host leads to; zero = that is not known
}

// Done says that it is no longer under way. A redirect or a retry puts the item
// back, unless a reason not to is returned: for a redirect scheme, duplicate or
// scope.
func (f *Frontier) Done(it *Item, out Outcome, t time.Time) SkipReason {
	h, now := it.host, f.clock(t)
	it.host = nil
	h.active--
	f.active--
	h.met = true
	f.learn(h, out.Address, it.since)
	if h.wary = out.Close > 0 || h.wary && out.Retry; out.Close > 0 {
		h.openAt = max(h.openAt, now+instant(out.Close))
	}
	f.settle(h, now)
	it.since = now
	switch {
	case !out.Redirect.IsZero():
		return f.redirect(it, out, now)
	case out.Retry:
		f.later.add(now+instant(out.Wait), it)
	}
	return NotSkipped
}

// redirect puts the item back under its new URL, ahead of what waits there. The
// new URL of a page counts as seen from now on.
func (f *Frontier) redirect(it *Item, out Outcome, now instant) SkipReason {
	it.Hops = append(it.Hops, Hop{it.URL, out.Status})
	it.URL = out.Redirect
	if it.Purpose == ForPage {
		if why := f.judge(it.URL, it.Depth); why != NotSkipped {
			return why
		}
	}
	f.again(it, now)
	return NotSkipped
}

// again puts an item that was under way at the head of what waits for its host.
func (f *Frontier) again(it *Item, now instant) {
	h := f.host(it.URL)
	h.pushFront(it)
	f.queued++
	f.settle(h, now)
}
