package fetch

import (
	"time"

	"clew/aio"
)

// idler is a connection that waits for its next exchange.
type idler struct {
	since      time.Time
	prev, next *idler
	expire     func() // closes the connection
}

// byAge is the idle connections in the order in which they became idle. It
// closes those that have been for too long, and the oldest where there are too
// many.
type byAge struct {
	loop  *aio.Loop
	first *idler // the oldest
	last  *idler
	n     int
	max   int
	ttl   time.Duration
	sweep *aio.Handle
}

// add makes i the youngest.
func (b *byAge) add(i *idler) {
	if b.n >= b.max {
		b.first.expire()
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

func (b *byAge) remove(i *idler) {
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

// plan sets the time of the next sweep: when the oldest has been idle too long.
func (b *byAge) plan() {
	if b.first == nil {
		b.sweep = nil
		return
	}
	b.sweep = b.loop.CallLater(b.first.since.Add(b.ttl).Sub(b.loop.Now()), func() {
		for b.first != nil && b.loop.Now().Sub(b.first.since) >= b.ttl {
			b.first.expire()
		}
		b.plan()
	}).Daemon()
}

// closeAll closes every idle connection.
func (b *byAge) closeAll() {
	for b.first != nil {
		b.first.expire()
	}
	if b.sweep != nil {
		b.sweep.Cancel()
		b.sweep = nil
	}
}
