package pipeline

import (
	"container/heap"
	"math/rand/v2"
	"testing"
	"time"
)

// plant is what a governor is tried on: servers and a line that take some time
// for a request, and bear so many a second.
type plant struct {
	latency  time.Duration
	capacity float64 // requests a second; 0 = any number
	bears    int     // requests at once; beyond them they fail; 0 = any number
	dead     float64 // share of the hosts that never answer
}

// flown is a request of the plant that ends at a time.
type flown struct {
	at     time.Time
	failed bool
}

type flight []flown

func (f flight) Len() int           { return len(f) }
func (f flight) Less(i, j int) bool { return f[i].at.Before(f[j].at) }
func (f flight) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *flight) Push(x any)        { *f = append(*f, x.(flown)) }
func (f *flight) Pop() any {
	last := len(*f) - 1
	x := (*f)[last]
	*f = (*f)[:last]
	return x
}

// govern lets a governor work on a plant for so many requests, and returns the
// least and the most of its limits in the second half.
func govern(g *governor, p plant, requests int) (least, most int) {
	rng := rand.New(rand.NewPCG(1, 2))
	now := later(g.since, time.Unix(0, 0))
	freeAt := now // when what is before a request is done
	var f flight
	least = 1 << 30
	for n := range requests {
		for len(f) < g.limit {
			d := time.Duration((0.5 + rng.Float64()) * float64(p.latency))
			r := flown{at: now.Add(d), failed: p.bears > 0 && len(f) >= p.bears || rng.Float64() < p.dead}
			if p.capacity > 0 {
				freeAt = later(freeAt, now).Add(time.Duration(float64(time.Second) / p.capacity))
				r.at = later(r.at, freeAt)
			}
			heap.Push(&f, r)
		}
		r := heap.Pop(&f).(flown)
		now = r.at
		g.ended(now, len(f)+1, r.failed)
		if n > requests/2 {
			least, most = min(least, g.limit), max(most, g.limit)
		}
	}
	return least, most
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// TestGovernorFindsTheKnee: of what a plant bears, by Little's law, it uses nearly
// all, and little more.
func TestGovernorFindsTheKnee(t *testing.T) {
	for _, test := range []struct {
		what        string
		plant       plant
		least, most int
	}{
		{"nothing in the way", plant{latency: 100 * time.Millisecond}, 1000, 1000},
		{"2,000/s at 100 ms: 200", plant{latency: 100 * time.Millisecond, capacity: 2000}, 120, 350},
		{"200/s at 1 s: 200", plant{latency: time.Second, capacity: 200}, 120, 350},
		{"50/s at 100 ms: 5", plant{latency: 100 * time.Millisecond, capacity: 50}, 4, 16},
		{"100 connections", plant{latency: 100 * time.Millisecond, bears: 100}, 50, 150},
		{"a fifth of the hosts is dead", plant{latency: 100 * time.Millisecond, capacity: 2000, dead: 0.2}, 120, 350},
	} {
		least, most := govern(newGovernor(1000), test.plant, 100_000)
		t.Logf("%s: %d to %d", test.what, least, most)
		if least < test.least || most > test.most {
			t.Errorf("%s: between %d and %d, want %d to %d", test.what, least, most, test.least, test.most)
		}
	}
}

// TestGovernorFollows what changes, both ways.
func TestGovernorFollows(t *testing.T) {
	g := newGovernor(1000)
	govern(g, plant{latency: 100 * time.Millisecond, capacity: 4000}, 50_000)
	if _, most := govern(g, plant{latency: 100 * time.Millisecond, capacity: 500}, 100_000); most > 150 {
		t.Errorf("up to %d, where 50 will do", most)
	}
	if least, _ := govern(g, plant{latency: 100 * time.Millisecond, capacity: 4000}, 150_000); least < 200 {
		t.Errorf("down to %d, where 400 would do", least)
	}
}

// TestGovernorKeepsItsBounds, and leaves alone what others keep back.
func TestGovernorKeepsItsBounds(t *testing.T) {
	if _, most := govern(newGovernor(3), plant{latency: time.Second}, 1000); most != 3 {
		t.Errorf("%d requests at once, allowed are 3", most)
	}
	g := newGovernor(1000)
	for n := range 10_000 {
		g.ended(time.Unix(0, int64(n)*1e6), 10, false)
	}
	if g.limit != firstInflight {
		t.Errorf("the limit is %d, though only ten slots were ever in use", g.limit)
	}
}
