package pipeline

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"clew/pipeline/record"
)

func okFrom(host string, took time.Duration) *record.Record {
	r := &record.Record{URL: "http://" + host + "/a?b", State: record.OK, StatusCode: 200}
	r.Times.Total = took
	return r
}

func failedAt(host, kind string) *record.Record {
	return &record.Record{URL: "http://" + host, State: record.Failed, ErrorKind: kind}
}

func TestTallyKnowsTheSlowestAndTheFailing(t *testing.T) {
	var counted tally
	for i := range 500 {
		counted.add(okFrom(fmt.Sprintf("h%d.test", i), time.Duration(i)*time.Millisecond))
		counted.add(okFrom(fmt.Sprintf("h%d.test", i), 0))
	}
	for range 3 {
		counted.add(failedAt("b.test:8080", "timeout"))
	}
	counted.add(failedAt("a.test", "connect"))
	counted.add(&record.Record{State: record.Failed, ErrorKind: "url"}) // of no host
	counted.add(&record.Record{State: record.Skipped, SkipReason: "scope", URL: "http://c.test/"})
	s := &Summary{}
	counted.fill(s)
	want := &Summary{
		Errors: map[string]int{"timeout": 3, "connect": 1, "url": 1}, Reasons: map[string]int{"scope": 1},
		Slowest: []SlowHost{{"h499.test", 2, 0.2495}, {"h498.test", 2, 0.249}, {"h497.test", 2, 0.2485}},
		Failing: []FailingHost{{"b.test:8080", 3, "timeout"}, {"a.test", 1, "connect"}},
	}
	if got, want := fmt.Sprintf("%+v", s), fmt.Sprintf("%+v", want); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestTallyIsBounded: of a hundred thousand hosts those are known that have a
// large part of all that there is.
func TestTallyIsBounded(t *testing.T) {
	var counted tally
	for i := range 100_000 {
		counted.add(okFrom(fmt.Sprintf("h%d.test", rand.IntN(1<<30)), time.Millisecond))
		if i%20 == 0 {
			counted.add(okFrom("heavy.test", 100*time.Millisecond))
			counted.add(failedAt("heavy.test", "body"))
		}
		counted.add(failedAt(fmt.Sprintf("h%d.test", rand.IntN(1<<30)), "dns"))
	}
	for what, h := range map[string]*heavy{"slow": &counted.slow, "failing": &counted.failing} {
		if len(h.all) != maxHosts || len(h.at) != maxHosts {
			t.Errorf("%s: %d hosts, %d known by name", what, len(h.all), len(h.at))
		}
	}
	s := &Summary{}
	counted.fill(s)
	if s.Slowest[0].Host != "heavy.test" || s.Failing[0].Host != "heavy.test" || s.Failing[0].Failed < 4000 {
		t.Errorf("%+v", s)
	}
}

func TestSummaryIsShort(t *testing.T) {
	s := &Summary{Inputs: 50, OK: 50, Complete: true, Requests: 50, WallSeconds: 2, Status: map[string]int{"2xx": 50}}
	if got := string(s.appendText(nil)); got != "50 inputs: 50 ok, 0 failed, 0 skipped; 50 requests, 0B in 2s (25/s)\n" {
		t.Errorf("of a small run:\n%s", got)
	}
	s = &Summary{
		Inputs: 1000, OK: 880, Failed: 20, Skipped: 100, Reason: "interrupted", Bytes: 5 << 20, Requests: 950, WallSeconds: 100, MaxInflight: 64, LoopLagP99: 0.42,
		Status: map[string]int{"2xx": 800, "4xx": 80}, Errors: map[string]int{"timeout": 15, "dns": 5}, Reasons: map[string]int{"robots": 10, "scope": 90},
		Slowest: []SlowHost{{"a.test", 3, 2.5}, {"b.test", 800, 0.1}}, Failing: []FailingHost{{"c.test", 15, "timeout"}}, Outputs: []string{"a.jsonl", "sum.json"},
	}
	want := strings.TrimPrefix(`
1000 inputs: 880 ok, 20 failed, 100 skipped; 950 requests, 5.0M in 1m40s (10/s); not complete: interrupted
  status   2xx 800, 4xx 80
  failed   timeout 15, dns 5
  skipped  scope 90, robots 10
  failing  c.test 15 (timeout)
  slowest  a.test 2.5s (of 3), b.test 100ms (of 800)
  load     64 in flight at most, loop lag p99 0.4 ms
  written  a.jsonl, sum.json
`, "\n")
	if got := string(s.appendText(nil)); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func BenchmarkTally(b *testing.B) {
	for _, hosts := range []int{1, 1000, 100_000} {
		b.Run(fmt.Sprintf("hosts=%d", hosts), func(b *testing.B) {
			var counted tally
			rec := okFrom("", time.Millisecond) // it is in the cache when it is counted
			urls := make([]string, hosts)
			for i := range urls {
				urls[i] = fmt.Sprintf("http://h%d.test/", i)
			}
			for i := 0; b.Loop(); i++ {
				rec.URL = urls[i*7919%hosts]
				counted.add(rec)
			}
		})
	}
}
