package trap

import "slices"

// A generation is a map that forgets: when the young half is full it becomes the
// old one, and what was in that and not asked for meanwhile is gone.
type generation[V any] struct {
	young, old map[uint64]V
	limit      int
}

func (g *generation[V]) get(key uint64) (v V, ok bool) {
	if v, ok = g.young[key]; ok {
		return v, true
	}
	if v, ok = g.old[key]; ok {
		g.set(key, v)
	}
	return v, ok
}

func (g *generation[V]) set(key uint64, v V) {
	if g.young == nil || len(g.young) >= g.limit {
		g.old, g.young = g.young, make(map[uint64]V)
	}
	g.young[key] = v
}

// A recall remembers the last hashes that were new to it.
type recall struct {
	marks [64]uint32
	next  uint8
}

// add reports whether h is remembered; else it is from now on.
func (r *recall) add(h uint64) (known bool) {
	mark := uint32(h>>32) | 1
	if slices.Contains(r.marks[:], mark) {
		return true
	}
	r.marks[r.next] = mark
	r.next = (r.next + 1) % uint8(len(r.marks))
	return false
}
