package crawl

import (
	"math/rand/v2"

	"clew/crawl/weburl"
)

// quota counts the items let in of each host: for all hosts ever met, so it keeps
// a fingerprint of them.
type quota struct {
	most int // 0 = no limit
	key  SeenKey
	let  map[uint64]uint32
}

func newQuota(most int) quota {
	return quota{most: most, key: SeenKey{rand.Uint64(), rand.Uint64()}, let: make(map[uint64]uint32)}
}

// take reports whether another item of u's host may come in, and counts it.
func (q *quota) take(u weburl.URL) bool {
	if q.most <= 0 {
		return true
	}
	fp := q.of(u)
	if int(q.let[fp]) >= q.most {
		return false
	}
	q.let[fp]++
	return true
}

// giveBack undoes take: the item is not to be asked after all.
func (q *quota) giveBack(u weburl.URL) {
	if q.most > 0 {
		q.let[q.of(u)]--
	}
}

// of is the fingerprint of u's host.
func (q *quota) of(u weburl.URL) uint64 {
	host := hostKeyOf(u)
	return sipHash(q.key[0], q.key[1]^uint64(host.port), host.name)
}
