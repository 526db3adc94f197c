package crawl

import (
	"fmt"
	"slices"
	"time"
)

// What waits and exceeds the memory leaves the frontier in segments, from two
// places. Where hosts have long queues, what stands behind their first items:
// such a host has segments of its own, which come back when it needs them, so
// that no host waits for another's. Where there are so many hosts that no queue is
// long, all that is new goes to the backlog, without being sorted, and comes from
// there in its order when memory is free: hosts that stand there alone cost
// nothing. In both the items of a host keep their order.

// Queues are long from so many items on; less, down to the least, where the
// memory is full of shorter ones.
const (
	longQueue  = 2 * segmentItems
	leastQueue = 16
)

// spill is the part of a host's queue that is behind its first items. The order
// is: host.queue, the segments, tail.
type spill struct {
	segments []segmentRef // oldest first
	tail     itemQueue    // came after the last segment was handed out
	coming   bool         // the oldest was asked for
}

type segmentRef struct {
	id    uint64
	items int
}

// backlog is what waits and belongs to no host yet. The order is: the segments,
// tail.
type backlog struct {
	segments []segmentRef
	tail     itemQueue
	coming   bool // the oldest was asked for
	open     bool // what is new goes here
}

// enqueue puts an item at the end of h's queue.
func (f *Frontier) enqueue(h *host, it *Item) {
	q := &h.queue
	if h.spill != nil {
		q = &h.spill.tail
	}
	q.pushBack(it)
	if it.Payload == nil {
		f.list(h)
	}
}

// list notes that h's queue is long, if it is. While half of the memory is free
// nobody need know.
func (f *Frontier) list(h *host) {
	switch {
	case f.queued <= f.opts.Memory/2:
		f.forgetLong()
	case !h.listed && h.long(f.long):
		h.listed = true
		f.longHosts = append(f.longHosts, h)
	}
}

func (f *Frontier) forgetLong() {
	for _, h := range f.longHosts {
		h.listed = false
	}
	f.longHosts, f.long = f.longHosts[:0], longQueue
}

// long reports whether items of h may leave, where queues are long from n on.
func (h *host) long(n int) bool { return h.queue.n >= n || h.spill != nil && h.spill.tail.n >= n/2 }

// Overflow returns a segment to be put away where the frontier holds more items
// than its memory allows; ok is false where it does not. The items in it are the
// frontier's no longer until [Frontier.Restore]. It is to be called until there is
// none, whenever items were let in or segments restored.
func (f *Frontier) Overflow() (seg Segment, ok bool) {
	for f.queued > f.opts.Memory && f.findLong() {
		if h := f.longHosts[0]; h.long(f.long) {
			return f.shorten(h), true
		}
		f.longHosts[0].listed = false
		f.longHosts = f.longHosts[1:]
	}
	if b := &f.backlog; b.tail.n >= segmentItems {
		seg = f.handOut(&b.tail)
		b.segments = append(b.segments, segmentRef{seg.ID, seg.Items})
		return seg, true
	}
	f.backlog.open = f.backlog.open || f.queued > f.opts.Memory
	return Segment{}, false
}

// shorten makes a segment of items of h: of those that came last, or, where what
// came back is still too much, of the second half of that.
func (f *Frontier) shorten(h *host) (seg Segment) {
	if h.spill == nil {
		h.spill = &spill{tail: h.queue.cut(f.long / 2)}
	}
	s := h.spill
	if s.tail.n >= f.long/2 {
		seg = f.handOut(&s.tail)
		s.segments = append(s.segments, segmentRef{seg.ID, seg.Items})
	} else {
		rest := h.queue.cut(max(h.queue.n/2, h.queue.n-segmentItems))
		seg = f.handOut(&rest)
		s.segments = slices.Insert(s.segments, 0, segmentRef{seg.ID, seg.Items})
	}
	f.homes[seg.ID] = h
	return seg
}

