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

// heavy keeps the heaviest of any number of hosts. Up to maxHosts it is exact;
// then a new one takes the place of a light one, of a few by chance, with the
// probability of its part of both their weights, and its weight with it: who is
// heavy comes in soon and stays, and all others cost next to nothing ("randomized
// admission", Ben Basat and others 2017).
type heavy struct {
	at  map[string]int
	all []hostCount
}

// add adds to a host's weight and returns it; nil where it is not kept.
func (h *heavy) add(host string, weight float64) *hostCount {
	if i, known := h.at[host]; known {
		h.all[i].weight += weight
		return &h.all[i]
	}
	if len(h.all) < maxHosts {
		h.all = append(h.all, hostCount{})
		return h.place(len(h.all)-1, host, weight)
	}
	i := rand.IntN(maxHosts)
	for range 3 {
		if j := rand.IntN(maxHosts); h.all[j].weight < h.all[i].weight {
			i = j
		}
	}
	both := h.all[i].weight + weight
	if rand.Float64()*both >= weight {
		return nil
	}
	delete(h.at, h.all[i].host)
	return h.place(i, host, both)
}

func (h *heavy) place(i int, host string, weight float64) *hostCount {
	if h.at == nil {
		h.at = make(map[string]int)
	}
	host = strings.Clone(host) // not the whole URL
	h.all[i] = hostCount{host: host, weight: weight}
	h.at[host] = i
	return &h.all[i]
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
		if h := t.slow.add(hostOf(r), r.Times.Total.Seconds()); h != nil {
			h.records++
			h.time += r.Times.Total
		}
	case record.Failed:
		count(&t.failed, r.ErrorKind)
		host := hostOf(r)
		if host == "" {
			return
		}
		if h := t.failing.add(host, 1); h != nil {
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
