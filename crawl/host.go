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
// is under way, and when it may be asked next.
type host struct {
	key      hostKey
	queue    itemQueue // to be asked, first come first
	spill    spill     // what did not fit into memory
	active   int       // under way
	admitted int       // items ever let in
	openAt   time.Time // not to be asked before
	delay    time.Duration

	permission *permission // nil where robots.txt are not asked for

	place place
	next  *host // in the list of hosts that are ready
	index int   // in the heap of hosts that wait
}

// place says where the frontier keeps a host.
type place uint8

const (
	parked  place = iota // nothing to ask, or as much under way as allowed
	ready                // may be asked now
	waiting              // may be asked at openAt
)

// isLoopbackName reports whether a host is this machine by its name alone.
func isLoopbackName(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
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

// hostHeap orders hosts by the time at which they open.
type hostHeap []*host

func (q hostHeap) Len() int           { return len(q) }
func (q hostHeap) Less(i, j int) bool { return q[i].openAt.Before(q[j].openAt) }
func (q hostHeap) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

func (q *hostHeap) Push(x any) {
	h := x.(*host)
	h.index = len(*q)
	*q = append(*q, h)
}

func (q *hostHeap) Pop() any {
	last := len(*q) - 1
	h := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return h
}

// laterHeap orders items that wait for a time of their own.
type laterHeap []later

type later struct {
	at  time.Time
	seq uint64
	it  *Item
}

func (q laterHeap) Len() int { return len(q) }
func (q laterHeap) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].seq < q[j].seq
}
func (q laterHeap) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *laterHeap) Push(x any)   { *q = append(*q, x.(later)) }

func (q *laterHeap) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	(*q)[last] = later{}
	*q = (*q)[:last]
	return x
}
