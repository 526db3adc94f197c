package crawl

import (
	"math/bits"
	"slices"

	"clew/crawl/weburl"
)

// A SeenKey keys the fingerprints of a [Seen]. Stored with the state of a
// crawl it makes them the same after a restart. It should be random: whoever
// knows it can make URLs that collide, and so hide a page from the crawl.
type SeenKey [2]uint64

// Fingerprint is the 64-bit fingerprint of u without its fragment.
func (k SeenKey) Fingerprint(u weburl.URL) uint64 {
	return sipHash(k[0], k[1], u.WithoutFragment().String())
}

// A Seen is the set of the URLs that were met, whatever their fragments. It
// keeps a fingerprint of 64 bits for each, not the URL: two URLs of n collide
// with a probability of n²/2^65, that is 1 in 37 million for a crawl of a
// million URLs and 1 in 3,700 for a hundred million. Of two that collide the
// second counts as seen. It forgets nothing and never errs otherwise.
//
// Its memory is at most 16 bytes per URL at every moment, growth included,
// and 40 KB besides. So the set is cut into shards, each an open-addressing
// table that grows alone and by less than half: while one is copied, only
// 1/256 of the set exists twice, and no insertion waits long.
//
// A Seen may be used by one goroutine at a time.
type Seen struct {
	key    SeenKey
	n      int
	bytes  int
	shards [seenShards]seenShard
}

const seenShards = 256 // one for each first byte of a fingerprint

// NewSeen returns an empty set under key.
func NewSeen(key SeenKey) *Seen { return &Seen{key: key} }

// Add puts u into the set and reports whether it is new.
func (s *Seen) Add(u weburl.URL) (isNew bool) {
	return s.AddFingerprint(s.key.Fingerprint(u))
}

// AddFingerprint is [Seen.Add] for a fingerprint that was stored: the way a
// set is filled again after a restart.
func (s *Seen) AddFingerprint(fp uint64) (isNew bool) {
	shard, fp := s.shard(fp)
	i := shard.find(fp)
	if i >= 0 && shard.slots[i] == fp {
		return false
	}
	if shard.full() {
		s.bytes -= 8 * len(shard.slots)
		shard.grow()
		s.bytes += 8 * len(shard.slots)
		i = shard.find(fp)
	}
	shard.slots[i] = fp
	shard.n++
	s.n++
	return true
}

// Has reports whether u was added.
func (s *Seen) Has(u weburl.URL) bool {
	shard, fp := s.shard(s.key.Fingerprint(u))
	i := shard.find(fp)
	return i >= 0 && shard.slots[i] == fp
}

// Len is the number of URLs in the set.
func (s *Seen) Len() int { return s.n }

// Bytes is the memory that the set holds.
func (s *Seen) Bytes() int { return s.bytes + seenShards*24 + 48 }

// shard returns the shard of fp, and fp as it stands there: zero marks an
// empty slot, so it becomes one, which costs no more than a collision.
func (s *Seen) shard(fp uint64) (*seenShard, uint64) {
	return &s.shards[fp>>56], max(fp, 1)
}

// A seenShard is a table of fingerprints with linear probing. A fingerprint's
// place is its own value scaled to the table's length, so any length will do,
// not only powers of two, and the table stays nearly sorted: to grow is one
// sweep through old and new.
type seenShard struct {
	slots []uint64
	n     int
}

// full reports whether another fingerprint would lift the load beyond 13/16.
// There a search that fails looks at 15 slots, two or three cache lines.
func (t *seenShard) full() bool { return 16*(t.n+1) > 13*len(t.slots) }

// find returns the slot that holds fp, or the empty one where it belongs, or
// -1 in a table without slots.
func (t *seenShard) find(fp uint64) int {
	size := uint64(len(t.slots))
	if size == 0 {
		return -1
	}
	place, _ := bits.Mul64(fp<<8, size) // the first byte is the same for all
	for i := place; ; i++ {
		if i == size {
			i = 0
		}
		if t.slots[i] == fp || t.slots[i] == 0 {
			return int(i)
		}
	}
}

// grow makes the table 1.4 times as long: at a load of 13/16 before, 0.58
// after, that is 13.8 bytes for a fingerprint. The slots that the allocator
// gives beyond those asked for are used.
func (t *seenShard) grow() {
	old := t.slots
	size := max(8, len(old)*7/5)
	t.slots = slices.Grow([]uint64(nil), size)
	t.slots = t.slots[:cap(t.slots)]
	clear(t.slots)
	for _, fp := range old {
		if fp != 0 {
			t.slots[t.find(fp)] = fp
		}
	}
}
