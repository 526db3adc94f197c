package crawl

import (
	"time"

	"clew/crawl/weburl"
)

// Patience knows the hosts that answer nothing, or nothing but that they want to
// be left alone, and says when one of them is lost. Otherwise a host with ten
// thousand pages that refuses each of them, each time for a minute, would keep a
// crawl alive for weeks, and be asked ten thousand times. The zero value has none:
// whoever was in vain twice is lost.
type Patience struct {
	Limit time.Duration // so long everything may be in vain

	hosts map[hostKey]strain
	sweep int // so many hosts are too many
}

// strain is a host with which something was in vain, and nothing since not.
type strain struct {
	since, last time.Time
	spent       int
	counted     time.Time // spent was, last
}

// fewStrains is how many hosts are remembered without a look at which of them
// matter.
const fewStrains = 10_000

// Answered says that the host of u gives what it is asked for.
func (p *Patience) Answered(u weburl.URL) {
	if len(p.hosts) > 0 {
		delete(p.hosts, hostKeyOf(u))
	}
}

// Vain says that a request was in vain; final, that it was the last one for its
// item. It returns how many items have come to nothing in a row, before this one,
// and whether the host is lost. Requests that were under way together count as one:
// the others knew no better.
func (p *Patience) Vain(u weburl.URL, final bool, started, now time.Time) (spent int, lost bool) {
	key := hostKeyOf(u)
	s, known := p.hosts[key]
	if !known {
		p.makeRoom(now)
		s.since = now
	}
	spent, s.last = s.spent, now
	if final && !started.Before(s.counted) {
		s.spent++
		s.counted = now
	}
	p.hosts[key] = s
	return spent, known && now.Sub(s.since) >= p.Limit
}

// makeRoom forgets hosts of which nothing was heard for so long that nothing can
// wait for them.
func (p *Patience) makeRoom(now time.Time) {
	if p.hosts == nil {
		p.hosts, p.sweep = make(map[hostKey]strain), fewStrains
	}
	if len(p.hosts) < p.sweep {
		return
	}
	for key, s := range p.hosts {
		if now.Sub(s.last) > p.Limit {
			delete(p.hosts, key)
		}
	}
	p.sweep = max(fewStrains, 2*len(p.hosts))
}
