package config

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDefaultsOfTheContract(t *testing.T) {
	fetch, crawl, demo := parsed(t, onTerminal, "fetch a"), parsed(t, onTerminal, "crawl a"), parsed(t, onTerminal, "demo")
	for _, s := range []*Settings{fetch, crawl, demo} {
		want := Time{
			Total: 30 * time.Second, Connect: 10 * time.Second, TLS: 10 * time.Second,
			TTFB: 20 * time.Second, DNS: 5 * time.Second, SpeedTime: 30 * time.Second,
		}
		if s.Time != want {
			t.Errorf("%s: time %+v, want %+v", s.Command, s.Time, want)
		}
		if want := (Retry{Count: 2, Delay: 500 * time.Millisecond, MaxDelay: time.Minute}); s.Retry != want {
			t.Errorf("%s: retry %+v, want %+v", s.Command, s.Retry, want)
		}
		if want := (Limits{MaxBody: 10 << 20, MaxHeader: 256 << 10}); s.Limits != want {
			t.Errorf("%s: limits %+v, want %+v", s.Command, s.Limits, want)
		}
		if r := s.Request; r.Method != "GET" || r.UserAgent != "clew/1.2.3" || !r.Redirects || r.MaxHops != 10 || !r.Compress || r.Body != nil {
			t.Errorf("%s: request %+v", s.Command, r)
		}
		if s.Crawl.Depth != -1 || s.Crawl.Scope != ScopeHost || s.Run.Grace != 10*time.Second || s.Load.HostDelayGiven {
			t.Errorf("%s: %+v %+v %+v", s.Command, s.Crawl, s.Run, s.Load)
		}
		if want := max(1, runtime.GOMAXPROCS(0)-1); s.Load.MaxInflight != 64 || s.Load.Rate != 0 || s.Load.Parsers != want {
			t.Errorf("%s: load %+v", s.Command, s.Load)
		}
	}
	for _, row := range []struct {
		s       *Settings
		perHost int
		delay   time.Duration
	}{{fetch, 0, 0}, {crawl, 2, 200 * time.Millisecond}, {demo, 2, 200 * time.Millisecond}} {
		if row.s.Load.MaxPerHost != row.perHost || row.s.Load.HostDelay != row.delay {
			t.Errorf("%s: load %+v, want %d per host and %v", row.s.Command, row.s.Load, row.perHost, row.delay)
		}
	}
}

// TestEnvironment: which variable counts, and what it says.
func TestEnvironment(t *testing.T) {
	host := onTerminal.with("CLEW_MAX_INFLIGHT=7", "CLEW_HEADER=X-A: a, b\r\n\nX-B: c\n", "CLEW_TIMEOUT=",
		"CLEW_DATA=one\ntwo", "CLEW_DEPTH=nonsense", "CLEW_CASES=nonsense")
	s := parsed(t, host, "fetch a")
	if s.Load.MaxInflight != 7 || s.Origin("max-inflight") != FromEnv {
		t.Errorf("max-inflight %d from %v, want 7 from the environment", s.Load.MaxInflight, s.Origin("max-inflight"))
	}
	if s.Time.Total != 30*time.Second || s.Origin("timeout") != FromDefault {
		t.Errorf("an empty variable counts as set: timeout %v", s.Time.Total)
	}
	want := []Header{{Name: "X-A", Value: "a, b"}, {Name: "X-B", Value: "c"}, {Name: "Content-Type", Value: formType}}
	if !slices.Equal(s.Request.Headers, want) {
		t.Errorf("headers %+v, want %+v: one a line, commas left alone", s.Request.Headers, want)
	}
	if string(s.Request.Body) != "one\ntwo" {
		t.Errorf("body %q: the variable of --data is one value", s.Request.Body)
	}
	s = parsed(t, host, "fetch a -c 9 -H X-D:e")
	if s.Load.MaxInflight != 9 || s.Origin("max-inflight") != FromFlag {
		t.Errorf("max-inflight %d: the flag must win", s.Load.MaxInflight)
	}
	if s.Request.Headers[0].Name != "X-D" || len(s.Request.Headers) != 2 {
		t.Errorf("headers %+v: flags replace the variable", s.Request.Headers)
	}
}

func TestEnvironmentErrorsNameTheVariable(t *testing.T) {
	for _, row := range []struct{ set, args, message, hint string }{
		{"CLEW_TIMEOUT=soon", "fetch a",
			`CLEW_TIMEOUT: expected a duration such as 200ms, 5m or 1h30m, or a number of seconds, not "soon"`, ""},
		{"CLEW_QUIET=perhaps", "fetch a --no-quiet", `CLEW_QUIET: expected true or false, not "perhaps"`, ""},
		{"CLEW_QUIET=1", "fetch a -v", "CLEW_QUIET contradicts --verbose (-v)",
			"leave one of them out, or override the variable with a flag"},
		{"CLEW_FORMAT=body", "crawl a", "CLEW_FORMAT body does not go with crawl: a crawl has many pages",
			"fetch one URL, or use --format jsonl --body"},
		{"CLEW_FIELDS=ur", "fetch a", `CLEW_FIELDS: a record has no field "ur"`, "did you mean url?"},
		{"CLEW_CACERT=missing", "fetch a", "CLEW_CACERT: open missing: file does not exist", ""},
	} {
		host := onTerminal.with(row.set)
		host.Fields = []string{"url"}
		e := refused(t, host, strings.Fields(row.args)...)
		lines := []string{"clew: " + row.message}
		if row.hint != "" {
			lines = append(lines, "hint: "+row.hint)
		}
		wantReport(t, e, lines...)
	}
}

// TestColours: who turns them off, and who is stronger.
func TestColours(t *testing.T) {
	for _, row := range []struct {
		env, args string
		off       bool
	}{
		{"", "fetch a", false},
		{"", "fetch a --no-color", true},
		{"NO_COLOR=1", "fetch a", true},
		{"NO_COLOR=", "fetch a", false},
		{"TERM=dumb", "fetch a", true},
		{"TERM=xterm", "fetch a", false},
		{"CLEW_NO_COLOR=true", "fetch a", true},
		{"NO_COLOR=1", "fetch a --no-color=false", false},
	} {
		if s := parsed(t, onTerminal.with(row.env), row.args); s.Run.NoColor != row.off {
			t.Errorf("%s clew %s: NoColor %t, want %t", row.env, row.args, s.Run.NoColor, row.off)
		}
	}
}
