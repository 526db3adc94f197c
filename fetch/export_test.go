package fetch

// Idle returns how many idle connections the client keeps, counted both ways in
// which they are ordered.
func (c *Client) Idle() (n, byOrigin int) {
	for _, top := range c.pool.idle {
		for ; top != nil; top = top.below {
			byOrigin++
		}
	}
	shared := map[*mux]bool{}
	for _, o := range c.origins.known {
		for _, m := range o.muxes {
			shared[m] = m.idle
		}
	}
	for _, idle := range shared {
		if idle {
			byOrigin++
		}
	}
	return c.pool.n, byOrigin
}

// Spare returns how many buffers wait to be used again.
func (c *Client) Spare() int { return len(c.buffers) }

// Remembered returns how many names the client remembers.
func (c *Client) Remembered() int { return len(c.names.cache) }

// Know makes the client remember an origin, and Origins tells how many it does.
func (c *Client) Know(origin string) { c.origins.of(origin) }
func (c *Client) Origins() int       { return len(c.origins.known) }

// Waiting returns how many requests wait for a connection that they can share,
// and for one that is being made.
func (c *Client) Waiting() (n int) {
	for _, o := range c.origins.known {
		n += len(o.waiting) + o.dials
	}
	return n
}

// Registered returns how many connections can be found by their address.
func (c *Client) Registered() (n int) {
	for _, muxes := range c.origins.byAddr {
		n += len(muxes)
	}
	return n
}

// Open returns how many connections are open or being made, as they are counted,
// and how many requests wait for one.
func (c *Client) Open() (n, waiting int) { return c.places.taken, c.places.waiting.Len() }

// Budget is how many connections and look-ups a limit of descriptors allows.
var Budget = budget
