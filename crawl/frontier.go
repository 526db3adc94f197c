package crawl

import (
	"container/heap"
	"strings"
	"time"

	"clew/crawl/trap"
	"clew/crawl/weburl"
)

// FrontierOptions are the rules of a frontier. The zero value has none: every
// item is let in and may be asked at once.
type FrontierOptions struct {
	// Scope and Seen make it a crawl: items are let in once and within the
	// scope. Without them every item is let in.
	Scope *Scope
	Seen  *Seen

	MaxPerHost   int                   // under way at once to one host; 0 = no limit
	HostDelay    time.Duration         // between the starts of two requests to one host
	LoopbackToo  bool                  // HostDelay holds for loopback addresses as well
	Rate         float64               // starts a second over all hosts, evenly spread; 0 = no limit
	MaxItems     int                   // items that are ever started; 0 = no limit
	URLsPerHost  int                   // items let in of one host; 0 = no limit
	AllowPrivate func(weburl.URL) bool // whether a literal private address may be asked; nil = always

	// Robots makes every URL wait for the robots.txt of its origin: Next hands
	// it out before the first of them, and the caller tells the rules by
	// [Frontier.Rule]. A Crawl-delay raises HostDelay, loopback included, up to
	// CrawlDelayMax.
	Robots        RobotsMode
	CrawlDelayMax time.Duration

	// Traps knows which links lead nowhere; nil = all are followed. Items of
	// depth 0 are never cut.
	Traps *trap.Guard

	// Memory is how many waiting items are kept before the frontier hands
	// some out as segments; 0 = 200,000.
	Memory int
}

// A Frontier decides who may be asked now. It is a plain state machine: it
// takes the time, does no I/O, and never refuses an item for want of room; what
// exceeds its memory it hands out as segments and asks for them back, see
// [Frontier.Overflow].
//
// Within a host items are asked in the order in which they came; hosts that may
// be asked take turns. It may be used by one goroutine at a time.
type Frontier struct {
	opts  FrontierOptions
	hosts map[hostKey]*host

	ready   hostList
	waiting hostHeap
	later   laterHeap
	seq     uint64
	startAt time.Time // not before, because of Rate

	queued  int // waiting, in memory
	spilled int // waiting, handed out
	active  int // under way
	started int // items that were ever started

	aside      []cutItem
	remembered hostMemory

	overflow []*host          // may have a segment to hand out
	wanted   []*host          // wait for a segment
	segments uint64           // handed out so far
	homes    map[uint64]*host // of the segments that are out
}

// NewFrontier returns an empty frontier.
func NewFrontier(opts FrontierOptions) *Frontier {
	if opts.Memory == 0 {
		opts.Memory = 200_000
	}
	return &Frontier{opts: opts, hosts: make(map[hostKey]*host), homes: make(map[uint64]*host)}
}

// Met reports whether Admit would say [SkipDuplicate] of an http URL. Most links of
// a page were met before, and so need not become items.
func (f *Frontier) Met(u weburl.URL) bool { return f.opts.Seen != nil && f.opts.Seen.Has(u) }

// Admit lets an item in, or says why not: [SkipDuplicate] means that the URL is
// known and gets no record, the other reasons are those of its record. It never
// waits.
func (f *Frontier) Admit(it *Item, now time.Time) SkipReason {
	if it.URL.IsZero() {
		it.URL = it.Asked
	}
	if why := f.judge(it.URL, it.Depth); why != NotSkipped {
		return why
	}
	if f.opts.AllowPrivate != nil && !f.opts.AllowPrivate(it.URL) {
		return SkipPrivate
	}
	h := f.host(it.URL)
	if why := f.refusal(h, it, now); why != NotSkipped {
		f.forget(h, now)
		return why
	}
	h.admitted++
	it.since = now
	f.enqueue(h, it)
	f.settle(h, now)
	return NotSkipped
}

// refusal is what speaks against an item as far as its host is known.
func (f *Frontier) refusal(h *host, it *Item, now time.Time) SkipReason {
	switch {
	case f.barred(h, it, now):
		return SkipRobots
	case f.opts.Traps != nil && it.Depth > 0 && !f.opts.Traps.Admit(it.URL, it.Debt):
		return SkipTrap
	case f.opts.URLsPerHost > 0 && h.admitted >= f.opts.URLsPerHost || f.exhausted():
		return SkipLimit
	}
	return NotSkipped
}

