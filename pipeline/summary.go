package pipeline

import (
	"cmp"
	"encoding/json"
	"time"
)

// Summary is what a run says of itself at its end.
type Summary struct {
	Inputs      int     `json:"inputs"`
	OK          int     `json:"ok"`
	Failed      int     `json:"failed"`
	Skipped     int     `json:"skipped"`
	Complete    bool    `json:"complete"`
	Reason      string  `json:"reason"`
	WallSeconds float64 `json:"wall_s"`
	Bytes       int64   `json:"bytes"`
	Requests    int     `json:"requests"`
	MaxInflight int     `json:"max_inflight"`
	LoopLagP99  float64 `json:"loop_lag_p99_ms"`

	Status  map[string]int `json:"status,omitempty"`  // ok records by class: "2xx"
	Errors  map[string]int `json:"errors,omitempty"`  // failed ones by error_kind
	Reasons map[string]int `json:"reasons,omitempty"` // skipped ones by skip_reason

	Slowest []SlowHost    `json:"slowest_hosts,omitempty"` // by the mean time of a response
	Failing []FailingHost `json:"failing_hosts,omitempty"` // by failures
	Outputs []string      `json:"outputs,omitempty"`       // the files that were written
}

// A SlowHost is one with its responses and how long they took.
type SlowHost struct {
	Host  string  `json:"host"`
	OK    int     `json:"ok"`
	MeanS float64 `json:"mean_s"`
}

// A FailingHost is one with how often it failed, and how it did last.
type FailingHost struct {
	Host   string `json:"host"`
	Failed int    `json:"failed"`
	Kind   string `json:"error_kind"`
}

func (r *run) summary() *Summary {
	c := &r.co.counts
	s := &Summary{
		Inputs: c.Inputs, OK: c.OK, Failed: c.Failed, Skipped: c.Skipped,
		Complete: r.co.stopping == running && r.co.limited == running && r.co.over(),
		Reason:   string(cmp.Or(r.co.stopping, r.co.limited, "finished")),
		Bytes:    c.Bytes, Requests: r.requests, MaxInflight: c.MaxInFlight, LoopLagP99: milliseconds(r.loop.LagP99),
		Status: make(map[string]int), Outputs: r.files(),
	}
	if r.bug != nil {
		s.Complete, s.Reason = false, "a bug in clew"
	}
	if r.co.now != nil {
		s.WallSeconds = time.Since(r.started).Seconds()
	}
	for class, n := range c.ByStatus {
		if n > 0 {
			s.Status[string(rune('0'+class))+"xx"] = n
		}
	}
	r.co.tally.fill(s)
	return s
}

// fill adds what was counted by words and hosts.
func (t *tally) fill(s *Summary) {
	const few = 3
	if t == nil {
		return
	}
	s.Errors, s.Reasons = t.failed, t.skipped
	answered := func(h *hostCount) bool { return h.records > 0 }
	bySlowness := func(a, b *hostCount) int { return cmp.Compare(b.mean(), a.mean()) }
	for _, h := range t.slow.top(few, answered, bySlowness) {
		s.Slowest = append(s.Slowest, SlowHost{h.host, h.records, h.mean().Seconds()})
	}
	failed := func(h *hostCount) bool { return h.failed > 0 }
	byFailures := func(a, b *hostCount) int { return cmp.Compare(b.failed, a.failed) }
	for _, h := range t.failing.top(few, failed, byFailures) {
		s.Failing = append(s.Failing, FailingHost{h.host, h.failed, h.kind})
	}
}

// files are what the run was to write.
func (r *run) files() (names []string) {
	o := r.settings.Output
	for _, name := range []string{o.File, o.Save, o.Summary, o.Report, o.Graph, r.settings.Request.CookieJar} {
		if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// tell writes the summary: for people on standard error, as JSON to --summary.
func (r *run) tell() error {
	s := r.summary()
	if !r.settings.Run.Quiet {
		r.say(s.appendText(nil))
	}
	f := r.targets.summary
	if f == nil {
		return nil
	}
	text, err := json.Marshal(s)
	if err == nil {
		_, err = f.Write(append(text, '\n'))
	}
	if err != nil {
		return &FileError{Op: "write", Name: f.Name(), Err: err}
	}
	return nil
}
