package filter

import (
	"errors"
	"slices"
	"testing"

	"clew/fetch/h1"
	"clew/pipeline/record"
)

func page() *record.Record {
	return &record.Record{
		URL: "http://a/x", State: record.OK, StatusCode: 404, Title: "Not here", Meta: []byte(`{"n":3,"s":["x"]}`), Depth: 2,
		Header:    h1.Header{{Name: "Server", Value: "nginx"}, {Name: "Via", Value: "b"}, {Name: "VIA", Value: "c"}},
		Redirects: []record.Redirect{{URL: "http://b/", StatusCode: 301}},
		Links:     []record.Link{{URL: "http://c/", Rel: "nofollow"}, {URL: "http://d/"}},
		Body:      []byte("body"), Selected: []string{"one"},
	}
}

func TestMatches(t *testing.T) {
	for text, want := range map[string]bool{
		`status_code >= 400`:                                       true,
		`state != "skipped" and status_code in 400..499`:           true,
		`title matches "^not"`:                                     false,
		`title contains "here" && url startsWith "http://a"`:       true,
		`lang == "" and content_length == 0 and not nofollow`:      true,
		`time_total < 0.5 and timestamp == ""`:                     true,
		`"nginx" in headers.server`:                                true,
		`len(headers.via) == 2 and headers["content-type"] == nil`: true,
		`any(links, .rel contains "nofollow")`:                     true,
		`count(links, .rel == "") == 1`:                            true,
		`len(redirects) > 0 and redirects[0].status_code == 301`:   true,
		`meta.n == 3 and "x" in meta.s`:                            true,
		`meta?.none?.deeper == nil`:                                true,
		`selected[0] == "one" and body endsWith "dy"`:              true,
		`sha256 == simhash`:                                        true,
		`true`:                                                     true,
	} {
		f, err := Compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := f.Matches(page()); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

// TestNothingIsMissing: whatever a record lacks, an expression over plain fields
// does not fail.
func TestNothingIsMissing(t *testing.T) {
	f, err := Compile(`depth + status_code + content_length + error_code > 0 or title + lang + error != "" or time_total > 1 or
		len(links) + len(redirects) + len(headers) + len(selected) > 0 or meta != nil`)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.Matches(&record.Record{Depth: -1, ContentLength: -1, BodyBytes: -1}); got || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		text         string
		line, column int
		unknown      string
	}{
		{`titel == ""`, 1, 1, "titel"},
		{`title == "" and stats > 1`, 1, 17, "stats"},
		{"title == \"\"\nand stats", 2, 5, "stats"},
		{`title == 1`, 1, 7, ""},
		{`status_code`, 1, 1, ""},
		{`title ==`, 1, 8, ""},
		{`any(links, .href == "")`, 1, 13, ""},
		{``, 1, 1, ""},
	} {
		_, err := Compile(test.text)
		var wrong *Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if name, _ := wrong.Unknown(); wrong.Line != test.line || wrong.Column != test.column || name != test.unknown {
			t.Errorf("%s: %d:%d %q: %v", test.text, wrong.Line, wrong.Column, name, err)
		}
	}
}

// TestRunningIntoTrouble: what fails on a record is an error of that record.
func TestRunningIntoTrouble(t *testing.T) {
	for _, text := range []string{`links[0].url == ""`, `meta.a.b == 1`, `len(map(1..100000000, #)) > 0`} {
		f, err := Compile(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got, err := f.Matches(&record.Record{}); got || err == nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestNeeds(t *testing.T) {
	f, err := Compile(`title != "" and any(links, let title2 = .url; title2 == final_url)`)
	if err != nil || !slices.Equal(f.Needs(), []string{"final_url", "title", "links"}) {
		t.Errorf("%v, %v", f.Needs(), err)
	}
	f, err = Compile(`1 < 2`)
	if err != nil || len(f.Needs()) != 0 {
		t.Errorf("%v, %v", f.Needs(), err)
	}
	f, err = Compile(`$env["title"] == ""`)
	if err != nil || !slices.Contains(f.Needs(), "title") {
		t.Errorf("%v, %v", f.Needs(), err)
	}
}

func BenchmarkMatches(b *testing.B) {
	f, err := Compile(`state == "ok" and status_code >= 400 and not (url contains "/x/")`)
	if err != nil {
		b.Fatal(err)
	}
	r := page()
	b.ReportAllocs()
	for b.Loop() {
		f.Matches(r)
	}
}
