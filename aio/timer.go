package aio

import "time"

// loopTime is time on the loop's clock since the loop was made.
type loopTime = time.Duration

// expirer is what a timer acts on. expire runs on the loop, between polling
// and the turn's batch; it may make tasks ready but runs none.
type expirer interface{ expire() }

// timer is one entry of the heap; it lives inside its owner.
type timer struct {
	when  loopTime
	seq   uint64
	index int // place in the heap + 1; 0 while not armed
	owner expirer

	daemon bool // does not count as something to wait for
}

func (t *timer) armed() bool { return t.index != 0 }

// timerHeap orders timers by deadline, equal deadlines by the order in which
// they were armed. Four children a node: half the levels of a binary heap, and
// the children share a cache line. Stopped timers leave at once, so there is
// never a dead one to skip or to compact.
type timerHeap struct {
	entries []timerEntry
	seq     uint64
}

// timerEntry keeps the key beside the pointer, so that sifting does not touch
// the timers themselves.
type timerEntry struct {
	when loopTime
	seq  uint64
	t    *timer
}

func (a *timerEntry) before(b *timerEntry) bool {
	return a.when < b.when || a.when == b.when && a.seq < b.seq
}

// arm sets t to expire at when; an armed timer moves.
func (h *timerHeap) arm(t *timer, when loopTime) {
	h.stop(t)
	h.seq++
	t.when, t.seq = when, h.seq
	h.entries = append(h.entries, timerEntry{when, t.seq, t})
	h.up(len(h.entries) - 1)
}

// stop takes t out; it reports whether t was armed.
func (h *timerHeap) stop(t *timer) bool {
	if t.index == 0 {
		return false
	}
	i := t.index - 1
	t.index = 0
	last := len(h.entries) - 1
	e := h.entries[last]
	h.entries[last] = timerEntry{}
	h.entries = h.entries[:last]
	if i == last {
		return true
	}
	h.entries[i] = e
	e.t.index = i + 1
	if i > 0 && e.before(&h.entries[(i-1)/4]) {
		h.up(i)
	} else {
		h.down(i)
	}
	return true
}

// due removes and returns the first timer whose deadline is at or before now,
// nil if there is none.
func (h *timerHeap) due(now loopTime) *timer {
	if len(h.entries) == 0 || h.entries[0].when > now {
		return nil
	}
	t := h.entries[0].t
	h.stop(t)
	return t
}

// next returns the earliest deadline.
func (h *timerHeap) next() (when loopTime, ok bool) {
	if len(h.entries) == 0 {
		return 0, false
	}
	return h.entries[0].when, true
}

func (h *timerHeap) len() int { return len(h.entries) }

func (h *timerHeap) up(i int) {
	e := h.entries[i]
	for i > 0 {
		p := (i - 1) / 4
		if !e.before(&h.entries[p]) {
			break
		}
		h.place(i, h.entries[p])
		i = p
	}
	h.place(i, e)
}

func (h *timerHeap) down(i int) {
	e := h.entries[i]
	n := len(h.entries)
	for {
		first := 4*i + 1
		if first >= n {
			break
		}
		m := first
		for c := first + 1; c < min(first+4, n); c++ {
			if h.entries[c].before(&h.entries[m]) {
				m = c
			}
		}
		if !h.entries[m].before(&e) {
			break
		}
		h.place(i, h.entries[m])
		i = m
	}
	h.place(i, e)
}

func (h *timerHeap) place(i int, e timerEntry) {
	h.entries[i] = e
	e.t.index = i + 1
}
