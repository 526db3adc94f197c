package report

import (
	"hash/maphash"
	"regexp"
	"slices"

	"clew/pipeline/record"
)

const (
	maxFailures = 1000    // that are shown
	maxTargets  = 1 << 17 // of links that are remembered
	maxPages    = 1 << 15 // on which they stand
	someOfThem  = 3       // pages that are named of each target
)

// A Failure is a URL that brought no page: it failed, or its status is 400 or more.
type Failure struct {
	URL    string `json:"url"`
	Status int    `json:"status_code,omitempty"`
	Kind   string `json:"error_kind,omitempty"`
	Error  string `json:"error,omitempty"`

	Referrers []string `json:"referrers,omitempty"` // some of the pages that link to it
	More      int      `json:"more,omitempty"`      // how many others do
}

// user is what may be a name and a password in front of a host.
var user = regexp.MustCompile(`[^\s"/@]*@`)

// failures keeps the first failures of a run.
type failures struct {
	n   int
	all []Failure
}

func (f *failures) add(r *record.Record) {
	if r.State != record.Failed && r.StatusCode < 400 {
		return
	}
	if f.n++; f.n > maxFailures {
		return
	}
	one := Failure{URL: r.URL, Status: r.StatusCode, Kind: r.ErrorKind, Error: r.Error}
	if r.URL == "" { // it is no URL, and nobody has taken the user out of it
		one.URL, one.Error = user.ReplaceAllString(r.Input, ""), user.ReplaceAllString(r.Error, "")
	}
	if r.Source != "" {
		one.Referrers = []string{r.Source}
	}
	f.all = append(f.all, one)
}

// referrers remembers which pages link to a URL, as it is not known beforehand
// which URLs will fail. What comes when it is full is not remembered: then a
// failure has the page on which it was found, at least.
type referrers struct {
	seed  maphash.Seed
	pages []string
	links map[uint64]mention
}

// A mention is who links to a target.
type mention struct {
	n     int32 // pages
	first [someOfThem]int32
	last  int32
}

// page begins a page whose links follow. It returns its number, negative where
// there is no room.
func (l *referrers) page(url string) int32 {
	if l.links == nil {
		l.seed, l.links = maphash.MakeSeed(), make(map[uint64]mention)
	}
	if len(l.pages) >= maxPages {
		return -1
	}
	l.pages = append(l.pages, url)
	return int32(len(l.pages) - 1)
}

func (l *referrers) add(page int32, target string) {
	key := maphash.String(l.seed, target)
	m, known := l.links[key]
	if page < 0 || !known && len(l.links) >= maxTargets || known && m.last == page {
		return
	}
	if int(m.n) < len(m.first) {
		m.first[m.n] = page
	}
	m.n++
	m.last = page
	l.links[key] = m
}

// tell adds to a failure who links to it.
func (l *referrers) tell(f *Failure) {
	if l.links == nil {
		return
	}
	m := l.links[maphash.String(l.seed, f.URL)]
	known := int(m.n) // that would be named
	f.Referrers = slices.Clone(f.Referrers)
	for _, page := range m.first[:min(known, len(m.first))] {
		if url := l.pages[page]; !slices.Contains(f.Referrers, url) && len(f.Referrers) < someOfThem {
			f.Referrers = append(f.Referrers, url)
		}
	}
	f.More = max(0, known-len(f.Referrers))
}
