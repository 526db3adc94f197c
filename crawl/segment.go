package crawl

import (
	"encoding/binary"
	"fmt"
	"time"

	"clew/crawl/trap"
	"clew/crawl/weburl"
)

// A Segment is a run of waiting items of one host that the frontier has handed
// out to be put away, in a file most likely.
type Segment struct {
	ID    uint64
	Items int
	Data  []byte // only Restore understands it
}

// segmentItems is how many items make a segment.
const segmentItems = 256

// spill is the part of a host's queue that is not in memory. The order is:
// host.queue, the segments, tail.
type spill struct {
	segments []segmentRef // oldest first
	tail     itemQueue    // came after the last segment was handed out
	coming   bool         // the oldest was asked for
	listed   bool         // in the frontier's list of hosts that overflow
}

type segmentRef struct {
	id    uint64
	items int
}

func (s *spill) any() bool { return len(s.segments) > 0 || s.tail.n > 0 }

// enqueue puts an item at the end of h's queue.
func (f *Frontier) enqueue(h *host, it *Item) {
	q := &h.queue
	if h.spill.any() {
		q = &h.spill.tail
	}
	q.pushBack(it)
	f.queued++
	if f.queued > f.opts.Memory && q.n >= 2*segmentItems && !h.spill.listed {
		h.spill.listed = true
		f.overflow = append(f.overflow, h)
	}
}

// Overflow returns a segment to be put away where the frontier holds more items
// than its memory allows; ok is false where it does not, or where no host has
// enough of them. The items in it are the frontier's no longer until
// [Frontier.Restore].
func (f *Frontier) Overflow() (seg Segment, ok bool) {
	for f.queued > f.opts.Memory && len(f.overflow) > 0 {
		h := f.overflow[0]
		q := &h.queue
		var items []*Item
		if h.spill.any() {
			q = &h.spill.tail
			items = q.cutFirst(segmentItems) // the next segment in order
		} else {
			items = q.cutLast(segmentItems)
		}
		if q.n < 2*segmentItems || len(items) == 0 {
			h.spill.listed = false
			f.overflow = f.overflow[1:]
		}
		if len(items) == 0 {
			continue
		}
		f.segments++
		seg = Segment{ID: f.segments, Items: len(items)}
		for _, it := range items {
			seg.Data = appendItem(seg.Data, it)
		}
		h.spill.segments = append(h.spill.segments, segmentRef{seg.ID, seg.Items})
		f.homes[seg.ID] = h
		f.queued -= seg.Items
		f.spilled += seg.Items
		return seg, true
	}
	return Segment{}, false
}

// cutFirst takes the first n items out, fewer where an item has a payload.
func (q *itemQueue) cutFirst(n int) (items []*Item) {
	for q.n > 0 && len(items) < n && q.ring[q.head].Payload == nil {
		items = append(items, q.pop())
	}
	return items
}

// cutLast takes the last n items out, fewer where an item has a payload.
func (q *itemQueue) cutLast(n int) []*Item {
	at := func(i int) **Item { return &q.ring[(q.head+i)&(len(q.ring)-1)] }
	first := max(0, q.n-n)
	for i := q.n - 1; i >= first; i-- {
		if (*at(i)).Payload != nil {
			first = i + 1
		}
	}
	var items []*Item
	for i := first; i < q.n; i++ {
		items = append(items, *at(i))
		*at(i) = nil
	}
	q.n = first
	return items
}

// refill asks for h's oldest segment when its queue runs out.
func (f *Frontier) refill(h *host) {
	s := &h.spill
	if h.queue.n > 0 || s.coming {
		return
	}
	if len(s.segments) == 0 {
		h.queue, s.tail = s.tail, itemQueue{}
		return
	}
	s.coming = true
	f.wanted = append(f.wanted, h)
}

// Wanted returns a segment that the frontier needs back; ok is false where it
// needs none. It is named once.
func (f *Frontier) Wanted() (id uint64, ok bool) {
	if len(f.wanted) == 0 {
		return 0, false
	}
	h := f.wanted[0]
	f.wanted = f.wanted[1:]
	return h.spill.segments[0].id, true
}