// findLong finds hosts with long queues; for want of them shorter ones are long.
// The shortest are looked for once, until memory was free again.
func (f *Frontier) findLong() bool {
	for len(f.longHosts) == 0 && f.long > leastQueue {
		f.long /= 2
		for _, h := range f.hosts {
			if h.queue.last == nil || h.queue.last.Payload == nil {
				f.list(h)
			}
		}
	}
	return len(f.longHosts) > 0
}

// handOut makes a segment of the first items of q.
func (f *Frontier) handOut(q *itemQueue) Segment {
	f.segments++
	seg := Segment{ID: f.segments}
	for seg.Items < segmentItems && q.n > 0 {
		seg.Data = appendItem(seg.Data, q.pop())
		seg.Items++
	}
	f.queued -= seg.Items
	f.spilled += seg.Items
	return seg
}

// refill asks for h's oldest segment when its queue runs out.
func (f *Frontier) refill(h *host) {
	s := h.spill
	if h.queue.n > 0 || s == nil || s.coming {
		return
	}
	if len(s.segments) == 0 {
		h.queue, h.spill = s.tail, nil
		return
	}
	s.coming = true
	f.wanted = append(f.wanted, h)
}

// Wanted returns a segment that the frontier needs back; ok is false where it
// needs none. It is named once.
func (f *Frontier) Wanted() (id uint64, ok bool) {
	if len(f.wanted) > 0 {
		h := f.wanted[0]
		f.wanted = f.wanted[1:]
		return h.spill.segments[0].id, true
	}
	if b := &f.backlog; len(b.segments) > 0 && !b.coming && f.hasRoom() {
		b.coming = true
		return b.segments[0].id, true
	}
	return 0, false
}

// hasRoom reports whether items of the backlog may come to their hosts: where a
// quarter of the memory is free, or some of it, and nobody can be asked.
func (f *Frontier) hasRoom() bool {
	held := f.queued - f.backlog.tail.n
	return held <= f.opts.Memory*3/4 || f.ready.first == nil && held < f.opts.Memory
}

// Restore gives back the segment that [Frontier.Wanted] named, with the data
// that it had.
func (f *Frontier) Restore(id uint64, data []byte, t time.Time) error {
	h, refs, coming := f.homes[id], &f.backlog.segments, f.backlog.coming
	if h != nil {
		refs, coming = &h.spill.segments, h.spill.coming
	}
	if !coming || (*refs)[0].id != id {
		return fmt.Errorf("restore segment %d: it was not asked for", id)
	}
	items, err := readItems(data, (*refs)[0].items)
	if err != nil {
		return fmt.Errorf("restore segment %d: %w", id, err)
	}
	*refs = (*refs)[1:]
	f.spilled -= len(items)
	f.queued += len(items)
	f.welcome(h, id, items, f.clock(t))
	return nil
}

// welcome puts items that come back where they belong.
func (f *Frontier) welcome(h *host, id uint64, items []*Item, now instant) {
	for _, it := range items {
		it.since = now
	}
	if h == nil {
		f.backlog.coming = false
		for _, it := range items {
			f.receive(it, now)
		}
		f.clearBacklog(now)
		return
	}
	delete(f.homes, id)
	h.spill.coming = false
	for _, it := range items {
		h.queue.pushBack(it)
	}
	f.settle(h, now)
}

// receive puts an item at the end of its host's queue.
func (f *Frontier) receive(it *Item, now instant) {
	h := f.host(it.URL)
	f.enqueue(h, it)
	f.settle(h, now)
}

// clearBacklog closes the backlog when only its tail is left, and memory is free.
func (f *Frontier) clearBacklog(now instant) {
	b := &f.backlog
	if !b.open || len(b.segments) > 0 || !f.hasRoom() {
		return
	}
	b.open = false
	for it := b.tail.pop(); it != nil; it = b.tail.pop() {
		f.receive(it, now)
	}
}

// drain takes an item of h out of memory, or asks for a segment.
func (f *Frontier) drain(h *host) *Item {
	if it := h.queue.pop(); it != nil {
		return it
	}
	f.refill(h)
	return h.queue.pop()
}
