package fetch

import (
	"container/list"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"clew/aio"
)

// places bounds the connections that are open or being made, in all and to one
// origin. Who finds no place closes the oldest idle connection, or waits: first
// come, first served, but for those whose own origin is full. An idle connection
// to the origin of whose turn it is goes to him as it is.
type places struct {
	client    *Client
	free      int            // how many more may be open
	withheld  int            // how many more might, had the system descriptors for them
	taken     int            // how many are
	perOrigin int            // 0 = any number
	byOrigin  map[string]int // taken, where perOrigin bounds it
	waiting   list.List      // of *claim
}

// claim is a request that waits for a place.
type claim struct {
	origin  string
	private bool // it may have a connection to a private address
	ready   aio.Event
	granted bool
	conn    *conn // what was granted; nil = a place for a new one
}

func newPlaces(c *Client) places {
	p := places{client: c, free: c.opts.MaxConns, perOrigin: max(0, c.opts.MaxPerOrigin)}
	if p.perOrigin > 0 {
		p.byOrigin = make(map[string]int)
	}
	return p
}

// take suspends until there is a place for a connection to origin. It may return
// one that has become idle meanwhile, which has its place.
func (p *places) take(ctx *aio.Context, origin string, private bool) (*conn, error) {
	if !p.fits(origin) {
		p.evict(origin)
	}
	if p.fits(origin) {
		p.enter(origin)
		return nil, nil
	}
	w := &claim{origin: origin, private: private}
	w.ready.Name = "a place for a connection"
	place := p.waiting.PushBack(w)
	err := w.ready.Wait(ctx)
	switch {
	case err == nil:
		return w.conn, nil
	case !w.granted:
		p.waiting.Remove(place)
	case w.conn != nil:
		p.client.pool.put(w.conn)
	default:
		p.leave(origin)
	}
	return nil, &stall{fmt.Sprintf("%d connections open, and no more may be", p.taken), err}
}

func (p *places) fits(origin string) bool { return p.free > 0 && !p.full(origin) }

// full reports whether there may be no other connection to origin.
func (p *places) full(origin string) bool {
	return p.perOrigin > 0 && p.byOrigin[origin] >= p.perOrigin
}

func (p *places) enter(origin string) {
	p.free--
	p.taken++
	if p.byOrigin != nil {
		p.byOrigin[origin]++
	}
}

// leave gives a place back; there may be descriptors for another one as well.
func (p *places) leave(origin string) {
	p.free++
	if p.withheld > 0 {
		p.withheld--
		p.free++
	}
	p.remove(origin)
	p.serve()
}

func (p *places) remove(origin string) {
	p.taken--
	if p.byOrigin != nil {
		if p.byOrigin[origin]--; p.byOrigin[origin] == 0 {
			delete(p.byOrigin, origin)
		}
	}
}

// serve grants free places to those who wait.
func (p *places) serve() {
	for place := p.waiting.Front(); place != nil && p.free > 0; {
		next := place.Next()
		if origin := place.Value.(*claim).origin; p.fits(origin) {
			p.enter(origin)
			p.grant(place, nil)
		}
		place = next
	}
}

func (p *places) grant(place *list.Element, c *conn) {
	w := p.waiting.Remove(place).(*claim)
	w.granted, w.conn = true, c
	w.ready.Set()
}

// evict closes the idle connection that is in the way of a new one to origin: to
// the same origin, where that is full (one that the request must not use), else
// the oldest of all.
func (p *places) evict(origin string) {
	pool := &p.client.pool
	switch {
	case p.full(origin):
		if c := pool.idle[origin]; c != nil {
			c.expire()
		}
	case pool.first != nil:
		pool.first.owner.expire()
	}
}

// offer is for a connection that nobody uses any more. It reports whether
// somebody who waits has it, or its place.
func (p *places) offer(c *conn) bool {
	for place := p.waiting.Front(); place != nil; place = place.Next() {
		switch w := place.Value.(*claim); {
		case w.origin == c.origin && (w.private || !c.private):
			p.grant(place, c)
			return true
		case w.origin == c.origin, !p.full(w.origin):
			c.close()
			return true
		}
	}
	return false
}

// reclaim is offer for a shared connection, once those who wait for room on it
// have had their turn.
func (p *places) reclaim() {
	if p.waiting.Len() == 0 {
		return
	}
	p.client.loop.CallSoon(func() {
		if pool := &p.client.pool; p.free == 0 && p.waiting.Len() > 0 && pool.first != nil {
			pool.first.owner.expire()
		}
	})
}

// forfeit takes back a place for which the system had no descriptor, and all
// that are free, until connections are closed. It reports whether there are any.
func (p *places) forfeit(origin string) bool {
	if p.taken == 1 {
		p.leave(origin)
		return false
	}
	p.remove(origin)
	p.withheld += p.free + 1
	p.free = 0
	return true
}

// inPlace makes a connection for req once there is a place, for which it waits as
// long as for connecting; given is one that has become idle meanwhile.
func (c *Client) inPlace(ctx *aio.Context, req *Request, reach func() (*conn, error)) (conn *conn, given bool, err error) {
	origin := strings.Clone(c.poolKey(req))
	for {
		err = within(ctx, c.opts.Limits.Connect, func(ctx *aio.Context) (err error) {
			conn, err = c.places.take(ctx, origin, req.AllowPrivate)
			return err
		})
		if conn != nil || err != nil {
			return conn, conn != nil, wrapError("connect", req.URL.String(), err)
		}
		conn, err = reach()
		switch {
		case err == nil:
			return conn, false, nil
		case !isExhausted(err):
			c.places.leave(origin)
			return nil, false, err
		case !c.places.forfeit(origin):
			return nil, false, err
		}
	}
}

// isExhausted reports whether there was no descriptor.
func isExhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
