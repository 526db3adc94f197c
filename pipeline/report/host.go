package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"clew/pipeline/record"
)

const (
	maxHosts = 400 // that are known at once
	topHosts = 50  // that are shown
)

// A Host is what came of the requests to one host.
type Host struct {
	Name    string        `json:"host"`
	Records int           `json:"records"`
	AtLeast bool          `json:"at_least,omitempty"` // it may have been forgotten for a while
	Classes [6]int        `json:"classes"`
	Bytes   int64         `json:"bytes"`
	Median  time.Duration `json:"median_ns"`
	P95     time.Duration `json:"p95_ns"`
}

// hosts keeps the hosts with most records: where there is no place for a new one,
// it takes that of the lightest, and its weight, so that who has more than a
// maxHosts-th of all records is there ("space-saving", Metwally and others 2005).
type hosts struct {
	at  map[string]*host
	all []*host
}

type host struct {
	Host
	weight int
	times  histogram
}

func (h *hosts) add(name string, r *record.Record) {
	e := h.at[name]
	if e == nil {
		e = h.place(strings.Clone(name))
	}
	e.weight++
	e.Records++
	e.Classes[class(r)]++
	e.Bytes += max(0, r.WireBytes)
	if r.State == record.OK {
		e.times.add(r.Times.Total)
	}
}

func (h *hosts) place(name string) *host {
	if h.at == nil {
		h.at = make(map[string]*host)
	}
	e := &host{Host: Host{Name: name}}
	if len(h.all) < maxHosts {
		h.all = append(h.all, e)
	} else {
		least := slices.MinFunc(h.all, byWeight)
		delete(h.at, least.Name)
		*least = host{Host: Host{Name: name, AtLeast: true}, weight: least.weight}
		e = least
	}
	h.at[name] = e
	return e
}

func byWeight(a, b *host) int { return cmp.Compare(a.weight, b.weight) }

// top returns the hosts with most records.
func (h *hosts) top() []Host {
	all := slices.Clone(h.all)
	slices.SortFunc(all, func(a, b *host) int { return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Name, b.Name)) })
	var top []Host
	for _, e := range all[:min(len(all), topHosts)] {
		e.Median, e.P95 = e.times.quantile(0.5), e.times.quantile(0.95)
		top = append(top, e.Host)
	}
	return top
}
