package aio

import (
	"math/bits"
	"time"
)

// counters are the loop's own; they are read through [Loop.Stats].
type counters struct {
	turns    uint64
	switches uint64
	lag      histogram
}

// Stats are figures of a loop since it was made.
type Stats struct {
	Turns    uint64        // iterations
	Switches uint64        // resumptions of tasks
	Tasks    int           // that live now
	LagP99   time.Duration // 99 of 100 turns kept whoever became ready no longer than this
}

// Stats returns the loop's figures. It must be called on the loop's thread.
func (l *Loop) Stats() Stats {
	l.mustBeOurs()
	return Stats{
		Turns:    l.stats.turns,
		Switches: l.stats.switches,
		Tasks:    l.tasks.live,
		LagP99:   l.stats.lag.quantile(0.99),
	}
}

// histogram counts durations in buckets that grow by a quarter of a power of
// two, so that a quantile is right to about a tenth.
type histogram struct {
	n       uint64
	buckets [64 * 4]uint64
}

func (h *histogram) add(d time.Duration) {
	h.n++
	h.buckets[bucketOf(d)]++
}

// bucketOf is four times the binary logarithm of d, in nanoseconds.
func bucketOf(d time.Duration) int {
	ns := uint64(max(d, 1))
	log := bits.Len64(ns) - 1
	quarter := 0
	if log >= 2 {
		quarter = int(ns>>(log-2)) & 3
	}
	return 4*log + quarter
}

// quantile returns the upper end of the bucket in which the part q of the
// durations ends; 0 where there are none.
func (h *histogram) quantile(q float64) time.Duration {
	left := uint64(float64(h.n) * (1 - q))
	for i := len(h.buckets) - 1; i >= 0; i-- {
		if n := h.buckets[i]; n > left {
			log, quarter := i/4, i%4
			return time.Duration(float64(uint64(1)<<log) * (1 + float64(quarter+1)/4))
		} else {
			left -= n
		}
	}
	return 0
}
