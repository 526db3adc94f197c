package pipeline

import "time"

// governor finds out how many requests at once are worth while. It climbs: in
// rounds of some requests for each slot it tries a limit and compares how many end
// in a second. More slots are kept if they brought at least three tenths of what they
// would have where nothing is in the way, and fewer if they cost no more than that; so
// it comes to rest where more requests would only wait for each other. It
// doubles until that happens first, then takes smaller steps, and rests longer after
// each that was in vain. Where more requests fail than usual it gives way at once.
//
// It is a plain state machine: it is told of each request that ends.
type governor struct {
	limit, ceiling int

	since        time.Time // the round began
	settling     int       // requests to end until it does: they began under another limit
	done, failed int       // requests that ended in it,
	used         int       // and slots that were in use then, summed up

	usual   float64 // share of requests that fail
	base    point   // what a try is compared with
	trying  bool
	down    bool // the next try is one of fewer
	doubles bool
	resting int // rounds until the next try
	rest    int // how many these were the last time
}

// point is a limit and how many requests ended in a second under it.
type point struct {
	limit int
	rate  float64
}

const (
	firstInflight = 16
	leastInflight = 4
	leastRound    = 100 // requests
	longestRest   = 32  // rounds
	worthWhile    = 0.3
)

func newGovernor(ceiling int) *governor {
	return &governor{limit: min(firstInflight, ceiling), ceiling: ceiling, doubles: true}
}

// ended says that a request ended, while so many slots were in use, its own
// included; failed, that it could not connect or ran out of time.
func (g *governor) ended(now time.Time, used int, failed bool) {
	if g.settling > 0 {
		if g.settling--; g.settling == 0 {
			g.since = now
		}
		return
	}
	if g.since.IsZero() {
		g.since = now
	}
	g.done++
	g.used += used
	if failed {
		g.failed++
	}
	if g.done >= max(2*g.limit, leastRound) || g.failed >= leastRound/2 && 2*g.failed > g.done {
		g.endRound(now)
	}
}

func (g *governor) endRound(now time.Time) {
	elapsed := now.Sub(g.since).Seconds()
	if elapsed <= 0 { // all in one moment: a longer round tells more
		return
	}
	here := point{g.limit, float64(g.done-g.failed) / elapsed}
	share := float64(g.failed) / float64(g.done)
	strained := share > 2*g.usual+0.1
	idle := g.used < g.done*g.limit*9/10
	g.usual += (share - g.usual) / 8
	switch {
	case strained:
		g.settle(max(leastInflight, g.limit*7/10))
	case idle: // others than the limit keep requests back
		g.trying = false
	case g.trying:
		g.judge(here)
	case g.resting > 0:
		g.resting--
	default:
		g.try(here)
	}
	g.since, g.done, g.failed, g.used = now, 0, 0, 0
}

// set changes the limit; what is under way began under the old one.
func (g *governor) set(limit int) {
	g.settling = max(g.limit, limit)
	g.limit = limit
}

// settle ends a try with a limit that stays for a while.
func (g *governor) settle(limit int) {
	g.set(limit)
	g.trying, g.doubles = false, false
	g.rest = min(max(1, 2*g.rest), longestRest)
	g.resting = g.rest
}

// try goes a step from here.
func (g *governor) try(here point) {
	next := here.limit + max(1, here.limit/4)
	switch {
	case g.doubles:
		next = 2 * here.limit
	case g.down:
		next = here.limit - max(1, here.limit/5)
	}
	next = min(max(next, min(leastInflight, g.ceiling)), g.ceiling)
	g.down = !g.down
	if next != here.limit {
		g.base, g.trying = here, true
		g.set(next)
	}
}

// judge keeps what was tried, and goes on in the same direction, or goes back.
func (g *governor) judge(here point) {
	grown := float64(here.limit)/float64(g.base.limit) - 1
	if here.rate/g.base.rate-1 < worthWhile*grown {
		g.settle(g.base.limit)
		return
	}
	g.rest, g.down = 0, grown < 0
	g.try(here)
}
