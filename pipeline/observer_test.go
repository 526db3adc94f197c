package pipeline

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// observer stands at the servers' side of a simulated web and looks at each
// request as it comes. It knows nothing of the crawler but what it was told to be.
type observer struct {
	t         *testing.T
	hostDelay time.Duration
	perHost   int
	inFlight  int
	closing   time.Duration // the least pause after a 429 or 503 without Retry-After

	hosts    map[string]*observed
	doors    map[netip.Addr]*knock
	active   int
	requests int
	faults   int
	answers  map[pageID]int // that were the real ones
	failures map[pageID]int // before them
}

// observed is a host as the observer knows it.
type observed struct {
	active int
	last   time.Time
	closed time.Time     // when it said so,
	until  time.Time     // and until when
	ruled  int           // how often its robots.txt was asked for,
	pause  time.Duration // and the pause that this has asked for
}

// knock is the last request to an address.
type knock struct {
	name string
	at   time.Time
}

func newObserver(t *testing.T) *observer {
	return &observer{t: t, hosts: map[string]*observed{}, doors: map[netip.Addr]*knock{}, answers: map[pageID]int{}, failures: map[pageID]int{}}
}

// begin looks at a request to a host at an address.
func (o *observer) begin(host string, ip netip.Addr, now time.Time) *observed {
	o.requests++
	h := o.hosts[host]
	if h == nil {
		h = &observed{}
		o.hosts[host] = h
	}
	o.check(now.Sub(h.last) >= max(o.hostDelay, h.pause), "%s: asked after %v", host, now.Sub(h.last))
	o.check(!now.After(h.closed) || !now.Before(h.until), "%s: asked %v before it opens", host, h.until.Sub(now))
	h.last = now
	name, _, _ := strings.Cut(host, ":")
	if d := o.doors[ip]; d != nil {
		o.check(d.name == name || now.Sub(d.at) >= o.hostDelay, "%s: asked %v after %s at %v", host, now.Sub(d.at), d.name, ip)
	}
	o.doors[ip] = &knock{name, now}
	h.active++
	o.active++
	o.check(h.active <= o.perHost, "%s: %d requests at once", host, h.active)
	o.check(o.active <= o.inFlight, "%d requests at once", o.active)
	return h
}

func (o *observer) end(h *observed) {
	h.active--
	o.active--
}

// close notes that a host wants to be left alone.
func (o *observer) close(h *observed, now time.Time, pause time.Duration) {
	h.closed, h.until = now, now.Add(pause)
}

func (o *observer) check(ok bool, format string, args ...any) {
	if ok {
		return
	}
	if o.faults++; o.faults < 10 {
		o.t.Errorf(format, args...)
	}
}

// wantAnswers holds what was answered against what can be reached: each page
// that may be asked answers once, and none else does.
func (o *observer) wantAnswers(w *webmap, reached map[pageID]bool) {
	o.t.Helper()
	wrong := 0
	for id := range reached {
		if n := o.answers[id]; w.nature(id.host) == sound && n != b2i(w.allows(id)) {
			if wrong++; wrong < 5 {
				o.t.Errorf("%s: answered %d times", w.url(id), n)
			}
		}
	}
	for id := range o.answers {
		if !reached[id] && w.nature(id.host) != endless {
			o.t.Errorf("%s: nothing leads there", w.url(id))
		}
	}
	if wrong > 0 {
		o.t.Errorf("%d of %d pages were not answered once", wrong, len(reached))
	}
}

// reached is what can be found from a page. Of what no redirect leads to there must
// be a record; what one leads to may be seen there first, and has none then.
func (w *webmap) reached(from pageID) (all, passed map[pageID]bool) {
	all, passed = map[pageID]bool{from: true}, map[pageID]bool{}
	for todo := []pageID{from}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n := w.nature(id.host); n == dead || n == endless || !w.allows(id) {
			continue
		}
		p := w.at(id)
		next := p.links
		if p.redirect != nil {
			next = []pageID{*p.redirect}
		}
		for _, to := range next {
			passed[to] = passed[to] || p.redirect != nil
			if !all[to] {
				all[to] = true
				todo = append(todo, to)
			}
		}
	}
	return all, passed
}

func (id pageID) String() string { return fmt.Sprintf("%d/%d", id.host, id.page) }
