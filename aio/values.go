package aio

// values holds the values of a queue in the order in which they come out: first
// in first out, last in first out, or by less.
type values[T any] struct {
	lifo bool
	less func(a, b T) bool

	ring  []T
	head  int
	count int

	heap []ranked[T]
	seq  uint64
}

// ranked is a value with its age, which decides between equals.
type ranked[T any] struct {
	value T
	seq   uint64
}

func (s *values[T]) len() int { return s.count + len(s.heap) }

func (s *values[T]) push(v T) {
	if s.less != nil {
		s.seq++
		s.heap = append(s.heap, ranked[T]{v, s.seq})
		s.up(len(s.heap) - 1)
		return
	}
	if s.count == len(s.ring) {
		s.grow()
	}
	s.ring[(s.head+s.count)&(len(s.ring)-1)] = v
	s.count++
}

func (s *values[T]) pop() (v T) {
	var zero T
	if s.less != nil {
		return s.popLeast()
	}
	at := s.head
	if s.lifo {
		at = (s.head + s.count - 1) & (len(s.ring) - 1)
	} else {
		s.head = (s.head + 1) & (len(s.ring) - 1)
	}
	v, s.ring[at] = s.ring[at], zero
	s.count--
	return v
}

func (s *values[T]) grow() {
	ring := make([]T, max(8, 2*len(s.ring)))
	n := copy(ring, s.ring[s.head:])
	copy(ring[n:], s.ring[:s.head])
	s.ring, s.head = ring, 0
}

func (s *values[T]) popLeast() T {
	least := s.heap[0].value
	last := len(s.heap) - 1
	s.heap[0] = s.heap[last]
	s.heap[last] = ranked[T]{}
	s.heap = s.heap[:last]
	s.down(0)
	return least
}

func (s *values[T]) before(i, j int) bool {
	a, b := &s.heap[i], &s.heap[j]
	if s.less(a.value, b.value) {
		return true
	}
	return a.seq < b.seq && !s.less(b.value, a.value)
}

func (s *values[T]) up(i int) {
	for i > 0 && s.before(i, (i-1)/2) {
		p := (i - 1) / 2
		s.heap[i], s.heap[p] = s.heap[p], s.heap[i]
		i = p
	}
}

func (s *values[T]) down(i int) {
	for {
		c := 2*i + 1
		if c >= len(s.heap) {
			return
		}
		if c+1 < len(s.heap) && s.before(c+1, c) {
			c++
		}
		if !s.before(c, i) {
			return
		}
		s.heap[i], s.heap[c] = s.heap[c], s.heap[i]
		i = c
	}
}
