package crawl

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"clew/crawl/weburl"
)

func TestSeen(t *testing.T) {
	s := NewSeen(SeenKey{1, 2})
	a, b := mustParse(t, "http://h/a"), mustParse(t, "http://h/b")
	if s.Has(a) || s.Len() != 0 {
		t.Error("a new set is not empty")
	}
	if !s.Add(a) || s.Add(a) {
		t.Error("a is new once")
	}
	if !s.Has(mustParse(t, "http://h/a#x")) || s.Has(b) || s.Len() != 1 {
		t.Error("the set is not {a}")
	}
	if s.AddFingerprint(SeenKey{1, 2}.Fingerprint(a)) {
		t.Error("a stored fingerprint of a is new")
	}
	if (SeenKey{1, 2}).Fingerprint(a) == (SeenKey{2, 1}).Fingerprint(a) {
		t.Error("the key does not matter")
	}
}

// TestSeenIsASet compares a Seen with a map over URLs of which many come again.
func TestSeenIsASet(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	s, want := NewSeen(SeenKey{3, 4}), map[string]struct{}{}
	for range 200_000 {
		href := fmt.Sprintf("http://h%d/%d", rng.IntN(20), rng.IntN(5000))
		u := mustParse(t, href)
		_, known := want[href]
		if s.Has(u) != known {
			t.Fatalf("%s: Has is not %v", href, known)
		}
		if s.Add(u) == known {
			t.Fatalf("%s: Add is not %v", href, !known)
		}
		want[href] = struct{}{}
		if s.Len() != len(want) {
			t.Fatalf("Len is %d, not %d", s.Len(), len(want))
		}
	}
}

// TestSeenMemory holds the promise of 16 bytes per URL at every size, and
// while a shard is copied: then the longest old one still lives.
func TestSeenMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	s, longest, worst := NewSeen(SeenKey{}), 0, 0.0
	for n := 1; n <= 1_000_000; n++ {
		fp := rng.Uint64()
		before := len(s.shards[fp>>56].slots)
		s.AddFingerprint(fp)
		longest = max(longest, len(s.shards[fp>>56].slots))
		held := s.Bytes()
		if len(s.shards[fp>>56].slots) != before {
			held += 8 * before
		}
		if held > 16*n+40<<10 {
			t.Fatalf("%d bytes for %d URLs, longest shard %d", held, n, longest)
		}
		if n > 100_000 {
			worst = max(worst, float64(held)/float64(n))
		}
	}
	t.Logf("at most %.1f bytes per URL beyond 100,000", worst)
	if sum := s.sumSlots(); s.bytes != sum {
		t.Errorf("counts %d bytes of slots, has %d", s.bytes, sum)
	}
}

func (s *Seen) sumSlots() (sum int) {
	for i := range s.shards {
		sum += 8 * cap(s.shards[i].slots)
	}
	return sum
}

// TestSeenWraps fills one shard with fingerprints that all want its end.
func TestSeenWraps(t *testing.T) {
	s := NewSeen(SeenKey{})
	for i := range uint64(1000) {
		if !s.AddFingerprint(1<<56 - 1 - i) {
			t.Fatalf("%d is not new", i)
		}
	}
	for i := range uint64(1000) {
		if s.AddFingerprint(1<<56 - 1 - i) {
			t.Fatalf("%d is new again", i)
		}
	}
	if s.AddFingerprint(0); s.AddFingerprint(0) {
		t.Error("zero is new twice")
	}
}

func BenchmarkSeen(b *testing.B) {
	urls := make([]weburl.URL, 1<<20)
	for i := range urls {
		urls[i] = mustParse(b, fmt.Sprintf("https://www.example.com/shop/articles/%d?page=%d", i*7919, i&7))
	}
	full := NewSeen(SeenKey{1, 2})
	for _, u := range urls {
		full.Add(u)
	}
	b.Run("Has", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if !full.Has(urls[i%len(urls)]) {
				b.Fatal("missing")
			}
		}
	})
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		s := NewSeen(SeenKey{1, 2})
		for i := 0; b.Loop(); i++ {
			if i%len(urls) == 0 {
				s = NewSeen(SeenKey{1, 2})
			}
			s.Add(urls[i%len(urls)])
		}
	})
}
