package fetch

import (
	"slices"

	"clew/aio"
)

// origin is what is known of an origin that may speak HTTP/2.
type origin struct {
	muxes   []*mux    // that take its requests, also those that were made for another
	dials   int       // connections that are being made
	streams int       // that one connection to it takes, as far as is known
	waiting []*waiter // requests, first come first served
	http1   bool      // it does not speak HTTP/2
	alone   bool      // it does not want connections that were made for another
}

// waiter is a request that waits for a connection, or for room on one.
type waiter struct {
	ready   aio.Event
	private bool
	err     error // connecting failed
}

// pick returns the first connection that has room for a request. A connection to
// a private address is for those alone that are allowed it, as in pool.get.
func (o *origin) pick(allowPrivate bool) *mux {
	for _, m := range o.muxes {
		if m.state.CanOpen() > 0 && (allowPrivate || !m.private) {
			return m
		}
	}
	return nil
}

// mustWait reports whether another connection would be of no use: enough are
// being made for those who wait, or there is one whose server has not said yet
// how many streams it takes, or takes none at present; or there may be no more.
func (o *origin) mustWait(allowPrivate, full bool) bool {
	if o.dials+len(o.waiting) < o.dials*o.streams { // those who make them are served first
		return true
	}
	return slices.ContainsFunc(o.muxes, func(m *mux) bool {
		return (allowPrivate || !m.private) && (full || !m.state.Settled() || m.state.Streams() == 0)
	})
}

// wake tells the first n requests that wait to look again.
func (o *origin) wake(n int) {
	for ; n > 0 && len(o.waiting) > 0; n-- {
		w := o.waiting[0]
		o.waiting = slices.Delete(o.waiting, 0, 1)
		w.ready.Set()
	}
}

// fail tells those for whom connecting would have been the same that it failed,
// and all others to look again.
func (o *origin) fail(err error, private bool) {
	for _, w := range o.waiting {
		if w.private == private {
			w.err = err
		}
	}
	o.wake(len(o.waiting))
}

// await suspends until there may be a connection or room, or connecting failed.
func (o *origin) await(ctx *aio.Context, w *waiter) error {
	o.waiting = append(o.waiting, w)
	w.ready.Clear()
	err := w.ready.Wait(ctx)
	if err != nil {
		if i := slices.Index(o.waiting, w); i >= 0 {
			o.waiting = slices.Delete(o.waiting, i, i+1)
		} else {
			o.wake(1) // it was its turn
		}
		return err
	}
	return w.err
}

// add makes m one of the origin's connections.
func (o *origin) add(m *mux) {
	if m != nil && !m.closed && !m.state.Over() {
		o.muxes = append(o.muxes, m)
		m.origins = append(m.origins, o)
	}
}

// speaksHTTP1 is for an origin that wants HTTP/1.1, although m speaks HTTP/2.
func (o *origin) speaksHTTP1(m *mux) {
	o.http1 = true
	o.leave(m)
}

// leave takes m out of the origin's connections.
func (o *origin) leave(m *mux) {
	o.muxes = slices.DeleteFunc(o.muxes, func(other *mux) bool { return other == m })
	m.origins = slices.DeleteFunc(m.origins, func(other *origin) bool { return other == o })
	if m.idle && len(m.origins) == 0 {
		m.close()
	}
}
