package monitor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"clew/pipeline/report"
)

// metricsOf writes a picture in the text format of Prometheus.
//
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
func metricsOf(v *report.View) []byte {
	var m metrics
	m.family("clew_records_total", "counter", "Records by state.")
	m.sample("clew_records_total", v.OK, "state", "ok")
	m.sample("clew_records_total", v.Failed, "state", "failed")
	m.sample("clew_records_total", v.Skipped, "state", "skipped")
	m.family("clew_responses_total", "counter", "Responses by the class of their status.")
	for class := 1; class < len(v.Classes); class++ {
		m.sample("clew_responses_total", v.Classes[class], "class", strconv.Itoa(class)+"xx")
	}
	m.counts("clew_failures_total", "Failed records by error_kind.", "kind", v.Troubles)
	m.counts("clew_skipped_total", "Skipped records by skip_reason.", "reason", v.Reasons)
	m.one("clew_requests_total", "counter", "Requests that were sent.", v.Run.Requests)
	m.one("clew_received_bytes_total", "counter", "Bytes of responses on the wire.", int(v.Bytes))
	m.family("clew_start_time_seconds", "gauge", "When the run began, in seconds since 1970.")
	m.printf("clew_start_time_seconds %.3f\n", float64(v.Run.Started.UnixMilli())/1000)
	if v.Live != nil {
		m.live(v.Live)
	}
	m.family("clew_phase_seconds", "histogram", "How long the phases of requests took.")
	for i := range v.Phases {
		m.phase(&v.Phases[i])
	}
	return m.text
}

type metrics struct{ text []byte }

func (m *metrics) printf(format string, args ...any) { m.text = fmt.Appendf(m.text, format, args...) }

func (m *metrics) family(name, kind, help string) {
	m.printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func (m *metrics) one(name, kind, help string, n int) {
	m.family(name, kind, help)
	m.printf("%s %d\n", name, n)
}

var inLabel = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (m *metrics) sample(name string, n int, label, value string) {
	m.printf("%s{%s=\"%s\"} %d\n", name, label, inLabel.Replace(strings.ToValidUTF8(value, "?")), n)
}

func (m *metrics) counts(name, help, label string, counts []report.Count) {
	if len(counts) == 0 {
		return
	}
	m.family(name, "counter", help)
	for _, c := range counts {
		m.sample(name, c.N, label, c.Name)
	}
}

func (m *metrics) live(l *report.Live) {
	m.one("clew_in_flight", "gauge", "Requests under way.", l.InFlight)
	m.one("clew_frontier_urls", "gauge", "URLs that wait to be asked.", l.Frontier)
	m.one("clew_frontier_hosts", "gauge", "Hosts that the frontier knows.", l.Hosts)
	m.one("clew_frontier_hosts_waiting", "gauge", "Hosts that are not to be asked yet.", l.HostsWaiting)
	m.one("clew_tasks", "gauge", "Tasks that live.", l.TasksTotal)
	m.family("clew_loop_lag_p99_seconds", "gauge", "How late the event loop is, at the 99th percentile of the run.")
	m.printf("clew_loop_lag_p99_seconds %g\n", l.LagP99/1000)
	m.family("clew_queue_length", "gauge", "What the queues between the stages hold.")
	for _, q := range l.Queues {
		m.sample("clew_queue_length", q.Len, "queue", q.Name)
	}
}

// phase writes a histogram whose buckets end at 1 ms times powers of four, borders
// of those in which it was counted.
func (m *metrics) phase(p *report.Phase) {
	name := strings.ReplaceAll(p.Name, " ", "_")
	for border := time.Millisecond / 16; border < 5*time.Minute; border *= 4 {
		m.printf("clew_phase_seconds_bucket{phase=\"%s\",le=\"%g\"} %d\n", name, border.Seconds(), p.Below(border))
	}
	m.printf("clew_phase_seconds_bucket{phase=\"%s\",le=\"+Inf\"} %d\n", name, p.N)
	m.printf("clew_phase_seconds_sum{phase=\"%s\"} %g\n", name, p.Sum.Seconds())
	m.printf("clew_phase_seconds_count{phase=\"%s\"} %d\n", name, p.N)
}
