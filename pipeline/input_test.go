package pipeline

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"clew/aio"
	"clew/fetch/h1"
)

func TestIsInput(t *testing.T) {
	for line, want := range map[string]bool{
		"":                 false,
		"   \t":            false,
		"\r":               false,
		"\ufeff":           false,
		"\ufeff# comment":  false,
		"# http://a/":      false,
		"  # http://a/":    false,
		"http://a/ # no":   true,
		"a":                true,
		"\ufeffhttp://a/":  true,
		"\u00a0http://a/ ": true,
		"{":                true,
		"-":                true,
	} {
		if got := isInput(trimLine(line)); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}

func TestParseURLAsUsersWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"http://a/b?c#d":         "http://a/b?c#d",
		"HTTP://A/":              "http://a/",
		"a":                      "https://a/",
		"a.example":              "https://a.example/",
		"a:8080":                 "https://a:8080/",
		"localhost:8080/x?y":     "https://localhost:8080/x?y",
		"127.0.0.1:1":            "https://127.0.0.1:1/",
		"[::1]:8080/x":           "https://[::1]:8080/x",
		"user:secret@a/":         "https://user:secret@a/",
		"//a/b":                  "https://a/b",
		"a/b:c":                  "https://a/b:c",
		"a?b://c":                "https://a/?b://c",
		"http://a/%zz":           "http://a/%zz",
		`http://a\b`:             "http://a/b",
		"http://a b/":            "",
		"http://":                "",
		"https:///":              "",
		"/just/a/path":           "https://just/a/path", // as a browser has it
		"?":                      "",
		"http:a":                 "", // no scheme, and then no port
		"http:80":                "https://http:80/",
		"ftp://a/":               "ftp://a/",
		"x-y+z.1://a/":           "x-y+z.1://a/",
		"1x://a/":                "https://1x//a/", // no scheme, and an empty port
		"mailto:a@b":             "mailto:a@b",
		"MAILTO:a@b":             "mailto:a@b",
		"javascript:alert(1)":    "javascript:alert(1)",
		"data:text/plain,x":      "data:text/plain,x",
		"tel:+1":                 "tel:+1",
		"about:blank":            "about:blank",
		"blob:http://a/x":        "blob:http://a/x",
		"file:///etc/passwd":     "file:///etc/passwd",
		"bücher.example/ü":       "https://xn--bcher-kva.example/%C3%BC",
		"http://a:99999/":        "",
		"http://1.2.3.4.5.6.7/x": "",
	} {
		u, err := parseURL(text)
		switch {
		case want == "" && err == nil:
			t.Errorf("%q: got %s, want an error", text, u)
		case want != "" && (err != nil || u.String() != want):
			t.Errorf("%q: got %s, %v, want %s", text, u, err, want)
		}
	}
}

// lineCase is a line in JSON and what it means; wantErr is part of the error.
type lineCase struct {
	text, url, method, header, body, meta, wantErr string
}

