package crawl

import (
	"net/netip"
	"strings"
	"time"

	"clew/crawl/weburl"
)

// hostKey is what politeness means by a host: name and port.
type hostKey struct {
	name string
	port uint16
}

func hostKeyOf(u weburl.URL) hostKey { return hostKey{u.Hostname(), u.EffectivePort()} }

// host is one host's place in the frontier: what waits for it, how much of it
// is under way, and when it may be asked next. A crawl knows millions of them, so
// a host has 112 bytes.
type host struct {
	key    hostKey
	queue  itemQueue     // to be asked, first come first
	spill  *spill        // what did not fit into memory; nil = nothing
	addr   *address      // where it leads to; nil = not known
	next   *host         // in a hostList
	openAt instant       // not to be asked before
	delay  time.Duration // between the starts of two requests
	active int32         // under way

	permission *permission // nil where robots.txt are not asked for

	place     place
	wary      bool // it was closed, and nothing has gone well since
	met       bool // a request to it has got as far as to tell its address, if that is ever told
	abandoned bool // no item of it is started any more
	listed    bool // among the frontier's long hosts
}

// place says where the frontier keeps a host.
type place uint8

const (
	parked  place = iota // nothing to ask, or as much under way as allowed
	ready                // may be asked now
	inLine               // may be asked when its address opens
	waiting              // may be asked at openAt
	idle                 // nothing to ask; at openAt there is nothing to know of it
)

// move puts h into another place.
func (f *Frontier) move(h *host, to place) {
	f.placed[h.place]--
	h.place = to
	f.placed[to]++
}

// isLoopbackName reports whether a host is this machine by its name alone.
func isLoopbackName(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// host finds or makes the host of u.
func (f *Frontier) host(u weburl.URL) *host {
	key := hostKeyOf(u)
	if h := f.hosts[key]; h != nil {
		return h
	}
	key.name = strings.Clone(key.name) // not the whole URL
	h := &host{key: key, delay: f.opts.HostDelay}
	if !f.opts.LoopbackToo && isLoopbackName(key.name) {
		h.delay = 0
	}
	if f.opts.Robots != RobotsOff {
		h.permission = new(permission)
	}
	if len(f.abandoned) > 0 {
		_, h.abandoned = f.abandoned[key]
	}
	f.hosts[key] = h
	if ip, ok := u.IP(); ok {
		f.learn(h, ip, -instant(f.opts.HostDelay))
	}
	return h
}

// pushFront puts an item that was under way at the head of what waits for h.
func (h *host) pushFront(it *Item) {
	if it.Purpose == ForRobots {
		h.permission.files.pushFront(it)
	} else {
		h.queue.pushFront(it)
	}
}

// drop is for a host of which there is nothing to know.
func (f *Frontier) drop(h *host) {
	delete(f.hosts, h.key)
	f.leave(h)
}

// hostList is a FIFO of hosts: whoever was asked stands at the end again, so
// that all hosts with work take turns.
type hostList struct{ first, last *host }

func (l *hostList) push(h *host) {
	h.next = nil
	if l.last == nil {
		l.first = h
	} else {
		l.last.next = h
	}
	l.last = h
}

func (l *hostList) pop() *host {
	h := l.first
	if h == nil {
		return nil
	}
	if l.first = h.next; l.first == nil {
		l.last = nil
	}
	h.next = nil
	return h
}