// Restore gives back the segment that [Frontier.Wanted] named, with the data
// that it had.
func (f *Frontier) Restore(id uint64, data []byte, now time.Time) error {
	h := f.homes[id]
	if h == nil || len(h.spill.segments) == 0 || h.spill.segments[0].id != id {
		return fmt.Errorf("restore segment %d: it was not asked for", id)
	}
	ref := h.spill.segments[0]
	items, err := readItems(data, ref.items)
	if err != nil {
		return fmt.Errorf("restore segment %d: %w", id, err)
	}
	delete(f.homes, id)
	h.spill.segments = h.spill.segments[1:]
	h.spill.coming = false
	f.spilled -= ref.items
	f.queued += ref.items
	for _, it := range items {
		it.since = now
		h.queue.pushBack(it)
	}
	f.settle(h, now)
	return nil
}

// drain takes an item of h out of memory, or asks for a segment.
func (f *Frontier) drain(h *host) *Item {
	if it := h.queue.pop(); it != nil {
		return it
	}
	f.refill(h)
	return h.queue.pop()
}

// appendItem writes an item: strings and numbers, each string after its length.
func appendItem(dst []byte, it *Item) []byte {
	str := func(s string) {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	num := func(n int) { dst = binary.AppendVarint(dst, int64(n)) }
	str(it.Asked.String())
	if it.URL == it.Asked {
		str("")
	} else {
		str(it.URL.String())
	}
	str(it.Source.String())
	str(it.Tag)
	str(it.Attribute)
	num(int(it.Purpose))
	num(int(it.Ruling))
	num(it.Depth)
	num(int(it.Debt))
	num(it.Attempts)
	num(int(it.Waited))
	num(len(it.Hops))
	for _, hop := range it.Hops {
		str(hop.URL.String())
		num(hop.StatusCode)
	}
	return dst
}

// readItems reads n items.
func readItems(data []byte, n int) ([]*Item, error) {
	r := itemReader{data: data}
	items := make([]*Item, 0, n)
	for range n {
		it := r.item()
		if r.err != nil {
			return nil, r.err
		}
		items = append(items, it)
	}
	if len(r.data) > 0 {
		return nil, fmt.Errorf("%d bytes too many", len(r.data))
	}
	return items, nil
}

// itemReader reads what appendItem wrote; after an error it reads zeros.
type itemReader struct {
	data []byte
	err  error
}

func (r *itemReader) item() *Item {
	it := &Item{Asked: r.url(), URL: r.url(), Source: r.url(), Tag: r.str(), Attribute: r.str()}
	if it.URL.IsZero() {
		it.URL = it.Asked
	}
	it.Purpose, it.Ruling = Purpose(r.upTo(int(ForSitemap))), Ruling(r.upTo(int(Unreachable)))
	it.Depth, it.Debt = r.num(), trap.Debt(r.num())
	it.Attempts, it.Waited = r.num(), time.Duration(r.num())
	for n := r.num(); n > 0 && r.err == nil; n-- {
		it.Hops = append(it.Hops, Hop{r.url(), r.num()})
	}
	return it
}

func (r *itemReader) str() string {
	n, w := binary.Uvarint(r.data)
	if w <= 0 || n > uint64(len(r.data)-w) {
		r.fail()
		return ""
	}
	s := string(r.data[w : w+int(n)])
	r.data = r.data[w+int(n):]
	return s
}

func (r *itemReader) num() int {
	n, w := binary.Varint(r.data)
	if w <= 0 {
		r.fail()
		return 0
	}
	r.data = r.data[w:]
	return int(n)
}

// upTo reads one of a few.
func (r *itemReader) upTo(most int) int {
	n := r.num()
	if n < 0 || n > most {
		r.fail()
		return 0
	}
	return n
}

func (r *itemReader) url() weburl.URL {
	s := r.str()
	if s == "" || r.err != nil {
		return weburl.URL{}
	}
	u, err := weburl.Parse(s)
	if err != nil && r.err == nil {
		r.err = err
	}
	return u
}

func (r *itemReader) fail() {
	if r.err == nil {
		r.err = fmt.Errorf("cut short")
	}
	r.data = nil
}