// judge applies the rules that look at the URL alone, in the order that the
// records promise.
func (f *Frontier) judge(u weburl.URL, depth int) SkipReason {
	switch {
	case !u.IsHTTP():
		return SkipScheme
	case f.opts.Seen != nil && !f.opts.Seen.Add(u):
		return SkipDuplicate
	case f.opts.Scope != nil:
		return f.opts.Scope.Check(u, depth)
	}
	return NotSkipped
}

// exhausted reports whether no further item may be started.
func (f *Frontier) exhausted() bool {
	return f.opts.MaxItems > 0 && f.started >= f.opts.MaxItems
}

// Next returns an item that may be asked now, which counts as under way until
// [Frontier.Done]. Without one it returns the time at which to ask again; the
// zero time means that only a call of Admit, Send, Done, Rule or Restore can
// change anything.
func (f *Frontier) Next(now time.Time) (it *Item, wakeAt time.Time) {
	f.open(now)
	if f.ready.first == nil {
		return nil, f.wakeAt()
	}
	if f.opts.Rate > 0 && now.Before(f.startAt) {
		return nil, f.startAt
	}
	for h := f.ready.pop(); h != nil; h = f.ready.pop() {
		h.place = parked
		if !h.mayStart() || h.openAt.After(now) { // drained or closed meanwhile
			f.settle(h, now)
			continue
		}
		if it := f.pick(h, now); it != nil {
			f.start(h, it, now)
			return it, time.Time{}
		}
		if h.queue.n == 0 {
			f.settle(h, now)
		} // else no further item may be started, and the host stays parked
	}
	return nil, f.wakeAt()
}

// pick takes the item of h that is to be asked now, nil where there is none; on
// the way it sets aside what is not to be asked any more.
func (f *Frontier) pick(h *host, now time.Time) *Item {
	if h.permission != nil && h.permission.files.n > 0 {
		f.queued--
		return h.permission.files.pop()
	}
	for it := h.queue.pop(); it != nil; it = h.queue.pop() {
		known := f.rule(h, it, now)
		switch {
		case f.cuts(h, it):
			f.queued--
			continue
		case it.fresh() && f.exhausted():
			h.queue.pushFront(it)
			return nil
		case !known:
			h.queue.pushFront(it)
			h.permission.asking = true
			return robotsFile(it, now)
		}
		f.queued--
		if it.fresh() && it.Purpose == ForPage {
			f.started++
		}
		return it
	}
	if h.permission != nil {
		h.permission.endTurn()
	}
	return nil
}

// fresh reports whether the item has not been asked before.
func (it *Item) fresh() bool { return it.Attempts == 0 && len(it.Hops) == 0 }

// start makes it one that is under way.
func (f *Frontier) start(h *host, it *Item, now time.Time) {
	it.host = h
	it.Waited += now.Sub(it.since)
	h.active++
	f.active++
	if pause := f.pause(h, now); pause > 0 {
		h.openAt = now.Add(pause)
	}
	if h.permission != nil {
		h.permission.started(it, now)
	}
	if f.opts.Rate > 0 {
		f.startAt = latest(now, f.startAt).Add(time.Duration(float64(time.Second) / f.opts.Rate))
	}
	f.settle(h, now)
}

// An Outcome says how a request ended, as far as the frontier is concerned.
type Outcome struct {
	Redirect weburl.URL    // where it leads; zero = it is no redirect to follow
	Status   int           // of the redirect
	Retry    bool          // ask the same again, not before Wait has passed
	Wait     time.Duration //
	Close    time.Duration // the host wants no requests for so long
	Loopback bool          // the host turned out to be this machine
}

// Done says that it is no longer under way. A redirect or a retry puts the item
// back, unless a reason not to is returned: for a redirect scheme, duplicate or
// scope.
func (f *Frontier) Done(it *Item, out Outcome, now time.Time) SkipReason {
	h := it.host
	it.host = nil
	h.active--
	f.active--
	if out.Loopback && !f.opts.LoopbackToo {
		h.delay = 0
	}
	if out.Close > 0 {
		h.openAt = latest(h.openAt, now.Add(out.Close))
	}
	f.settle(h, now)
	it.since = now
	switch {
	case !out.Redirect.IsZero():
		return f.redirect(it, out, now)
	case out.Retry:
		f.seq++
		heap.Push(&f.later, later{now.Add(out.Wait), f.seq, it})
	}
	return NotSkipped
}

