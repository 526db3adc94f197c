package fetch

import (
	"fmt"
	"math"
	"time"

	"clew/aio"
)

// pacer gives up responses that come too slowly. It looks at each of them looks
// times in Limits.SpeedTime, on one timer for all; a byte that comes costs
// nothing.
type pacer struct {
	byAge
	least int64 // bytes from one look to the next
	err   error
}

const looks = 5

// newPacer returns nil where no speed is asked for.
func newPacer(loop *aio.Loop, l Limits) *pacer {
	if l.SpeedLimit <= 0 || l.SpeedTime <= 0 {
		return nil
	}
	every := max(l.SpeedTime/looks, time.Millisecond)
	least := math.Ceil(float64(l.SpeedLimit) * every.Seconds())
	why := &stall{why: fmt.Sprintf("slower than %d bytes/s", l.SpeedLimit)}
	return &pacer{
		byAge: byAge{loop: loop, max: math.MaxInt, ttl: every},
		least: int64(min(least, math.MaxInt64/2)),
		err:   &aio.TimeoutError{After: l.SpeedTime, Err: why},
	}
}

// pace is how fast a response comes.
type pace struct {
	aging
	pacer   *pacer
	of      paced
	seen    int64 // at the last look
	slow    int   // looks in a row that found too little
	ended   bool
	tooSlow bool
}

// paced is a response under way.
type paced interface {
	// received returns how many bytes have come, and whether somebody waits for
	// more: a reader that is slow itself is no fault of the server.
	received() (n int64, waiting bool)
	// giveUp interrupts who waits.
	giveUp()
}

// watch begins with a response of which nothing has come.
func (p *pacer) watch(of paced) *pace {
	w := &pace{pacer: p, of: of}
	w.aging.owner = w
	p.add(&w.aging)
	return w
}

// end is for a response that is no longer waited for; a nil pace has none.
func (w *pace) end() {
	if w != nil && !w.ended {
		w.ended = true
		w.pacer.remove(&w.aging)
	}
}

// err returns why the response was given up, or nil.
func (w *pace) err() error {
	if w != nil && w.tooSlow {
		return w.pacer.err
	}
	return nil
}

// expire looks.
func (w *pace) expire() {
	w.pacer.remove(&w.aging)
	n, waiting := w.of.received()
	if w.slow++; !waiting || n-w.seen >= w.pacer.least {
		w.slow = 0
	}
	if w.seen = n; w.slow < looks {
		w.pacer.add(&w.aging)
		return
	}
	w.ended, w.tooSlow = true, true
	w.of.giveUp()
}

// next is raw.Next, under the eye of the pacer.
func (c *conn) next(ctx *aio.Context) ([]byte, error) {
	if c.pace == nil {
		return c.raw.Next(ctx)
	}
	c.waiting = true
	p, err := c.raw.Next(ctx)
	c.waiting = false
	c.got += int64(len(p))
	if why := c.pace.err(); why != nil {
		return nil, why
	}
	return p, err
}

func (c *conn) received() (int64, bool) { return c.got, c.waiting }
func (c *conn) giveUp()                 { c.raw.Close() }

func (s *stream) received() (int64, bool) { return s.WireBytes(), s.waiting }
func (s *stream) giveUp()                 { s.ready.Set() }
