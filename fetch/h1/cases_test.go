package h1

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wireCase is one public correctness case: what a server sends in answer to a
// request, and what a client may make of it.
type wireCase struct {
	Name, Method, Policy, Then string
	Raw                        string `json:"raw_response_base64"`
	Chunks                     []struct{ Base64 string }
	Expected                   struct {
		Outcome    string
		Status     int
		Body       *string           `json:"body_base64"`
		ErrorClass string            `json:"error_class"`
		Headers    map[string]string // by lower-case name
	}
}

// casesDir returns the folder that CLEW_CASES names, or skips.
func casesDir(tb testing.TB) string {
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		tb.Skip("set CLEW_CASES to the folder of the public correctness cases")
	}
	return dir
}

func decode64(tb testing.TB, s string) string {
	tb.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(casesDir(t), "http1", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Cases []wireCase }
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(name, err)
		}
		for i := range file.Cases {
			t.Run(file.Cases[i].Name, file.Cases[i].run)
		}
		t.Logf("%s: %d cases", filepath.Base(name), len(file.Cases))
	}
}

// run holds a case against what comes out. Where the policy is a choice, a
// difference is logged: the table in doc.go has the decision.
func (c *wireCase) run(t *testing.T) {
	fault := c.check(t, everyWay(t, c.Method, Limits{}, c.input(t)))
	switch {
	case fault == "":
	case c.Policy == "choice":
		t.Logf("decided otherwise: %s", fault)
	default:
		t.Errorf("%s (%s)\n%.300q", fault, c.Policy, c.input(t))
	}
}

func (c *wireCase) input(t *testing.T) string {
	if c.Chunks == nil {
		return decode64(t, c.Raw)
	}
	var b strings.Builder
	for _, chunk := range c.Chunks {
		b.WriteString(decode64(t, chunk.Base64))
	}
	return b.String()
}

// check tells how o differs from what is expected, or "".
func (c *wireCase) check(t *testing.T, o outcome) string {
	failed := o.Err != nil
	if !o.Done && c.Then != "close" {
		// Silence, a reset or an endless stream: without an end by framing, the
		// deadline, the socket or the body limit of the caller ends it.
		failed = true
	}
	switch c.Expected.ErrorClass {
	case "decode_error", "bad_redirect", "body_too_large":
		// For the layers above; here the message must have been sound, or cut.
		if o.HeadDone {
			return ""
		}
	}
	want := c.Expected
	switch {
	case want.Outcome == "error" && !failed:
		return "want an error, got " + o.String()
	case want.Outcome == "ok" && failed:
		return "want success, got " + o.String()
	case failed:
		return ""
	case want.Status != o.Head.StatusCode:
		return "want another status, got " + o.String()
	case want.Body != nil && !o.Head.Header.Has("Content-Encoding") && decode64(t, *want.Body) != o.Body:
		// A coded content is decoded above.
		return "want another body, got " + o.String()
	}
	for name, value := range want.Headers {
		if got := o.Head.Header.Get(name); got != value {
			return "want another " + name + ", got " + got
		}
	}
	return ""
}
