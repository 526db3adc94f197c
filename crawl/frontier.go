package crawl

import (
	"net/netip"
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
	HostDelay    time.Duration         // between the starts of two requests to one host, or to one address of several names
	LoopbackToo  bool                  // HostDelay holds for loopback addresses as well
	Located      bool                  // the caller tells addresses before it asks: see Frontier.Locate
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
// be asked take turns. A host that may not be asked yet waits in one of two
// places: for a time of its own, or in line at its address. Nobody looks at it
// before a timer says that its time, or that of its address, has come. It may be
// used by one goroutine at a time.
type Frontier struct {
	opts      FrontierOptions
	epoch     time.Time // of instants
	hosts     map[hostKey]*host
	addresses map[netip.Addr]*address
	quota     quota

	ready   hostList
	waiting timers[*host]
	doors   timers[*address] // at which hosts stand in line
	idle    timers[*host]    // to be forgotten
	later   timers[*Item]    // wait for a time of their own
	startAt instant          // not before, because of Rate

	queued  int           // waiting, in memory
	spilled int           // waiting, handed out
	active  int           // under way
	placed  [idle + 1]int // hosts in each place but parked
	started int           // items that were ever started

	aside      itemQueue // let in, and not to be asked after all
	abandoned  map[hostKey]struct{}
	remembered hostMemory

	backlog   backlog
	long      int              // queues are long from so many items on
	longHosts []*host          // have such a queue
	wanted    []*host          // wait for a segment
	segments  uint64           // handed out so far
	homes     map[uint64]*host // of the segments that are out and not of the backlog
}

// NewFrontier returns an empty frontier.
func NewFrontier(opts FrontierOptions) *Frontier {
	if opts.Memory == 0 {
		opts.Memory = 200_000
	}
	return &Frontier{
		opts: opts, long: longQueue, quota: newQuota(opts.URLsPerHost),
		hosts: make(map[hostKey]*host), addresses: make(map[netip.Addr]*address), homes: make(map[uint64]*host),
	}
}

// clock returns t as the frontier keeps it.
func (f *Frontier) clock(t time.Time) instant {
	if f.epoch.IsZero() {
		f.epoch = t
	}
	return instant(t.Sub(f.epoch))
}

// Met reports whether Admit would say [SkipDuplicate] of an http URL. Most links of
// a page were met before, and so need not become items.
func (f *Frontier) Met(u weburl.URL) bool { return f.opts.Seen != nil && f.opts.Seen.Has(u) }

// Admit lets an item in, or says why not: [SkipDuplicate] means that the URL is
// known and gets no record, the other reasons are those of its record. It never
// waits.
func (f *Frontier) Admit(it *Item, t time.Time) SkipReason {
	if it.URL.IsZero() {
		it.URL = it.Asked
	}
	if why := f.judge(it.URL, it.Depth); why != NotSkipped {
		return why
	}
	if f.opts.AllowPrivate != nil && !f.opts.AllowPrivate(it.URL) {
		return SkipPrivate
	}
	now := f.clock(t)
	switch {
	case f.barred(it, now):
		return SkipRobots
	case f.opts.Traps != nil && it.Depth > 0 && !f.opts.Traps.Admit(it.URL, it.Debt):
		return SkipTrap
	case f.exhausted() || !f.quota.take(it.URL):
		return SkipLimit
	}
	f.accept(it, now)
	return NotSkipped
}

// accept puts an item behind all that waits.
func (f *Frontier) accept(it *Item, now instant) {
	it.since = now
	f.queued++
	if f.backlog.open && it.Payload == nil {
		f.backlog.tail.pushBack(it)
	} else {
		f.receive(it, now)
	}
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
func (f *Frontier) Next(t time.Time) (it *Item, wakeAt time.Time) {
	now := f.clock(t)
	f.open(now)
	if f.ready.first != nil && f.startAt > now {
		return nil, f.epoch.Add(time.Duration(f.startAt))
	}
	for h := f.ready.pop(); h != nil; h = f.ready.pop() {
		f.move(h, parked)
		if it := f.take(h, now); it != nil {
			f.start(h, it, now)
			return it, time.Time{}
		}
		f.letIn(h.addr, now)
		f.settle(h, now)
	}
	return nil, f.wakeAt()
}

// Len returns how many items wait, in memory or in segments.
func (f *Frontier) Len() int { return f.queued + f.spilled + len(f.later.heap) }

// Active returns how many items are under way.
func (f *Frontier) Active() int { return f.active }

// Hosts returns how many hosts the frontier knows at the moment.
func (f *Frontier) Hosts() int { return len(f.hosts) }

// Waiting returns how many hosts are not to be asked yet, and when the next of
// them, or an item that is to be asked again, may be; zero for never.
func (f *Frontier) Waiting() (hosts int, next time.Time) {
	return f.placed[waiting] + f.placed[inLine] + f.placed[idle], f.wakeAt()
}

// Exhausted reports whether MaxItems were started; what waits then will never
// be returned by Next.
func (f *Frontier) Exhausted() bool { return f.exhausted() }

// Drain takes out every item that waits in memory, but for robots.txt files, and
// asks for the segments that are out: where [Frontier.Len] is not zero afterwards,
// restore what is [Frontier.Wanted] and drain again. It is for giving up.
func (f *Frontier) Drain() (items []*Item) {
	for _, l := range f.later.heap {
		if l.what.Purpose != ForRobots {
			items = append(items, l.what)
		}
	}
	retries := len(items)
	f.later, f.waiting, f.doors, f.idle = timers[*Item]{}, timers[*host]{}, timers[*address]{}, timers[*host]{}
	f.ready = hostList{}
	for _, a := range f.addresses {
		a.line, a.armed = hostList{}, false
	}
	for _, h := range f.hosts {
		f.move(h, parked)
		if p := h.permission; p != nil {
			f.queued -= p.files.n
			p.files = itemQueue{}
		}
		for it := f.drain(h); it != nil; it = f.drain(h) {
			items = append(items, it)
		}
	}
	if len(f.backlog.segments) == 0 {
		for it := f.backlog.tail.pop(); it != nil; it = f.backlog.tail.pop() {
			items = append(items, it)
		}
	}
	f.queued -= len(items) - retries
	return items
}
