package fetch

import (
	"time"

	"clew/aio"
	"clew/fetch/h1"
)

// pool keeps idle connections by origin, the youngest on top, and all of them
// in the order in which they became idle.
type pool struct {
	loop  *aio.Loop
	idle  map[string]*conn // the youngest of each origin
	first *conn            // the oldest
	last  *conn
	n     int
	max   int
	ttl   time.Duration
	sweep *aio.Handle
}

// get returns the youngest idle connection to origin, or nil. A connection to
// a private address was made for a request that was allowed it; one that is not
// must not come upon it here.
func (p *pool) get(origin string, allowPrivate bool) *conn {
	for c := p.idle[origin]; c != nil; c = c.below {
		if allowPrivate || !c.private {
			p.remove(c)
			c.raw.OnReadable(nil)
			return c
		}
	}
	return nil
}

// put keeps c for later; where there are too many the oldest is closed.
func (p *pool) put(c *conn) {
	if p.max <= 0 || c.raw.Buffered() { // what nobody asked for answers nothing
		c.raw.Close()
		return
	}
	if p.n >= p.max {
		p.close(p.first)
	}
	c.reader.Reset("", h1.Limits{}) // lets the last head go
	if c.hangup == nil {
		c.hangup = func() { p.close(c) }
	}
	if err := c.raw.OnReadable(c.hangup); err != nil {
		c.raw.Close()
		return
	}
	c.since = p.loop.Now()
	c.below = p.idle[c.origin]
	p.idle[c.origin] = c
	if c.prev = p.last; c.prev == nil {
		p.first = c
	} else {
		c.prev.next = c
	}
	p.last = c
	p.n++
	if p.sweep == nil {
		p.plan()
	}
}

func (p *pool) close(c *conn) {
	p.remove(c)
	c.raw.Close()
}

// remove takes c out of both orders.
func (p *pool) remove(c *conn) {
	switch top := p.idle[c.origin]; {
	case top != c:
		for top.below != c {
			top = top.below
		}
		top.below = c.below
	case c.below != nil:
		p.idle[c.origin] = c.below
	default:
		delete(p.idle, c.origin)
	}
	if c.prev == nil {
		p.first = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		p.last = c.prev
	} else {
		c.next.prev = c.prev
	}
	c.prev, c.next, c.below = nil, nil, nil
	p.n--
}

// plan sets the time of the next sweep: when the oldest has been idle too long.
func (p *pool) plan() {
	if p.first == nil {
		p.sweep = nil
		return
	}
	p.sweep = p.loop.CallLater(p.first.since.Add(p.ttl).Sub(p.loop.Now()), func() {
		for p.first != nil && p.loop.Now().Sub(p.first.since) >= p.ttl {
			p.close(p.first)
		}
		p.plan()
	}).Daemon()
}

// closeAll closes every idle connection.
func (p *pool) closeAll() {
	for p.first != nil {
		p.close(p.first)
	}
	if p.sweep != nil {
		p.sweep.Cancel()
		p.sweep = nil
	}
}
