package robots

import (
	"cmp"
	"slices"
	"strings"
)

// A group is the rules whose patterns begin with the same literal piece.
type group struct {
	begin    string
	parent   int // of the groups that this one's begin begins with, the longest; -1 for none
	from, to int // its rules
}

// index puts the rules in order: by their groups, and in these as they decide.
// Of rules that match, the longest decides, of equal ones an allowing one.
func (r *Rules) index() {
	slices.SortStableFunc(r.rules, func(a, b rule) int {
		return cmp.Or(b.length-a.length, cmp.Compare(a.denies(), b.denies()))
	})
	for i := range r.rules {
		r.rules[i].rank = i
	}
	slices.SortStableFunc(r.rules, func(a, b rule) int { return strings.Compare(a.pieces[0], b.pieces[0]) })
	r.needs = make([]pairs, len(r.rules))
	parent := -1
	for i := range r.rules {
		r.needs[i] = r.rules[i].needs()
		begin := r.rules[i].pieces[0]
		if i > 0 && begin == r.rules[i-1].pieces[0] {
			r.groups[len(r.groups)-1].to = i + 1
			continue
		}
		for parent >= 0 && !strings.HasPrefix(begin, r.groups[parent].begin) {
			parent = r.groups[parent].parent
		}
		r.groups = append(r.groups, group{begin, parent, i, i + 1})
		parent = len(r.groups) - 1
	}
}

func (r *rule) denies() int {
	if r.allow {
		return 0
	}
	return 1
}

// decisive returns the rule that decides on a path in normal form, or nil. All
// groups that the path begins with are among the last one that does not sort
// behind it and that one's parents, so of a file of a thousand rules a few are
// looked at.
func (r *Rules) decisive(path string) (first *rule) {
	next, _ := slices.BinarySearchFunc(r.groups, path, func(g group, path string) int {
		return cmp.Or(strings.Compare(g.begin, path), -1)
	})
	has := pairsOf(path)
	for i := next - 1; i >= 0; i = r.groups[i].parent {
		g := &r.groups[i]
		if !strings.HasPrefix(path, g.begin) {
			continue
		}
		for j, needs := range r.needs[g.from:g.to] {
			if !has.include(needs) {
				continue
			}
			candidate := &r.rules[g.from+j]
			if first != nil && first.rank < candidate.rank {
				break
			}
			if candidate.matches(path) {
				first = candidate
				break
			}
		}
	}
	return first
}

// pairs is a set of pairs of neighbouring bytes, by a hash of 7 bits. A rule
// that needs one which a path has not does not match it.
type pairs struct{ low, high uint64 }

func pairsOf(s string) (p pairs) {
	for i := 1; i < len(s); i++ {
		h := uint(s[i-1])*31 + uint(s[i])
		if bit := uint64(1) << (h & 63); h&64 == 0 {
			p.low |= bit
		} else {
			p.high |= bit
		}
	}
	return p
}

// needs are the pairs that every path has which the rule matches.
func (r *rule) needs() (p pairs) {
	for _, piece := range r.pieces {
		q := pairsOf(piece)
		p.low, p.high = p.low|q.low, p.high|q.high
	}
	return p
}

func (p pairs) include(q pairs) bool { return q.low&^p.low|q.high&^p.high == 0 }
