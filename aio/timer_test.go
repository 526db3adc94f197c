package aio

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// model is a timer queue that cannot be wrong: a list in the order of arming,
// searched from the front.
type model []*timer

func (m *model) stop(t *timer) bool {
	i := slices.Index(*m, t)
	if i < 0 {
		return false
	}
	*m = slices.Delete(*m, i, i+1)
	return true
}

func (m *model) arm(t *timer) {
	m.stop(t)
	*m = append(*m, t)
}

func (m *model) due(now loopTime, when map[*timer]loopTime) *timer {
	var first *timer
	for _, t := range *m {
		if when[t] <= now && (first == nil || when[t] < when[first]) {
			first = t
		}
	}
	if first != nil {
		m.stop(first)
	}
	return first
}

func TestR1_TimerHeapAgainstModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	timers := make([]timer, 60)
	when := make(map[*timer]loopTime)
	var heap timerHeap
	var naive model
	now := loopTime(0)
	for step := range 100_000 {
		tm := &timers[rnd.IntN(len(timers))]
		switch rnd.IntN(5) {
		case 0, 1, 2: // few different deadlines, so that many are equal
			when[tm] = now + loopTime(rnd.IntN(20))
			heap.arm(tm, when[tm])
			naive.arm(tm)
		case 3:
			if got, want := heap.stop(tm), naive.stop(tm); got != want {
				t.Fatalf("step %d: stop says %v, the model %v", step, got, want)
			}
		case 4:
			now += loopTime(rnd.IntN(3))
			for {
				got, want := heap.due(now), naive.due(now, when)
				if got != want {
					t.Fatalf("step %d: a timer for %v is due at %v, the model has another", step, got.when, now)
				}
				if got == nil {
					break
				}
			}
		}
		if heap.len() != len(naive) {
			t.Fatalf("step %d: %d timers, the model has %d", step, heap.len(), len(naive))
		}
		for i, e := range heap.entries {
			if e.t.index != i+1 || e.t.when != e.when || e.t.seq != e.seq {
				t.Fatalf("step %d: entry %d and its timer disagree", step, i)
			}
		}
	}
}

func TestTimerThatIsStoppedLeavesNothing(t *testing.T) {
	var heap timerHeap
	timers := make([]timer, 1000)
	for i := range timers {
		heap.arm(&timers[i], loopTime(i*7919%1000))
	}
	for i := range timers {
		heap.stop(&timers[i])
	}
	for _, e := range heap.entries[:cap(heap.entries)] {
		if e.t != nil {
			t.Fatal("the heap still holds a timer that was stopped")
		}
	}
	if _, ok := heap.next(); ok {
		t.Fatal("an empty heap has a deadline")
	}
}

func TestVeryLongDeadlineDoesNotOverflow(t *testing.T) {
	if got := addTime(1, 1<<63-1); got != 1<<63-1 {
		t.Fatalf("now + the longest duration = %d", got)
	}
	if got := addTime(5, -1<<63); got >= 5 {
		t.Fatalf("now + the shortest duration = %d, want a time in the past", got)
	}
}

func TestR46_LateEventFindsNoNewOwner(t *testing.T) {
	tb := table{fds: make(map[int]registration)}
	first := tb.adopt(7, "first")
	tb.forget(7, first.token)
	second := tb.adopt(7, "second") // the same slot and the same number
	called := false
	second.read.notify = func() { called = true }
	if uint32(first.token) != uint32(second.token) {
		t.Fatal("the slot was not used again: the test tests nothing")
	}
	tb.deliver(PollEvent{Token: first.token, Ready: Readable})
	if called {
		t.Fatal("an event of the closed descriptor reached the next owner of its number")
	}
	tb.deliver(PollEvent{Token: 99, Ready: Readable}) // a token that never was
}
