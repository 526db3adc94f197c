package fetch

// Idle returns how many idle connections the client keeps, counted both ways in
// which the pool orders them.
func (c *Client) Idle() (n, byOrigin int) {
	for _, top := range c.pool.idle {
		for ; top != nil; top = top.below {
			byOrigin++
		}
	}
	return c.pool.n, byOrigin
}

// Spare returns how many buffers wait to be used again.
func (c *Client) Spare() int { return len(c.buffers) }

// Remembered returns how many names the client remembers.
func (c *Client) Remembered() int { return len(c.names.cache) }
