package crawl

import (
	"time"

	"clew/crawl/robots"
)

// maxRemembered is how many bytes the frontier keeps, about, of hosts that have
// nothing to do: 100,000 of them with the usual robots.txt. One that is
// forgotten is asked for its robots.txt once more.
const maxRemembered = 64 << 20

// hostMemory is the idle hosts that are kept for their rules, the oldest first.
// One that is at work again meanwhile is kept anew when it has done.
type hostMemory struct {
	hosts []*host
	size  int
}

// remember keeps a host that has nothing to do as long as its rules hold and
// there is room. It reports whether there is anything to keep.
func (f *Frontier) remember(h *host, now time.Time) bool {
	p := h.permission
	if p == nil || !p.kept && p.outlived(now) {
		return false
	}
	if m := &f.remembered; !p.kept {
		p.kept, p.size = true, p.weight()
		m.hosts = append(m.hosts, h)
		m.size += p.size
	}
	f.sweep(now)
	return true
}

// sweep forgets the oldest of the hosts that are remembered while their rules
// hold no longer, or there are too many.
func (f *Frontier) sweep(now time.Time) {
	m := &f.remembered
	for len(m.hosts) > 0 && (m.size > maxRemembered || m.hosts[0].permission.outlived(now)) {
		old := m.hosts[0]
		m.hosts[0], m.hosts = nil, m.hosts[1:]
		m.size -= old.permission.size
		old.permission.kept = false
		if old.isIdle() && !old.openAt.After(now) {
			delete(f.hosts, old.key)
		}
	}
}

// outlived reports whether no rules hold any longer.
func (p *permission) outlived(now time.Time) bool {
	return !now.Before(p.http.until) && !now.Before(p.https.until)
}

// weight is how many bytes there are to keep, about.
func (p *permission) weight() int {
	const hostItself = 500
	n := hostItself
	for _, rules := range []*robots.Rules{p.http.rules, p.https.rules} {
		if rules != nil {
			n += rules.Size()
		}
	}
	return n
}
