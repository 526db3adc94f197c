package report

import (
	"cmp"
	"slices"
	"strings"
)

// maxWords is how many words a tally tells apart.
const maxWords = 200

// others is the word for what has no place of its own.
const others = "others"

// words counts by words of which there should be few: the first of them, and
// all others together.
type words map[string]int

func (w words) add(word string) {
	if _, known := w[word]; !known {
		if len(w) >= maxWords {
			word = others
		}
		word = strings.Clone(word)
	}
	w[word]++
}

// A Count is a word and how often it came.
type Count struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// top returns the n most frequent words; the rest is one more.
func (w words) top(n int) []Count {
	all := make([]Count, 0, len(w))
	for name, count := range w {
		all = append(all, Count{name, count})
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	if len(all) <= n {
		return all
	}
	rest := Count{Name: others}
	for _, c := range all[n-1:] {
		rest.N += c.N
	}
	return append(all[:n-1], rest)
}
