package report

import (
	"fmt"
	"time"
)

// A Run is what the page says of the run besides the figures of its records.
type Run struct {
	Title   string    `json:"title"`
	Command string    `json:"command"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"wall_s"` // since then

	Ended    bool   `json:"ended"`
	Complete bool   `json:"complete"` // it has ended, and left nothing out
	Reason   string `json:"reason"`   // why it ended, or is about to; "" = it goes on

	Requests int `json:"requests"`
}

// A View is a picture of the figures at one moment. It shares nothing with the
// Stats that made it but what does not change, so it may go to another thread.
type View struct {
	Run     Run   `json:"run"`
	Records int   `json:"records"`
	OK      int   `json:"ok"`
	Failed  int   `json:"failed"`
	Skipped int   `json:"skipped"`
	Classes []int `json:"classes"` // by the first digit of the status; 0: failed
	Bytes   int64 `json:"bytes"`

	SlotWidth time.Duration `json:"slot_width_ns"`
	Slots     []Slot        `json:"slots"`
	Phases    []Phase       `json:"phases"`

	Codes    []Count  `json:"status_codes"`
	Types    []Count  `json:"content_types"`
	Reasons  []Count  `json:"skip_reasons"`
	Troubles []Count  `json:"error_kinds"`
	Depths   []Count  `json:"depths"`
	Hosts    []Host   `json:"hosts"`
	Biggest  []Page   `json:"biggest"`
	Slowest  []Page   `json:"slowest"`
	Sections Sections `json:"sections"`

	Failures      []Failure `json:"failures"` // the first of them, and
	FailuresTotal int       `json:"failures_total"`

	Live *Live `json:"live,omitempty"` // of a run that is under way
}

// A Phase is the distribution of one phase of all requests that had it.
type Phase struct {
	Name string        `json:"name"`
	N    int           `json:"n"`
	P50  time.Duration `json:"p50_ns"`
	P90  time.Duration `json:"p90_ns"`
	P99  time.Duration `json:"p99_ns"`
	Max  time.Duration `json:"max_ns"`
	Sum  time.Duration `json:"sum_ns"`

	times *histogram
}

// View makes a picture of the run until now. It takes well under a millisecond.
// [View.Run] is for the caller to fill in.
func (s *Stats) View(now time.Time) *View {
	if len(s.when.slots) > 0 {
		s.when.slot(now)
	}
	v := &View{
		Records: s.records, Skipped: s.skipped, Failed: s.classes[0], OK: s.records - s.skipped - s.classes[0],
		Classes: s.classes[:], Bytes: s.bytes,
		SlotWidth: s.when.width, Slots: append([]Slot(nil), s.when.slots...),
		Codes: s.codes.top(12), Types: s.types.top(12), Reasons: s.reasons.top(12), Troubles: s.troubles.top(14),
		Depths: s.depthCounts(), Hosts: s.hosts.top(), Sections: s.sections.view(),
		Biggest: append([]Page(nil), s.biggest.pages...), Slowest: append([]Page(nil), s.slowest.pages...),
		Failures: append([]Failure(nil), s.failures.all...), FailuresTotal: s.failures.n,
	}
	v.Classes = append([]int(nil), v.Classes...)
	for i := range s.phases {
		if h := s.phases[i]; h.n > 0 {
			v.Phases = append(v.Phases, Phase{
				phaseNames[i], h.n, h.quantile(0.5), h.quantile(0.9), h.quantile(0.99), h.max, h.sum, &h,
			})
		}
	}
	for i := range v.Failures {
		s.referrers.tell(&v.Failures[i])
	}
	return v
}

// depthCounts are the records by their distance from a seed; those far away are
// counted together.
func (s *Stats) depthCounts() (counts []Count) {
	const far = 12
	for depth, n := range s.depths {
		if depth < far {
			counts = append(counts, Count{fmt.Sprint(depth), n})
			continue
		}
		if depth == far {
			counts = append(counts, Count{Name: fmt.Sprintf("%d and more", far)})
		}
		counts[far].N += n
	}
	return counts
}

// Below returns how many requests had the phase behind them in less than d.
func (p *Phase) Below(d time.Duration) int { return p.times.below(d) }
