package crawl

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A HostState is what waits for a host, without the backlog, and when it may be
// asked.
type HostState struct {
	Name   string // with its port
	Queued int    // URLs
	Active int    // under way
	OpenAt time.Time
}

// lookedAt is how many hosts Busiest looks at: by chance, where there are more.
const lookedAt = 2000

// Busiest returns the n hosts with most that waits or is under way, of no more
// than 2,000: it is for people who look at a crawl, and should not hold it up.
func (f *Frontier) Busiest(n int) []HostState {
	var all []HostState
	looked := 0
	for key, h := range f.hosts {
		if looked++; looked > lookedAt {
			break
		}
		s := HostState{Queued: h.queue.n, Active: int(h.active), OpenAt: f.epoch.Add(time.Duration(h.openAt))}
		if h.spill != nil {
			s.Queued += h.spill.tail.n
			for _, segment := range h.spill.segments {
				s.Queued += segment.items
			}
		}
		if s.Queued+s.Active > 0 {
			s.Name = fmt.Sprintf("%s:%d", key.name, key.port)
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b HostState) int {
		return cmp.Or(cmp.Compare(b.Queued, a.Queued), cmp.Compare(b.Active, a.Active), cmp.Compare(a.Name, b.Name))
	})
	return all[:min(n, len(all))]
}
