package crawl

import (
	"math"
	"time"
)

// take takes out what is to be asked of h next: a robots.txt that waits there, or that
// which its first item has to wait for, or that item; nil where there is nothing
// to be asked now.
func (f *Frontier) take(h *host, now instant) *Item {
	if h.openAt > now || h.shut(now) || f.busy(h) { // meanwhile
		return nil
	}
	if h.hasFiles() {
		f.queued--
		return h.permission.files.pop()
	}
	if h.isHeld() {
		return nil
	}
	ruled := f.weed(h, now)
	it := h.queue.first
	switch {
	case it == nil:
		h.endTurn()
		return nil
	case it.fresh() && f.exhausted():
		return nil
	case !ruled:
		h.permission.asking = true
		return robotsFile(it, now)
	}
	f.queued--
	if it.fresh() && it.Purpose == ForPage {
		f.started++
	}
	return h.queue.pop()
}

// weed sets aside what stands first in h's queue and is not to be asked. It
// reports whether the rules for what stands first then are known.
func (f *Frontier) weed(h *host, now instant) (ruled bool) {
	for f.refill(h); h.queue.n > 0; f.refill(h) {
		it := h.queue.first
		ruled = f.rule(h, it, now)
		why := f.objection(it)
		if why == NotSkipped {
			return ruled
		}
		f.queued--
		f.setAside(h.queue.pop(), why)
	}
	return false
}

// objection is why an item that was let in is not to be asked, as is known by now.
func (f *Frontier) objection(it *Item) SkipReason {
	switch {
	case f.bars(it.Ruling):
		if it.Purpose == ForPage && it.fresh() {
			f.quota.giveBack(it.URL)
		}
		return SkipRobots
	case f.isTrapped(it):
		return SkipTrap
	}
	return NotSkipped
}

// busy reports whether as much is under way to h as may be. Where a host leads is
// not known before its first request, so that is made alone; and so is the one
// that tries whether a host that was closed bears requests again.
func (f *Frontier) busy(h *host) bool {
	most := f.opts.MaxPerHost
	if h.wary || f.opts.Located && h.delay > 0 && h.addr == nil && !h.met {
		most = 1
	}
	return most > 0 && int(h.active) >= most
}

// start makes it one that is under way.
func (f *Frontier) start(h *host, it *Item, now instant) {
	it.host, it.begun = h, true
	it.Waited += time.Duration(now - it.since)
	it.since = now
	h.active++
	f.active++
	f.occupy(h, now)
	if it.Purpose != ForRobots {
		h.endTurn()
	}
	if f.opts.Rate > 0 {
		f.startAt = max(now, f.startAt) + f.interval()
	}
	f.settle(h, now)
}

// interval is the pause that Rate asks for.
func (f *Frontier) interval() instant { return instant(float64(time.Second) / f.opts.Rate) }

// open moves what has become due: items whose wait is over, hosts and addresses
// that open, hosts to be forgotten, and what may leave the backlog.
func (f *Frontier) open(now instant) {
	for it, ok := f.later.due(now); ok; it, ok = f.later.due(now) {
		f.again(it, now)
	}
	for h, ok := f.waiting.due(now); ok; h, ok = f.waiting.due(now) {
		f.move(h, parked)
		f.settle(h, now)
	}
	f.openDoors(now)
	for h, ok := f.idle.due(now); ok; h, ok = f.idle.due(now) {
		if h.place == idle && h.openAt <= now {
			f.move(h, parked)
			f.forget(h, now)
		}
	}
	f.clearBacklog(now)
}

// wakeAt is when something opens next, zero for never. Who has come to wait
// longer than its timer says is put right first: no wake is for nothing.
func (f *Frontier) wakeAt() time.Time {
	for h, at, ok := f.waiting.first(); ok && h.openAt > at; h, at, ok = f.waiting.first() {
		f.waiting.delay(h.openAt)
	}
	for a, at, ok := f.doors.first(); ok && a.openAt > at; a, at, ok = f.doors.first() {
		f.doors.delay(a.openAt)
	}
	next := instant(math.MaxInt64)
	if _, at, ok := f.waiting.first(); ok {
		next = min(next, at)
	}
	if _, at, ok := f.doors.first(); ok {
		next = min(next, at)
	}
	if _, at, ok := f.later.first(); ok {
		next = min(next, at)
	}
	if next == math.MaxInt64 {
		return time.Time{}
	}
	return f.epoch.Add(time.Duration(next))
}

// settle puts h where it belongs. Who waits or is ready is looked at when its
// turn comes.
func (f *Frontier) settle(h *host, now instant) {
	if h.abandoned {
		f.clearOut(h)
	}
	if h.place != parked && h.place != idle {
		return
	}
	f.refill(h)
	if f.exhausted() {
		f.weed(h, now)
	}
	switch {
	case h.queue.n == 0 && !h.hasFiles():
		f.rest(h, now)
	case f.busy(h), !f.hasNext(h):
		f.move(h, parked)
	case h.openAt > now:
		f.move(h, waiting)
		f.waiting.add(h.openAt, h)
	case h.shut(now), h.addr != nil && h.addr.line.first != nil:
		f.lineUp(h)
	default:
		f.move(h, ready)
		f.ready.push(h)
	}
}

// hasNext reports whether something of what waits for h may be asked when it is
// its turn.
func (f *Frontier) hasNext(h *host) bool {
	return h.hasFiles() || !h.isHeld() && !(f.exhausted() && h.queue.first.fresh())
}

// rest is for a host without an item to be asked. What its delay, or an answer,
// says of the time before openAt must not be forgotten.
func (f *Frontier) rest(h *host, now instant) {
	switch {
	case h.active > 0 || h.spill != nil || h.isHeld():
		f.move(h, parked)
	case h.openAt <= now:
		f.move(h, parked)
		f.forget(h, now)
	case h.place != idle:
		f.move(h, idle)
		f.idle.add(h.openAt, h)
	}
}
