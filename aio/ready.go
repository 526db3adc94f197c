package aio

import "math/rand/v2"

// runnable is an entry of the ready queue: a task to step or a callback to run.
type runnable interface{ run(*Loop) }

// readyQueue is a FIFO ring that grows and does not shrink.
type readyQueue struct {
	ring []runnable // length is a power of two
	head int
	n    int
}

func (q *readyQueue) len() int { return q.n }

func (q *readyQueue) push(r runnable) {
	if q.n == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.n)&(len(q.ring)-1)] = r
	q.n++
}

func (q *readyQueue) pop() runnable {
	r := q.ring[q.head]
	q.ring[q.head] = nil
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.n--
	return r
}

// at is the entry that i others are before.
func (q *readyQueue) at(i int) runnable { return q.ring[(q.head+i)&(len(q.ring)-1)] }

// shuffle puts the tasks among the first n entries into an order by chance.
// Callbacks keep their places: their order is promised.
func (q *readyQueue) shuffle(n int, rng *rand.Rand) {
	var tasks []*runnable
	for i := range n {
		r := &q.ring[(q.head+i)&(len(q.ring)-1)]
		if _, ok := (*r).(*task); ok {
			tasks = append(tasks, r)
		}
	}
	rng.Shuffle(len(tasks), func(i, j int) { *tasks[i], *tasks[j] = *tasks[j], *tasks[i] })
}

func (q *readyQueue) grow() {
	ring := make([]runnable, max(64, 2*len(q.ring)))
	n := copy(ring, q.ring[q.head:])
	copy(ring[n:], q.ring[:q.head])
	q.ring, q.head = ring, 0
}
