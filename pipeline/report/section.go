package report

import (
	"cmp"
	"slices"
	"strings"
)

const (
	maxSections  = 200 // that are told apart
	showSections = 12
)

// sections counts links by the parts of the web that they join: the folders at
// the top of the first host that was met, and every other host as a whole.
type sections struct {
	home  string
	at    map[string]int
	names []string
	links map[[2]int]int
}

// Sections is the link graph by sections: N[i][j] links lead from Names[i] to
// Names[j].
type Sections struct {
	Names []string `json:"names"`
	N     [][]int  `json:"links"`
	Most  int      `json:"-"` // the largest of N
}

func (s *sections) add(from, to string) {
	if s.links == nil {
		s.links = make(map[[2]int]int)
	}
	s.links[[2]int{s.of(from), s.of(to)}]++
}

// of is the number of a URL's section.
func (s *sections) of(url string) int {
	name := s.name(url)
	i, known := s.at[name]
	switch {
	case known:
		return i
	case s.at == nil:
		s.at = make(map[string]int)
	case len(s.names) >= maxSections:
		name = others
		if i, known := s.at[name]; known {
			return i
		}
	}
	name = strings.Clone(name)
	s.names = append(s.names, name)
	s.at[name] = len(s.names) - 1
	return len(s.names) - 1
}

// name is the first folder of a path at home, with its slashes, else the host.
func (s *sections) name(url string) string {
	host, path := splitURL(url)
	if s.home == "" {
		s.home = strings.Clone(host)
	}
	if host != s.home {
		return host
	}
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	if i := strings.IndexByte(strings.TrimPrefix(path, "/"), '/'); i >= 0 {
		return path[:i+2]
	}
	return "/"
}

// view shows the sections with most links; the rest is one more.
func (s *sections) view() Sections {
	weight := make([]int, len(s.names))
	for at, n := range s.links {
		weight[at[0]] += n
		weight[at[1]] += n
	}
	order := make([]int, len(s.names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	row := make([]int, len(order)) // of each section
	var v Sections
	for place, i := range order {
		if place < showSections {
			v.Names = append(v.Names, s.names[i])
		} else if place == showSections {
			v.Names = append(v.Names, others)
		}
		row[i] = min(place, showSections)
	}
	v.N = make([][]int, len(v.Names))
	for i := range v.N {
		v.N[i] = make([]int, len(v.Names))
	}
	for at, n := range s.links {
		cell := &v.N[row[at[0]]][row[at[1]]]
		*cell += n
		v.Most = max(v.Most, *cell)
	}
	return v
}
