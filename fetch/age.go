package fetch

import (
	"time"

	"clew/aio"
)

// byAge is things that wait, all of them for as long: idle connections for their
// next exchange, exchanges for their head. What has waited for too long expires,
// and the oldest does where there are too many. One timer serves them all.
type byAge struct {
	loop  *aio.Loop
	first *aging // the oldest
	last  *aging
	n     int
	max   int
	ttl   time.Duration
	sweep *aio.Handle
}

// aging is what has a place in a byAge.
type aging struct {
	owner      interface{ expire() } // which takes it out
	since      time.Time
	prev, next *aging
}

// add makes i the youngest.
func (b *byAge) add(i *aging) {
	if b.n >= b.max {
		b.first.owner.expire()
	}
	i.since = b.loop.Now()
	if i.prev = b.last; i.prev == nil {
		b.first = i
	} else {
		i.prev.next = i
	}
	b.last = i
	b.n++
	if b.sweep == nil {
		b.plan()
	}
}

func (b *byAge) remove(i *aging) {
	if i.prev == nil {
		b.first = i.next
	} else {
		i.prev.next = i.next
	}
	if i.next == nil {
		b.last = i.prev
	} else {
		i.next.prev = i.prev
	}
	i.prev, i.next = nil, nil
	b.n--
}

// plan sets the time of the next sweep: when the oldest has waited too long. It
// is nothing for the loop to wait for.
func (b *byAge) plan() {
	if b.first == nil {
		b.sweep = nil
		return
	}
	b.sweep = b.loop.CallLater(b.first.since.Add(b.ttl).Sub(b.loop.Now()), func() {
		for b.first != nil && b.loop.Now().Sub(b.first.since) >= b.ttl {
			b.first.owner.expire()
		}
		b.plan()
	}).Daemon()
}

// expireAll makes everything expire.
func (b *byAge) expireAll() {
	for b.first != nil {
		b.first.owner.expire()
	}
	if b.sweep != nil {
		b.sweep.Cancel()
		b.sweep = nil
	}
}
