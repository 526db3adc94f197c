package report

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A latencyChart is a row for each phase, all above one axis, in which each
// doubling of the duration is as wide as the next.
type latencyChart struct {
	Rows  []latencyRow
	Ticks []tick
}

type latencyRow struct {
	*Phase
	Path     string // of its histogram, in a box of 100 by 100
	Mid, Far float64
}

const (
	shownFrom = 3 * perOctave // the bucket at which the axis begins: 1/32 ms
	merged    = 2             // buckets in a bar
)

// LatencyChart draws the phases.
func (v *View) LatencyChart() *latencyChart {
	var most time.Duration
	for _, p := range v.Phases {
		most = max(most, p.Max)
	}
	if most == 0 {
		return nil
	}
	a := axis{math.Log2(float64(borderOf(shownFrom))), math.Log2(float64(max(most, 16*time.Millisecond)) * 1.2)}
	c := &latencyChart{}
	for i := range v.Phases {
		p := &v.Phases[i]
		c.Rows = append(c.Rows, latencyRow{p, a.path(p.times), a.at(p.P50), a.at(p.P99)})
	}
	for d := 100 * time.Microsecond; a.at(d) < 97; d *= 10 {
		c.Ticks = append(c.Ticks, tick{a.at(d), span(d)})
	}
	return c
}

// An axis goes from one duration to another, by their logarithms.
type axis struct{ from, to float64 }

func (a axis) at(d time.Duration) float64 {
	return max(0, min(100, 100*(math.Log2(float64(max(d, 1)))-a.from)/(a.to-a.from)))
}

// path draws a histogram, its highest bar as high as the box.
func (a axis) path(h *histogram) string {
	bar := func(i int) (n uint32) {
		first := i
		if i == shownFrom { // and all that is shorter
			first = 0
		}
		for _, c := range h.counts[first:min(i+merged, buckets)] {
			n += c
		}
		return n
	}
	highest := uint32(1)
	for i := shownFrom; i < buckets; i += merged {
		highest = max(highest, bar(i))
	}
	var b strings.Builder
	for i := shownFrom; i < buckets; i += merged {
		n := bar(i)
		if n == 0 {
			continue
		}
		x, end := a.at(borderOf(i)), a.at(borderOf(i+merged))
		height := max(4, 100*float64(n)/float64(highest)) // or a single one could not be seen
		fmt.Fprintf(&b, "M%.2f 100v%.1fh%.2fv%.1fz", x, -height, end-x, height)
	}
	return b.String()
}
