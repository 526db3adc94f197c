package record

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/fetch/h1"
)

func expand(t *testing.T, text string, r *Record) (stdout, stderr string) {
	t.Helper()
	tmpl, err := ParseTemplate(text)
	if err != nil {
		t.Fatal(err)
	}
	out, errs := tmpl.Append(nil, nil, r)
	return string(out), string(errs)
}

func TestTemplate(t *testing.T) {
	r := &Record{
		URL: "https://a/", Input: "a", State: OK, StatusCode: 404, Version: "2", FinalURL: "https://b/", Redirects: []Redirect{{"https://a/", 301}},
		ContentType: "text/html", BodyBytes: 90, Received: 50, Title: "T\xff", Header: h1.Header{{Name: "Server", Value: "s"}, {Name: "x", Value: "1"}},
		Attempts: 3, RemoteIP: "::1", Depth: -1, Method: "POST", Sent: 20, Redirected: time.Millisecond, Times: Times{time.Second, 1, 2, 3 * time.Millisecond, 4, 2 * time.Second},
	}
	for _, test := range []struct{ text, want string }{
		{`%{http_code} %{response_code}`, "404 404"},
		{`%{url} %{url_effective} %{scheme} %{method}\n`, "a https://b/ https POST\n"},
		{`%{num_redirects} %{num_retries} %{num_headers}`, "1 2 2"},
		{`%{size_download} %{body_bytes} %{speed_download}`, "50 90 25"},
		{`%{size_upload} %{speed_upload} %{time_redirect}`, "20 10 0.001000"},
		{`%{time_total} %{time_queue} %{time_pretransfer}`, "2.000000 1.000000 0.003000"},
		{`%{content_type} %{http_version} %{remote_ip} %{exitcode}`, "text/html 2 ::1 0"},
		{`%header{SERVER}|%header{none}|%{header_json}`, `s||{"server":["s"],"x":["1"]}`},
		{`%{state} %{title} %{redirects} [%{error}]`, "ok T\ufffd " + `[{"url":"https://a/","status_code":301}] []`},
		{`%%{http_code} 100% %d %`, "%{http_code} 100% %d %"},
		{`\r\t\n\x\\n \`, "\r\t\n\\x\\\n \\"},
		{"", ""},
		{`a%{onerror}b`, "a"},
	} {
		if got, _ := expand(t, test.text, r); got != test.want {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestTemplateOfFailure(t *testing.T) {
	r := &Record{URL: "http://a/", Depth: -1, State: Failed, Error: "no", ErrorCode: 7}
	for text, want := range map[string]string{
		`%{http_code} %{http_version} %{time_total} [%{remote_ip}]`: "000 0 0.000000 []",
		`%{exitcode}%{onerror} %{errormsg}`:                         "7 no",
		`%{header_json}`:                                            "{}",
	} {
		if got, _ := expand(t, text, r); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestTemplateForTwoStreams(t *testing.T) {
	out, errs := expand(t, `a%{stderr}b%{http_code}%{stdout}c`, &Record{StatusCode: 200})
	if out != "ac" || errs != "b200" {
		t.Errorf("got %q and %q", out, errs)
	}
}

// TestTemplateJSON: %{json} is an object with all of curl's variables, in order.
func TestTemplateJSON(t *testing.T) {
	for _, r := range []*Record{fullRecord(), {}} {
		got, _ := expand(t, `%{json}`, r)
		var all map[string]any
		if err := json.Unmarshal([]byte(got), &all); err != nil {
			t.Fatalf("%v: %s", err, got)
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			i := strings.Index(got, `"`+name+`":`)
			if i < 0 {
				t.Errorf("%s is not in order", name)
			}
			got = got[i:]
		}
		if len(all) != len(curls) || all["http_code"] != float64(r.StatusCode) {
			t.Errorf("got %v", all)
		}
	}
}

func TestTemplateNames(t *testing.T) {
	_, err := ParseTemplate(`%{http_cod}`)
	var unknown *UnknownVariable
	if !errors.As(err, &unknown) || unknown.Name != "http_cod" {
		t.Fatalf("got %v", err)
	}
	_, known := unknown.Unknown()
	for _, name := range known {
		if _, err := ParseTemplate("%{" + name + "}"); err != nil {
			t.Error(err)
		}
	}
	for _, text := range []string{"%{http_code", "%header{x", "%output{x}", "%time{%d}"} {
		if _, err := ParseTemplate(text); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestTemplateNeeds(t *testing.T) {
	tmpl, err := ParseTemplate(`%{title} %header{x} %{url}`)
	if err != nil || !slices.Contains(tmpl.Needs(), "title") || !slices.Contains(tmpl.Needs(), "headers") {
		t.Errorf("%v, needs %v", err, tmpl.Needs())
	}
}
