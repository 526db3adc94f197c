package aio

import (
	"math/bits"
	"time"
)

// counters are the loop's own; they are read through [Loop.Stats].
type counters struct {
	turns    uint64
	switches uint64
	maxReady int
	lag      histogram
}

// Stats are figures of a loop: how it is now, or since it was made.
type Stats struct {
	Turns    uint64 // iterations since it was made
	Switches uint64 // resumptions of tasks

	Tasks       int // that live now
	Ready       int // tasks and callbacks that wait for their turn
	MaxReady    int // the most that one turn has run
	Posted      int // functions posted, and lane work done, that the loop has not come to
	Timers      int // that are armed: sleeps, limits, callbacks
	Descriptors int // its sockets that are open, and what it watches for others

	// The lag is how long a turn kept whoever became ready meanwhile: half of
	// all turns no longer than LagP50, 99 of 100 no longer than LagP99.
	LagP50, LagP99, LagMax time.Duration

	Lanes []LaneStats
}

// LaneStats are the figures of a [Lane].
type LaneStats struct {
	Name    string
	Workers int  // at most
	Running int  // pieces of work in their hands
	Queued  int  // pieces of work without a worker
	Daemon  bool // the loop's end does not wait for it
}

// Stats returns the loop's figures. It must be called on the loop's thread, and
// takes about a microsecond.
func (l *Loop) Stats() Stats {
	l.mustBeOurs()
	lag := &l.stats.lag
	s := Stats{
		Turns:       l.stats.turns,
		Switches:    l.stats.switches,
		Tasks:       l.tasks.live,
		Ready:       l.ready.len(),
		MaxReady:    l.stats.maxReady,
		Posted:      l.countPosts(),
		Timers:      l.timers.len(),
		Descriptors: len(l.descriptors.fds),
		LagP50:      lag.quantile(0.5),
		LagP99:      lag.quantile(0.99),
		LagMax:      lag.max,
		Lanes:       make([]LaneStats, 0, len(l.lanes.all)),
	}
	for _, lane := range l.lanes.all {
		s.Lanes = append(s.Lanes, lane.stats())
	}
	return s
}

func (l *Loop) countPosts() int {
	l.posted.Lock()
	defer l.posted.Unlock()
	return l.inbox.len() + len(l.posted.list)
}

func (lane *Lane) stats() LaneStats {
	lane.mu.Lock()
	defer lane.mu.Unlock()
	return LaneStats{lane.name, lane.workers, lane.running - lane.idle, lane.queued, lane.daemon}
}

// histogram counts durations in buckets that grow by a quarter of a power of
// two, so that a quantile is right to about a tenth.
type histogram struct {
	n       uint64
	max     time.Duration
	buckets [64 * 4]uint64
}

func (h *histogram) add(d time.Duration) {
	h.n++
	h.max = max(h.max, d)
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
			return min(h.max, time.Duration(float64(uint64(1)<<log)*(1+float64(quarter+1)/4)))
		} else {
			left -= n
		}
	}
	return 0
}
