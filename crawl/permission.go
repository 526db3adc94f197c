package crawl

import (
	"time"

	"clew/crawl/robots"
	"clew/crawl/weburl"
)

// RobotsMode says what robots.txt files are good for.
type RobotsMode uint8

const (
	RobotsOff  RobotsMode = iota // they are not asked for
	RobotsObey                   // what they disallow is skipped
	RobotsNote                   // what they disallow is noted, see [Item.Ruling], and asked
)

// A Ruling is what the robots.txt of its origin says of an item.
type Ruling uint8

const (
	Unruled Ruling = iota // nobody looked
	Allowed
	Disallowed
	Unreachable // the file cannot be had, which disallows everything
)

// permission is what is known of a host's robots.txt files. There are two, as
// the same name and port may be asked by either scheme.
//
// While one of them is being fetched the host's items are held: the first of
// them to come up has made the frontier hand out the file in its place, and
// when its rules come all go on. A file may be redirected; it then waits at the
// head of another host, held or not, so that two hosts never wait for each
// other.
type permission struct {
	http, https ruleset
	files       itemQueue // robots.txt to be asked for here, for this host or another
	asking      bool
	startedAt   time.Time // the last request

	kept bool // in the frontier's memory of idle hosts,
	size int  // with that weight
}

// A ruleset is the rules of an origin. They hold for one turn of the host at
// least, whenever that comes: where its pauses are longer than the rules last,
// nothing but robots.txt would ever be asked.
type ruleset struct {
	rules   *robots.Rules // nil: they cannot be had
	until   time.Time
	applied bool // in a turn
}

// hold reports whether the rules are known, and still good.
func (s *ruleset) hold(now time.Time) bool {
	return now.Before(s.until) || !s.applied && !s.until.IsZero()
}

func (p *permission) of(u weburl.URL) *ruleset {
	if u.Scheme() == "https" {
		return &p.https
	}
	return &p.http
}

// rule notes what the rules of its host say of an item; ok is false where they
// are not known, or no longer.
func (f *Frontier) rule(h *host, it *Item, now time.Time) (ok bool) {
	if h.permission == nil {
		return true
	}
	set := h.permission.of(it.URL)
	if !set.hold(now) {
		return false
	}
	switch {
	case set.rules == nil:
		it.Ruling = Unreachable
	case set.rules.Allowed(it.URL.RequestTarget()):
		it.Ruling = max(it.Ruling, Allowed) // one hop that is barred is enough
	default:
		it.Ruling = Disallowed
	}
	return true
}

// barred reports whether an item is not to be asked, as is known by now.
func (f *Frontier) barred(h *host, it *Item, now time.Time) bool {
	return f.rule(h, it, now) && f.bars(it.Ruling)
}

func (f *Frontier) bars(r Ruling) bool { return f.opts.Robots == RobotsObey && r > Allowed }

// Barred reports whether the rules that are known disallow an item that waited.
func (f *Frontier) Barred(it *Item, now time.Time) bool {
	return f.barred(f.host(it.URL), it, now)
}

// started says that something is asked of the host.
func (p *permission) started(it *Item, now time.Time) {
	p.startedAt = now
	if it.Purpose != ForRobots {
		p.endTurn()
	}
}

// endTurn says that the rules have been applied to what waited, as far as one was
// found that may be asked.
func (p *permission) endTurn() { p.http.applied, p.https.applied = true, true }

// Rule tells the rules of a robots.txt that has been asked for and is done: those
// who wait for it go on. Nil rules mean that it cannot be had. Every file that
// Next has handed out must come to this, unless the frontier is drained.
func (f *Frontier) Rule(file *Item, rules *robots.Rules, lifetime time.Duration, now time.Time) {
	h := f.host(file.Asked)
	p := h.permission
	p.asking = false
	*p.of(file.Asked) = ruleset{rules: rules, until: now.Add(lifetime)}
	if pause := f.pause(h, now); pause > 0 {
		h.openAt = latest(h.openAt, p.startedAt.Add(pause))
	}
	f.settle(h, now)
}

// pause is the time between two requests to h: its own, or what its robots.txt
// files ask for.
func (f *Frontier) pause(h *host, now time.Time) time.Duration {
	if h.permission == nil {
		return h.delay
	}
	d := h.delay
	for _, set := range []*ruleset{&h.permission.http, &h.permission.https} {
		if set.rules != nil && set.hold(now) {
			d = max(d, min(set.rules.CrawlDelay, f.opts.CrawlDelayMax))
		}
	}
	return d
}

// mayStart reports whether something waits for the host that is not held.
func (h *host) mayStart() bool {
	p := h.permission
	return p != nil && p.files.n > 0 || h.queue.n > 0 && (p == nil || !p.asking)
}

// isIdle reports whether nothing of the host's waits or is under way.
func (h *host) isIdle() bool {
	return h.place == parked && !h.mayStart() && h.queue.n == 0 && h.active == 0 && !h.spill.any() &&
		(h.permission == nil || !h.permission.asking)
}