// redirect puts the item back under its new URL, ahead of what waits there. The
// new URL of a page counts as seen from now on.
func (f *Frontier) redirect(it *Item, out Outcome, now time.Time) SkipReason {
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

// again puts an item that was under way at the head of its host's queue.
func (f *Frontier) again(it *Item, now time.Time) {
	h := f.host(it.URL)
	if it.Purpose == ForRobots {
		h.permission.files.pushBack(it)
	} else {
		h.queue.pushFront(it)
	}
	f.queued++
	f.settle(h, now)
}

// open moves what has become due: items whose wait is over, hosts that open.
func (f *Frontier) open(now time.Time) {
	for len(f.later) > 0 && !f.later[0].at.After(now) {
		f.again(heap.Pop(&f.later).(later).it, now)
	}
	for len(f.waiting) > 0 && !f.waiting[0].openAt.After(now) {
		h := heap.Pop(&f.waiting).(*host)
		h.place = parked
		f.settle(h, now)
	}
}

// wakeAt is when something opens next, zero for never.
func (f *Frontier) wakeAt() (at time.Time) {
	if len(f.waiting) > 0 {
		at = f.waiting[0].openAt
	}
	if len(f.later) > 0 && (at.IsZero() || f.later[0].at.Before(at)) {
		at = f.later[0].at
	}
	return at
}

// settle puts h where it belongs.
func (f *Frontier) settle(h *host, now time.Time) {
	if h.place == ready {
		return
	}
	if h.place == waiting {
		heap.Remove(&f.waiting, h.index)
		h.place = parked
	}
	f.refill(h)
	busy := f.opts.MaxPerHost > 0 && h.active >= f.opts.MaxPerHost
	switch {
	case h.openAt.After(now) && (h.mayStart() || h.active == 0 && !h.spill.any()):
		// A host without work waits too: its delay must not be forgotten.
		if busy {
			return
		}
		h.place = waiting
		heap.Push(&f.waiting, h)
	case h.mayStart() && !busy:
		h.place = ready
		f.ready.push(h)
	default:
		f.forget(h, now)
	}
}

// host finds or makes the host of u.
func (f *Frontier) host(u weburl.URL) *host {
	key := hostKeyOf(u)
	h := f.hosts[key]
	if h == nil {
		key.name = strings.Clone(key.name) // not the whole URL
		h = &host{key: key, delay: f.opts.HostDelay}
		if !f.opts.LoopbackToo && isLoopbackName(key.name) {
			h.delay = 0
		}
		if f.opts.Robots != RobotsOff {
			h.permission = new(permission)
		}
		f.hosts[key] = h
	}
	return h
}

// forget drops a host of which there is nothing to know.
func (f *Frontier) forget(h *host, now time.Time) {
	if h.isIdle() && !h.openAt.After(now) && f.opts.URLsPerHost == 0 && !f.remember(h, now) {
		delete(f.hosts, h.key)
	}
}

// Len returns how many items wait, in memory or in segments.
func (f *Frontier) Len() int { return f.queued + f.spilled + len(f.later) }

// Active returns how many items are under way.
func (f *Frontier) Active() int { return f.active }

// Hosts returns how many hosts the frontier knows at the moment.
func (f *Frontier) Hosts() int { return len(f.hosts) }

// Waiting returns how many hosts are not to be asked yet, and when the next of
// them, or an item that is to be asked again, may be; zero for never.
func (f *Frontier) Waiting() (hosts int, next time.Time) { return len(f.waiting), f.wakeAt() }

// Exhausted reports whether MaxItems were started; what waits then will never
// be returned by Next.
func (f *Frontier) Exhausted() bool { return f.exhausted() }

// Drain takes out every item that waits in memory, but for robots.txt files, and asks for the segments
// that are out: where [Frontier.Len] is not zero afterwards, restore what is
// [Frontier.Wanted] and drain again. It is for giving up.
func (f *Frontier) Drain() (items []*Item) {
	for _, l := range f.later {
		if l.it.Purpose != ForRobots {
			items = append(items, l.it)
		}
	}
	f.later = nil
	f.ready, f.waiting = hostList{}, nil
	for _, h := range f.hosts {
		h.place = parked
		if h.permission != nil {
			f.queued -= h.permission.files.n
			h.permission.files = itemQueue{}
		}
		for it := f.drain(h); it != nil; it = f.drain(h) {
			items = append(items, it)
			f.queued--
		}
	}
	return items
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
