package report

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"clew/pipeline/record"
)

// phase numbers the phases of a request.
const (
	phaseQueue = iota
	phaseName
	phaseConnect
	phaseTLS
	phaseServer
	phaseBody
	phaseTotal
	phases
)

var phaseNames = [phases]string{"queue", "dns", "connect", "tls", "first byte", "body", "total"}

// maxDepth is the depth from which on all count as one.
const maxDepth = 60

// Stats gathers the figures of a run. It is not safe for use by several
// goroutines at once. A nil Stats gathers nothing.
type Stats struct {
	started time.Time

	records, skipped  int
	classes           [6]int // ok records by the first digit of their status; 0: failed
	bytes             int64
	when              timeline
	phases            [phases]histogram
	biggest, slowest  top
	hosts             hosts
	sections          sections
	failures          failures
	referrers         referrers
	depths            []int
	codes, types      words
	reasons, troubles words
}

// NewStats returns the figures of a run that begins now.
func NewStats(now time.Time) *Stats {
	return &Stats{
		started: now, when: timeline{start: now},
		codes: words{}, types: words{}, reasons: words{}, troubles: words{},
	}
}

// Add counts a record. Of a page in a crawl, the targets of its links tell which
// of them it follows; of other pages all are looked at.
func (s *Stats) Add(r *record.Record) {
	if s == nil {
		return
	}
	s.records++
	if r.Depth >= 0 {
		s.addDepth(min(r.Depth, maxDepth))
	}
	if r.State == record.Skipped {
		s.skipped++
		s.reasons.add(r.SkipReason)
		return
	}
	s.classes[class(r)]++
	s.bytes += max(0, r.WireBytes)
	s.failures.add(r)
	if r.State == record.Failed {
		s.troubles.add(r.ErrorKind)
	} else {
		s.addAnswer(r)
	}
	if host, _ := splitURL(finalURL(r)); host != "" {
		s.hosts.add(host, r)
		s.sections.name(finalURL(r)) // the first of all is home
	}
	if !r.Timestamp.IsZero() {
		s.when.add(r.Timestamp.Add(r.Times.Total), class(r), max(0, r.WireBytes))
	}
	s.addLinks(r)
}

// class is the first digit of the status of a record that is ok; 0 of one that
// has failed.
func class(r *record.Record) int {
	if c := r.StatusCode / 100; r.State == record.OK && c < 6 {
		return c
	}
	return 0
}

func (s *Stats) addDepth(depth int) {
	for len(s.depths) <= depth {
		s.depths = append(s.depths, 0)
	}
	s.depths[depth]++
}

// addAnswer counts a response that came whole.
func (s *Stats) addAnswer(r *record.Record) {
	s.codes.add(strconv.Itoa(r.StatusCode))
	s.types.add(cmp.Or(mediaType(r), "none"))
	s.biggest.add(r.BodyBytes, r)
	s.slowest.add(int64(r.Times.Total), r)
	s.addTimes(&r.Times)
}

// addTimes takes the phases, which a record counts from the start of the attempt,
// apart. One that there was not is not counted: most requests need no connection
// of their own.
func (s *Stats) addTimes(t *record.Times) {
	s.phases[phaseQueue].add(t.Queue)
	ready := max(t.Name, t.Connect, t.TLS)
	if t.Name > 0 {
		s.phases[phaseName].add(t.Name)
	}
	if t.Connect > 0 {
		s.phases[phaseConnect].add(t.Connect - t.Name)
	}
	if t.TLS > 0 {
		s.phases[phaseTLS].add(t.TLS - t.Connect)
	}
	s.phases[phaseServer].add(t.FirstByte - ready)
	s.phases[phaseBody].add(t.Total - t.FirstByte)
	s.phases[phaseTotal].add(t.Total)
}

// addLinks counts the links of a page.
func (s *Stats) addLinks(r *record.Record) {
	if len(r.Links) == 0 {
		return
	}
	from := finalURL(r)
	page := s.referrers.page(from)
	for _, l := range r.Links {
		to := l.Target
		if r.Depth < 0 {
			to, _, _ = strings.Cut(l.URL, "#")
		}
		if to != "" {
			s.sections.add(from, to)
			s.referrers.add(page, to)
		}
	}
}
