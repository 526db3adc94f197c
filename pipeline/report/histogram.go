package report

import (
	"math/bits"
	"time"
)

const (
	perMillisecond = 1024 // of the smallest buckets; so a millisecond is a border
	perOctave      = 8    // buckets from one duration to its double
	octaves        = 27
	buckets        = (octaves + 1) * perOctave // to 17 minutes; the last one has no end
)

// A histogram counts durations in buckets that are an eighth of a power of two
// wide, so a quantile is wrong by 6 % at most, and a very small one by half a
// microsecond.
type histogram struct {
	n      int
	sum    time.Duration
	max    time.Duration
	counts [buckets]uint32
}

func (h *histogram) add(d time.Duration) {
	h.n++
	h.sum += max(d, 0)
	h.max = max(h.max, d)
	h.counts[bucketOf(d)]++
}

func bucketOf(d time.Duration) int {
	v := uint64(max(0, min(d, time.Hour))) * perMillisecond / uint64(time.Millisecond)
	if v < perOctave {
		return int(v)
	}
	e := bits.Len64(v) - 4
	return min(e*perOctave+int(v>>e), buckets-1)
}

// borderOf is the least duration of a bucket.
func borderOf(bucket int) time.Duration {
	v := bucket
	if bucket >= 2*perOctave {
		v = (perOctave + bucket%perOctave) << (bucket/perOctave - 1)
	}
	return (time.Duration(v)*time.Millisecond + perMillisecond - 1) / perMillisecond
}

// quantile is a duration below which the part q of all lies: the middle of its
// bucket, but no more than the longest.
func (h *histogram) quantile(q float64) time.Duration {
	rank, seen := int(q*float64(h.n)), 0
	for i, c := range h.counts {
		if seen += int(c); seen > rank {
			return min((borderOf(i)+borderOf(i+1))/2, h.max)
		}
	}
	return h.max
}

// below counts what is shorter than a border.
func (h *histogram) below(border time.Duration) (n int) {
	for _, c := range h.counts[:bucketOf(border)] {
		n += int(c)
	}
	return n
}
