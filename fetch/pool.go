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
	idle  map[string][]*conn
	first *conn // the oldest
	last  *conn
	n     int
	max   int
	ttl   time.Duration
	sweep *aio.Handle
}

// get returns the youngest idle connection to origin, or nil.
func (p *pool) get(origin string) *conn {
	list := p.idle[origin]
	if len(list) == 0 {
		return nil
	}
	c := list[len(list)-1]
	p.remove(c)
	c.raw.OnReadable(nil)
	return c
}

// put keeps c for later; where there are too many the oldest is closed.
func (p *pool) put(c *conn) {
	if p.max <= 0 {
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
	p.idle[c.origin] = append(p.idle[c.origin], c)
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
	list := p.idle[c.origin]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == c {
			copy(list[i:], list[i+1:])
			list[len(list)-1] = nil
			list = list[:len(list)-1]
			break
		}
	}
	if len(list) == 0 {
		delete(p.idle, c.origin)
	} else {
		p.idle[c.origin] = list
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
	c.prev, c.next = nil, nil
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
