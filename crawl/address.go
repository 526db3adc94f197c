package crawl

import (
	"net/netip"
	"time"
)

// address is where hosts lead to. Where it has several names, HostDelay lies
// between the requests to it too, whichever of them is used; where it has one,
// as most have, or one with several ports, each host's own pause is enough.
type address struct {
	ip     netip.Addr
	name   string        // the first that was known to lead here
	shared bool          // and others do
	hosts  int           // that are known, and known to lead here
	delay  time.Duration // between the starts of two requests
	openAt instant       // not to be asked before, where it is shared
	line   hostList      // hosts that may be asked when it opens
	armed  bool          // among the frontier's doors, as long as somebody stands in line
}

// Locate tells to which address a request is about to go: it is for the moment at
// which the name of its host has been resolved and nothing has been sent. Where
// that is the address of other names too, and must not be asked yet, the item is
// not under way any more and waits for its turn; then mayGo is false.
//
// It need not be called where addresses are not known, as behind a proxy, nor for
// an item of which [Frontier.IsLocated] holds.
func (f *Frontier) Locate(it *Item, ip netip.Addr, t time.Time) (mayGo bool) {
	h := it.host
	if f.IsLocated(it) {
		return true
	}
	now := f.clock(t)
	h.met = true
	f.learn(h, ip, -instant(f.opts.HostDelay))
	if h.addr.shared && h.addr.openAt > now {
		f.takeBack(h, it, now)
		return false
	}
	f.occupy(h, now) // from now on, as nothing was sent before
	f.settle(h, now)
	return true
}

// IsLocated reports whether Locate has nothing to learn from an item under way.
func (f *Frontier) IsLocated(it *Item) bool { return it.host.addr != nil || f.opts.HostDelay <= 0 }

// takeBack undoes the start of an item.
func (f *Frontier) takeBack(h *host, it *Item, now instant) {
	it.host = nil
	h.active--
	f.active--
	if f.opts.Rate > 0 {
		f.startAt -= f.interval()
	}
	h.openAt = now
	h.pushFront(it)
	f.queued++
	h.resumeTurn(it)
	f.settle(h, now)
}

// occupy notes that a request to h starts.
func (f *Frontier) occupy(h *host, now instant) {
	if pause := f.pause(h, now); pause > 0 {
		h.openAt = max(h.openAt, now+instant(pause))
	}
	if h.permission != nil {
		h.permission.startedAt = now
	}
	if h.addr != nil {
		h.addr.openAt = max(h.addr.openAt, now+instant(h.addr.delay))
	}
}

// learn notes where h leads to, and when it was asked last.
func (f *Frontier) learn(h *host, ip netip.Addr, asked instant) {
	ip = ip.Unmap()
	if f.opts.HostDelay <= 0 || !ip.IsValid() || h.addr != nil && h.addr.ip == ip {
		return
	}
	f.leave(h)
	a := f.addresses[ip]
	if a == nil {
		a = &address{ip: ip, name: h.key.name, delay: f.opts.HostDelay}
		f.addresses[ip] = a
	}
	if ip.IsLoopback() && !f.opts.LoopbackToo {
		a.delay, h.delay = 0, 0
	}
	a.shared = a.shared || a.name != h.key.name
	a.hosts++
	a.openAt = max(a.openAt, asked+instant(a.delay))
	h.addr = a
}

// leave undoes learn.
func (f *Frontier) leave(h *host) {
	a := h.addr
	if a == nil {
		return
	}
	h.addr = nil
	if a.hosts--; a.hosts == 0 && a.line.first == nil {
		delete(f.addresses, a.ip)
	}
}

// shut reports whether h has to stand in line at its address.
func (h *host) shut(now instant) bool {
	return h.addr != nil && h.addr.shared && h.addr.openAt > now
}

// lineUp lets h wait for its address.
func (f *Frontier) lineUp(h *host) {
	a := h.addr
	f.move(h, inLine)
	a.line.push(h)
	if !a.armed {
		a.armed = true
		f.doors.add(a.openAt, a)
	}
}

// openDoors lets one host in at each address that opens. It may turn out to have
// nothing to ask, and then the next one has its place: see letIn.
func (f *Frontier) openDoors(now instant) {
	for {
		a, ok := f.doors.due(now)
		if !ok {
			return
		}
		if a.openAt > now {
			f.doors.add(a.openAt, a)
			continue
		}
		f.letIn(a, now)
		if a.armed = a.line.first != nil; a.armed {
			f.doors.add(now+instant(a.delay), a)
		}
	}
}

// letIn makes the first in line ready, if the address is open.
func (f *Frontier) letIn(a *address, now instant) {
	if a == nil || a.openAt > now {
		return
	}
	if h := a.line.pop(); h != nil {
		f.move(h, ready)
		f.ready.push(h)
	}
}
