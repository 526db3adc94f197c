package crawl

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestTimersComeInOrder: of the same time in the order in which they were put in,
// whatever is added, taken and delayed between.
func TestTimersComeInOrder(t *testing.T) {
	type timer struct {
		at instant
		n  int
	}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 5))
		var q timers[int]
		var want []timer
		sort := func() { slices.SortStableFunc(want, func(a, b timer) int { return cmp.Compare(a.at, b.at) }) }
		for n := range 3000 {
			switch rng.IntN(4) {
			case 0, 1:
				at := instant(rng.IntN(500))
				q.add(at, n)
				want = append(want, timer{at, n})
				sort()
			case 2:
				now := instant(rng.IntN(300))
				got, ok := q.due(now)
				if wantOK := len(want) > 0 && want[0].at <= now; ok != wantOK || ok && got != want[0].n {
					t.Fatalf("seed %d: due at %d: %d, %v; want %v", seed, now, got, ok, want)
				}
				if ok {
					want = want[1:]
				}
			case 3:
				if what, at, ok := q.first(); ok && (what != want[0].n || at != want[0].at) {
					t.Fatalf("seed %d: first is %d at %d, want %v", seed, what, at, want[0])
				} else if ok {
					q.delay(at + 50)
					want = append(want[1:], timer{at + 50, what})
					sort()
				}
			}
		}
	}
}
