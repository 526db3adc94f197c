package config

import (
	"slices"
	"testing"
)

// TestStdin: when inputs come from standard input.
func TestStdin(t *testing.T) {
	pipe := onTerminal.holding("/dev/stdin", "body")
	pipe.Terminal.Stdin = false
	for _, row := range []struct {
		args         string
		piped, typed bool // with stdin a pipe, a terminal
	}{
		{"fetch -", true, true},
		{"fetch a -", true, true},
		{"fetch -l -", true, true},
		{"fetch -l f", false, false},
		{"fetch a", false, false},
		{"crawl -l - a", true, true},
		{"demo", false, false},
		{"fetch a -d @-", false, false},
	} {
		typed := onTerminal.holding("/dev/stdin", "body")
		if got := parsed(t, pipe, row.args).UsesStdin; got != row.piped {
			t.Errorf("clew %s < pipe: UsesStdin %t, want %t", row.args, got, row.piped)
		}
		if got := parsed(t, typed, row.args).UsesStdin; got != row.typed {
			t.Errorf("clew %s on a terminal: UsesStdin %t, want %t", row.args, got, row.typed)
		}
	}
	for _, command := range []string{Fetch, Crawl} {
		if s := parsed(t, pipe, command); !s.UsesStdin || len(s.URLs) != 0 {
			t.Errorf("clew %s < pipe: %+v", command, s)
		}
		refused(t, onTerminal, command)
	}
	refused(t, pipe, Fetch, "-d", "@-") // stdin is the body, so there is no input
}

// TestSpeedTimeAlone: it is as in curl.
func TestSpeedTimeAlone(t *testing.T) {
	for args, want := range map[string]int64{
		"fetch a --speed-time 9":                  1,
		"fetch a --speed-limit 2K --speed-time 9": 2048,
		"fetch a --speed-limit 0 --speed-time 9":  0,
	} {
		if got := parsed(t, onTerminal, args).Time.SpeedLimit; got != want {
			t.Errorf("clew %s: SpeedLimit %d, want %d", args, got, want)
		}
	}
}

func TestFormat(t *testing.T) {
	piped := onTerminal
	piped.Terminal.Stdout = false
	for _, row := range []struct {
		host Host
		args string
		want Format
	}{
		{onTerminal, "fetch a", FormatText},
		{onTerminal, "crawl a", FormatText},
		{onTerminal, "demo", FormatText},
		{piped, "fetch a", FormatJSONL},
		{piped, "fetch a --format text", FormatText},
		{onTerminal, "fetch a -o f", FormatJSONL},
		{onTerminal, "fetch a -o -", FormatText},
		{onTerminal, "fetch a --format jsonl", FormatJSONL},
		{onTerminal, "fetch a --format body", FormatBody},
	} {
		if got := parsed(t, row.host, row.args).Output.Format; got != row.want {
			t.Errorf("clew %s, stdout a terminal %t: format %s, want %s", row.args, row.host.Terminal.Stdout, got, row.want)
		}
	}
}

func TestShowProgress(t *testing.T) {
	piped := onTerminal
	piped.Terminal.Stderr = false
	for _, row := range []struct {
		host Host
		args string
		want bool
	}{
		{onTerminal, "fetch a", true},
		{onTerminal, "fetch a -q", false},
		{onTerminal, "fetch a --progress off", false},
		{piped, "fetch a", false},
		{piped, "fetch a --progress on", true},
	} {
		if got := parsed(t, row.host, row.args).ShowProgress(); got != row.want {
			t.Errorf("clew %s, stderr a terminal %t: %t, want %t", row.args, row.host.Terminal.Stderr, got, row.want)
		}
	}
}

// TestRequest: what --data, --header, --request and --user-agent make of each other.
func TestRequest(t *testing.T) {
	form := Header{Name: "Content-Type", Value: formType}
	files := onTerminal.holding("f", "a=1\r\nb=2\x00\n", "h", "X-A: 1\r\n\nX-B: 2\n", "bad", "X-A: 1\nX B: 2\n")
	for _, row := range []struct {
		args         []string
		method, body string
		headers      []Header
	}{
		{[]string{"-d", "a=1"}, "POST", "a=1", []Header{form}},
		{[]string{"-d", "a=1", "-d", "b=2"}, "POST", "a=1&b=2", []Header{form}},
		{[]string{"-d", ""}, "POST", "", []Header{form}},
		{[]string{"-d", "a\n"}, "POST", "a\n", []Header{form}},
		{[]string{"-d", "@f"}, "POST", "a=1b=2", []Header{form}},
		{[]string{"-d", "a=1", "-X", "PUT"}, "PUT", "a=1", []Header{form}},
		{[]string{"-d", "a=1", "-X", "GET"}, "GET", "a=1", []Header{form}},
		{[]string{"-d", "{}", "-H", "content-type: application/json"}, "POST", "{}",
			[]Header{{Name: "content-type", Value: "application/json"}}},
		{[]string{"-d", "{}", "-H", "Content-Type:"}, "POST", "{}", []Header{{Name: "Content-Type", Remove: true}}},
		{[]string{"-X", "HEAD"}, "HEAD", "", nil},
		{[]string{"-H", "@h", "-H", "X-C: 3"}, "GET", "",
			[]Header{{Name: "X-A", Value: "1"}, {Name: "X-B", Value: "2"}, {Name: "X-C", Value: "3"}}},
	} {
		r := parsedArgs(t, files, append([]string{Fetch, "a"}, row.args...)...).Request
		if r.Method != row.method || string(r.Body) != row.body || !slices.Equal(r.Headers, row.headers) {
			t.Errorf("%q: %s %q %+v", row.args, r.Method, r.Body, r.Headers)
		}
		if given := row.args[0] == "-d"; (r.Body != nil) != given {
			t.Errorf("%q: body nil %t; an empty body is one too", row.args, r.Body == nil)
		}
	}
	e := refused(t, files, Fetch, "a", "-H", "@bad")
	wantReport(t, e, `clew: --header: expected "Name: value" on one line, or @FILE with such lines, not "X"…`)
}

func TestUserAgentInAHeaderComesFirst(t *testing.T) {
	s := parsedArgs(t, onTerminal, "fetch", "a", "-A", "me", "-H", "user-agent: you")
	if s.Request.UserAgent != "" || s.Request.Headers[0].Value != "you" {
		t.Errorf("%+v, want the header alone", s.Request)
	}
	if s := parsedArgs(t, onTerminal, "fetch", "a", "-A", ""); s.Request.UserAgent != "" {
		t.Errorf("user agent %q, want none", s.Request.UserAgent)
	}
	if s := parsed(t, Host{Terminal: onTerminal.Terminal}, "fetch a"); s.Request.UserAgent != "clew" {
		t.Errorf("user agent %q, want clew: the version is unknown", s.Request.UserAgent)
	}
}
