package pipeline

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"clew/pipeline/record"
)

// A tally counts what the summary tells besides the counts of the run. A record
// costs it a look-up, whatever the run is like, and its memory is bounded.
type tally struct {
	failed  map[string]int // by error_kind
	skipped map[string]int // by skip_reason

	failing heavy // hosts by failures
	slow    heavy // hosts by the time that their responses took
}

// A hostCount is what is known of a host.
type hostCount struct {
	host   string
	weight float64 // what the host is kept for, and what it took over with its place

	records, failed int
	time            time.Duration
	kind            string // of its last failure
}

// mean is how long a response took.
func (h *hostCount) mean() time.Duration { return h.time / time.Duration(max(h.records, 1)) }

// maxHosts is how many hosts a tally knows, of each kind.
const maxHosts = 1000

// heavy keeps the heaviest of any number of hosts: where there is no place for a
// new one, it takes the place and the weight of a light one ("space-saving",
// Metwally and others 2005), here the lightest of a few by chance. Up to maxHosts
// it is exact; beyond, who has more than a maxHosts-th of all weight is there.
type heavy struct {
	at  map[string]int
	all []hostCount
}

func (h *heavy) add(host string, weight float64) *hostCount {
	i, known := h.at[host]
	if !known {
		i = h.place(strings.Clone(host))
	}
	h.all[i].weight += weight
	return &h.all[i]
}

func (h *heavy) place(host string) int {
	if h.at == nil {
		h.at = make(map[string]int)
	}
	i := len(h.all)
	if i < maxHosts {
		h.all = append(h.all, hostCount{host: host})
	} else {
		i = rand.IntN(maxHosts)
		for range 15 {
			if j := rand.IntN(maxHosts); h.all[j].weight < h.all[i].weight {
				i = j
			}
		}
		delete(h.at, h.all[i].host)
		h.all[i] = hostCount{host: host, weight: h.all[i].weight}
	}
	h.at[host] = i
	return i
}

// top returns the first n of those that hold, in this order.
func (h *heavy) top(n int, holds func(*hostCount) bool, order func(a, b *hostCount) int) (top []hostCount) {
	for _, c := range h.all {
		if holds(&c) {
			top = append(top, c)
		}
	}
	slices.SortFunc(top, func(a, b hostCount) int { return cmp.Or(order(&a, &b), cmp.Compare(a.host, b.host)) })
	return top[:min(n, len(top))]
}

// add counts a record; a nil tally does not.
func (t *tally) add(r *record.Record) {
	if t == nil {
		return
	}
	switch r.State {
	case record.OK:
		h := t.slow.add(hostOf(r), r.Times.Total.Seconds())
		h.records++
		h.time += r.Times.Total
	case record.Failed:
		count(&t.failed, r.ErrorKind)
		if host := hostOf(r); host != "" {
			h := t.failing.add(host, 1)
			h.failed++
			h.kind = r.ErrorKind
		}
	case record.Skipped:
		count(&t.skipped, r.SkipReason)
	}
}

// count adds one of few words to their counts.
func count(m *map[string]int, word string) {
	if *m == nil {
		*m = make(map[string]int)
	}
	(*m)[word]++
}

// hostOf is host and port of who answered, or was to; "" of what is no URL.
func hostOf(r *record.Record) string {
	url := cmp.Or(r.FinalURL, r.URL)
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return ""
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}
