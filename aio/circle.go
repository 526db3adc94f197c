package aio

import "slices"

// A search looks for circles of tasks that wait for each other. It follows the
// waits depth first, and without recursion: a chain may be as long as there are
// tasks. Each is followed once, from however many tasks the search starts.
type search struct {
	anyOf        bool   // follow waits that any one of several tasks ends, too
	onPath, done uint64 // marks of the tasks on the path, and of those behind it
	path         []*task
	begins       []int   // where each one's holders begin in rest
	rest         []*task // holders still to be followed
	found        [][]*task

	// For collect, which is made once: a closure for each wait would be on
	// the heap.
	collect  func(*task) bool
	n, limit int
	soonest  *task
}

// begin makes s forget what it has visited.
func (s *search) begin(l *Loop) {
	l.dead.marks += 2
	s.onPath, s.done = l.dead.marks-1, l.dead.marks
	if s.collect == nil {
		s.collect = func(t *task) bool {
			if t != s.soonest {
				s.rest = append(s.rest, t)
				s.n++
			}
			return s.n < s.limit
		}
	}
}

// end returns what was found.
func (s *search) end() [][]*task {
	found := s.found
	s.found, s.soonest = nil, nil
	return found
}

// allCircles starts at every task and goes wherever the waits lead.
func (l *Loop) allCircles(anyOf bool) [][]*task {
	s := search{anyOf: anyOf}
	s.begin(l)
	depth := 0
	for t := l.root.first; t != nil; t = t.following(&depth) {
		s.from(t, l.tasks.live)
	}
	return s.end()
}

// from follows the waits from first on: all of its own, and those of at most
// reach tasks behind them.
func (s *search) from(first *task, reach int) {
	if first.visited == s.done {
		return
	}
	left := reach + s.enter(first, first, first.loop.tasks.live)
	for len(s.path) > 0 {
		last, n := len(s.path)-1, len(s.rest)
		if n == s.begins[last] {
			s.path[last].visited = s.done
			s.path[last] = nil // hold no task that has ended
			s.path, s.begins = s.path[:last], s.begins[:last]
			continue
		}
		t := s.rest[n-1]
		s.rest[n-1] = nil
		s.rest = s.rest[:n-1]
		switch {
		case t.visited == s.onPath:
			s.found = append(s.found, circleFrom(s.path, t))
		case t.visited != s.done && left > 0:
			left--
			s.enter(t, first, reach)
		}
	}
}

// enter puts t on the path, and up to limit of its holders behind it, of which
// it returns how many. The one that first is, or in whose groups first is, will
// be followed before all others: it is what most likely closes a circle.
func (s *search) enter(t, first *task, limit int) int {
	t.visited = s.onPath
	s.path, s.begins = append(s.path, t), append(s.begins, len(s.rest))
	held := t.heldUp()
	if w, ok := held.(*watch); held == nil || ok && w.anyOf() && !s.anyOf {
		return 0
	}
	s.n, s.limit, s.soonest = 0, limit, nil
	if g, ok := held.(*TaskGroup); ok {
		for s.soonest = first; s.soonest != nil && s.soonest.group() != g; {
			s.soonest = s.soonest.parent()
		}
	}
	held.holders(s.collect)
	if s.soonest != nil {
		s.rest = append(s.rest, s.soonest)
		s.n++
	}
	return s.n
}

// circleFrom is the end of the path from t on, turned so that the oldest task is
// the first.
func circleFrom(path []*task, t *task) []*task {
	circle := path[slices.Index(path, t):]
	oldest := 0
	for i, t := range circle {
		if t.id < circle[oldest].id {
			oldest = i
		}
	}
	return slices.Concat(circle[oldest:], circle[:oldest])
}
