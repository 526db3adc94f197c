package crawl

import "time"

// An instant is a time as the frontier keeps it: since the first that it was
// told. That is a third of a time.Time, and as safe from a clock that is set.
type instant time.Duration

// timers are things that wait for a time of theirs: the earliest first, and of
// the same time the one that came first. It is a heap with four branches, whose
// times stand beside each other: to look for the earliest among a million
// touches ten places of memory, and none of the things. So a thing does not
// know its place; whoever waits longer than it said at first is put in anew when
// its time has come.
type timers[T any] struct {
	heap []timer[T]
	seq  uint64
}

type timer[T any] struct {
	at   instant
	seq  uint64
	what T
}

func (t *timer[T]) before(u *timer[T]) bool {
	return t.at < u.at || t.at == u.at && t.seq < u.seq
}

// first returns the earliest; ok is false where there is none.
func (q *timers[T]) first() (what T, at instant, ok bool) {
	if len(q.heap) == 0 {
		return what, 0, false
	}
	return q.heap[0].what, q.heap[0].at, true
}

// due takes out the earliest if its time has come.
func (q *timers[T]) due(now instant) (what T, ok bool) {
	if len(q.heap) == 0 || q.heap[0].at > now {
		return what, false
	}
	what = q.heap[0].what
	last := len(q.heap) - 1
	t := q.heap[last]
	q.heap[last] = timer[T]{}
	if q.heap = q.heap[:last]; last > 0 {
		q.sink(t)
	}
	return what, true
}

// add puts a thing in.
func (q *timers[T]) add(at instant, what T) {
	q.seq++
	t := timer[T]{at, q.seq, what}
	q.heap = append(q.heap, t)
	i := len(q.heap) - 1
	for i > 0 {
		above := (i - 1) / 4
		if !t.before(&q.heap[above]) {
			break
		}
		q.heap[i] = q.heap[above]
		i = above
	}
	q.heap[i] = t
}

// delay lets the earliest wait longer.
func (q *timers[T]) delay(at instant) {
	q.seq++
	q.sink(timer[T]{at, q.seq, q.heap[0].what})
}

// sink puts t in the place of the first, and then where it belongs.
func (q *timers[T]) sink(t timer[T]) {
	i := 0
	for {
		below := 4*i + 1
		if below >= len(q.heap) {
			break
		}
		least := below
		for j := below + 1; j < min(below+4, len(q.heap)); j++ {
			if q.heap[j].before(&q.heap[least]) {
				least = j
			}
		}
		if !q.heap[least].before(&t) {
			break
		}
		q.heap[i] = q.heap[least]
		i = least
	}
	q.heap[i] = t
}
