package pipeline

import (
	"errors"
	"net/netip"

	"clew/crawl"
	"clew/fetch"
)

// gate returns what is asked before a request goes to an address: whether the
// pause between requests to it has passed, should several hosts lead there. It is
// nil where the frontier has taken care of that, because it knows the address.
func (r *run) gate(it *crawl.Item) func(netip.Addr) bool {
	if r.co.frontier.IsLocated(it) {
		return nil
	}
	return func(ip netip.Addr) bool { return r.co.frontier.Locate(it, ip, r.co.now()) }
}

// heldBack reports whether the gate was shut: nothing was sent, and the item went
// back to the frontier.
func (a *answer) heldBack() bool { return errors.Is(a.err, fetch.ErrHeldBack) }

// unsent reports whether an answer is of a request that was not really sent, and
// that the frontier has back: its gate was shut, or it went into a connection that
// was dead, once, which is not repeated at once where there are pauses between them.
func (r *run) unsent(a *answer) bool {
	switch {
	case a.heldBack():
	case errors.Is(a.err, fetch.ErrStale) && !a.item.Stale && r.co.stopping == running:
		a.item.Stale = true
		r.co.back(a.item, crawl.Outcome{Retry: true})
	default:
		return false
	}
	r.recycle(a)
	return true
}

// remote is the address that an answer came from; zero where that is the proxy's.
func (r *run) remote(a *answer) netip.Addr {
	if a.resp == nil || !r.settings.Connection.Proxy.For(a.req.URL).IsZero() {
		return netip.Addr{}
	}
	return a.resp.Remote
}
