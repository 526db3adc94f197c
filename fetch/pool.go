package fetch

import "clew/fetch/h1"

// pool keeps idle connections by origin, the youngest on top.
type pool struct {
	byAge
	idle map[string]*conn // the youngest of each origin
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

// put keeps c for later, unless somebody waits for it or its place; where there
// are too many the oldest is closed.
func (p *pool) put(c *conn) {
	if c.raw.Buffered() { // what nobody asked for answers nothing
		c.close()
		return
	}
	if c.client.places.offer(c) {
		return
	}
	if p.max <= 0 {
		c.close()
		return
	}
	c.reader.Reset("", h1.Limits{}) // lets the last head go
	if c.hangup == nil {
		c.hangup, c.aging.owner = c.expire, c
	}
	if err := c.raw.OnReadable(c.hangup); err != nil {
		c.close()
		return
	}
	p.add(&c.aging)
	c.below = p.idle[c.origin]
	p.idle[c.origin] = c
}

// expire closes an idle connection.
func (c *conn) expire() {
	c.client.pool.remove(c)
	c.close()
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
	c.below = nil
	p.byAge.remove(&c.aging)
}
