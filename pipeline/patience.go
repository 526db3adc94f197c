package pipeline

import (
	"errors"
	"time"

	"clew/aio"
	"clew/config"
	"clew/crawl"
	"clew/fetch"
)

// newPatience returns the patience with hosts that answer nothing, or refuse:
// ten of the longest pauses, so ten minutes, but no less than one.
func newPatience(s config.Retry) crawl.Patience {
	return crawl.Patience{Limit: max(10*s.MaxDelay, time.Minute)}
}

// endure notes what an answer says of its host: whether that is to be left alone,
// and for how long, and whether it is given up.
func (r *run) endure(a *answer, out *crawl.Outcome) (lost bool) {
	refused := a.err == nil && refuses(a.status)
	switch {
	case errors.Is(a.err, aio.ErrCanceled):
		return false
	case a.resp != nil && !refused:
		r.patience.Answered(a.req.URL)
		return false
	}
	spent, lost := r.patience.Vain(a.req.URL, a.item.Attempts > r.retry.Max, a.start, r.co.now())
	if refused {
		out.Close = r.closeHost(a, spent)
		r.remark("status %d: %s is left alone for %v", a.status, a.req.URL.Host(), out.Close.Round(time.Millisecond))
	}
	if lost && a.item.Purpose != crawl.ForRobots { // those who wait for one will hear
		r.abandon(a)
	}
	return lost
}

// refuses reports whether a status says that the host wants to be left alone.
func refuses(status int) bool { return status == 429 || status == 503 }

// closeHost returns for how long: as it says, or a time that grows with the
// attempts, and with the items in a row that have come to nothing.
func (r *run) closeHost(a *answer, spent int) time.Duration {
	if after, ok := fetch.RetryAfter(a.header, r.co.now()); ok {
		return min(after, r.retry.MaxDelay)
	}
	wait := r.retry.Backoff(a.item.Attempts)
	if wait > r.retry.MaxDelay/time.Duration(spent+1) {
		return r.retry.MaxDelay
	}
	return wait * time.Duration(spent+1)
}

// abandon gives up the host of an answer: what waits for it is skipped.
func (r *run) abandon(a *answer) {
	if r.co.frontier.Abandon(a.req.URL) {
		r.co.limited = hostLost
		r.warn("%s is given up: everything was in vain for %v; last: %s", a.req.URL.Host(), r.patience.Limit, a.trouble())
	}
	r.co.changed.Set() // the dispatcher writes the records
}