func TestParseLineInJSON(t *testing.T) {
	for _, c := range []lineCase{
		{text: `{"url":"http://a/"}`, url: "http://a/"},
		{text: `{ "url" : " a " }`, url: "https://a/"},
		{text: `{"url":"http://a/","method":"put","headers":{"B":"1","A":["2","3"]},"body":"x","meta":[1, 2]}`,
			url: "http://a/", method: "put", header: "B:1 A:2 A:3", body: "x", meta: "[1,2]"},
		{text: `{"url":"http://a/","body":""}`, url: "http://a/"},
		{text: `{"url":"http://a/","body":null,"headers":null,"method":null,"meta":null}`, url: "http://a/", meta: "null"},
		{text: `{"url":"http://a/","meta":{"big":12345678901234567890.10,"s":"<&\u2028"}}`, url: "http://a/", meta: `{"big":12345678901234567890.10,"s":"<&\u2028"}`},
		{text: `{"url":"http://a/","unknown":{"x":[]}}`, url: "http://a/"},
		{text: `{"url":"http://a/","headers":{}}`, url: "http://a/"},
		{text: `{"url":"http://a/","headers":{"A":[]}}`, url: "http://a/"},
		{text: `{"meta":7}`, meta: "7", wantErr: `no "url"`},
		{text: `{"url":null,"meta":7}`, meta: "7", wantErr: `no "url"`},
		{text: `{"url":7,"meta":7}`, wantErr: "parse input"},
		{text: `{"url":"http://a/"`, wantErr: "parse input"},
		{text: `{"url":"http://a/"} x`, wantErr: "parse input"},
		{text: `{"url":"http://a/","headers":{"A":1},"meta":7}`, meta: "7", wantErr: `header "A"`},
		{text: `{"url":"http://a/","headers":{"A":["1",2]}}`, wantErr: `header "A"`},
		{text: `{"url":"http://a b/","meta":7}`, meta: "7", wantErr: "parse url"},
		{text: `{"url":""}`, wantErr: "parse url"},
		{text: `{}`, wantErr: `no "url"`},
	} {
		in := parseInput(c.text, 3)
		if c.wantErr != "" {
			if in.err == nil || !strings.Contains(in.err.Error(), c.wantErr) || string(in.meta) != c.meta {
				t.Errorf("%s: got %v, meta %s", c.text, in.err, in.meta)
			}
			continue
		}
		got := lineCase{c.text, in.url.String(), in.method, headerText(in.header), string(in.body), string(in.meta), ""}
		if in.err != nil || got != c || in.line != 3 {
			t.Errorf("got %+v, %v\nwant %+v", got, in.err, c)
		}
	}
}

func headerText(h h1.Header) string {
	var fields []string
	for _, f := range h {
		fields = append(fields, f.Name+":"+f.Value)
	}
	return strings.Join(fields, " ")
}

func TestInputIsShownAsItWasGiven(t *testing.T) {
	long := "http://a/" + strings.Repeat("ü", aio.MaxLine)
	for _, c := range []struct {
		text string
		want string
		ok   bool
	}{
		{"A.example", "A.example", true},
		{`{"url":" A.example"}`, " A.example", true},
		{`{"url":7}`, `{"url":7}`, false},
		{"http://a b/", "http://a b/", false},
		{long, long[:maxInputText-1], false}, // not within a letter
	} {
		in := parseInput(c.text, 1)
		if in.text != c.want || (in.err == nil) != c.ok || !utf8.ValidString(in.text) {
			t.Errorf("%.40q: shown as %.1000q, %v", c.text, in.text, in.err)
		}
	}
}

func TestLineIsTooLongBeyondMaxLine(t *testing.T) {
	url := "http://a/"
	for extra, ok := range map[int]bool{0: true, 1: false} {
		in := parseInput(url+strings.Repeat("x", aio.MaxLine-len(url)+extra), 1)
		if (in.err == nil) != ok {
			t.Errorf("%d bytes beyond: %v", extra, in.err)
		}
	}
}

// FuzzInput: no line crashes, an accepted one has a URL with what it needs, and
// its meta stays JSON on one line, in UTF-8.
func FuzzInput(f *testing.F) {
	for _, s := range []string{"a", "http://a/", "mailto:x", `{"url":"a","meta":{"x":"\ud800"}}`, "{\"url\":\"a\",\"meta\":\"\xff\"}",
		`{"url":"a","headers":{"a":"b","a":["c"]}}`, "a:b:c", "://", "\ufeff\ufeffx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := trimLine(s)
		if !isInput(text) {
			return
		}
		in := parseInput(text, 1)
		if in.meta != nil && (!json.Valid(in.meta) || !utf8.Valid(in.meta) || strings.Contains(string(in.meta), "\n")) {
			t.Fatalf("%q: meta %q", s, in.meta)
		}
		if in.err == nil && in.url.IsHTTP() && in.url.Hostname() == "" {
			t.Fatalf("%q: no host in %s", s, in.url)
		}
		if in.err == nil && in.url.IsZero() {
			t.Fatalf("%q: neither URL nor error", s)
		}
		_ = fmt.Sprint(in.err)
	})
}
