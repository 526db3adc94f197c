package fetch_test

import (
	"fmt"
	"strings"
	"testing"

	"clew/fetch"
	"clew/fetch/h1"
)

const (
	monday  = "Mon, 02 Feb 2026 10:00:00 GMT"
	tuesday = "Tue, 03 Feb 2026 10:00:00 GMT"
)

// versioned is the header of a response with these validators, "" for none.
func versioned(tag, date string) (h h1.Header) {
	if tag != "" {
		h = append(h, h1.Field{Name: "etag", Value: tag})
	}
	if date != "" {
		h = append(h, h1.Field{Name: "last-modified", Value: date})
	}
	return h
}

func TestValidators(t *testing.T) {
	long := strings.Repeat("x", 1022)
	for tag, sound := range map[string]bool{
		`"x"`: true, `W/"x"`: true, `""`: true, `"a-b:c/d"`: true, "\"\u00fc\xff\"": true, `"W/x"`: true, `"` + long + `"`: true,
		``: false, `x`: false, `"`: false, `"x`: false, `x"`: false, `w/"x"`: false, `W/x`: false, `W/`: false, `'x'`: false,
		`"a b"`: false, `"a"b"`: false, "\"\t\"": false, "\"\x7f\"": false, `"x", "y"`: false, `"x" `: false, `"` + long + `x"`: false,
	} {
		want := ""
		if sound {
			want = tag
		}
		equal(t, tag, fetch.ValidatorsOf(versioned(tag, "")).ETag, want)
	}
	for date, sound := range map[string]bool{
		monday: true, "Monday, 02-Feb-26 10:00:00 GMT": true, "Mon Feb  2 10:00:00 2026": true,
		"": false, "yesterday": false, "2026-02-02T10:00:00Z": false, "0": false, "Mon, 02 Feb 2026": false, "Mon, 31 Feb 2026 10:00:00 GMT": false,
	} {
		want := ""
		if sound {
			want = date
		}
		equal(t, date, fetch.ValidatorsOf(versioned("", date)).LastModified, want)
	}
	equal(t, "none", fetch.ValidatorsOf(nil), fetch.Validators{})
}

func TestAsk(t *testing.T) {
	both := fetch.Validators{ETag: `W/"x"`, LastModified: monday}
	for _, tt := range []struct {
		method string
		own    string // a field that the request has
		v      fetch.Validators
		want   string
	}{
		{"", "", both, `If-None-Match: W/"x", If-Modified-Since: ` + monday},
		{"HEAD", "Accept", both, `Accept: own, If-None-Match: W/"x", If-Modified-Since: ` + monday},
		{"GET", "", fetch.Validators{ETag: `"x"`}, `If-None-Match: "x"`},
		{"GET", "", fetch.Validators{LastModified: monday}, "If-Modified-Since: " + monday},
		{"GET", "", fetch.Validators{}, ""},
		{"POST", "", both, ""},
		{"GET", "if-none-match", both, "if-none-match: own"},
		{"GET", "If-Modified-Since", both, "If-Modified-Since: own"},
		{"GET", "Range", both, "Range: own"},
	} {
		req := &fetch.Request{Method: tt.method}
		if tt.own != "" {
			req.Header = append(make(h1.Header, 0, 10), h1.Field{Name: tt.own, Value: "own"})
		}
		before := len(req.Header)
		asking := tt.v.Ask(req)
		var got []string
		for _, f := range asking.Header {
			got = append(got, f.Name+": "+f.Value)
		}
		lines(t, tt.method+" "+tt.own, got, tt.want)
		equal(t, "the request as it was", len(req.Header), before)
		equal(t, "nothing to ask: the same", asking == req, len(asking.Header) == before)
		if cap(req.Header) > before {
			equal(t, "behind it", req.Header[:before+1][before], h1.Field{})
		}
	}
}

func TestSameVersion(t *testing.T) {
	const same, other, unknown = "true true", "false true", "false false"
	for _, tt := range []struct {
		tag, date string // asked with
		status    int
		now, then string // the response's
		want      string
	}{
		{`"x"`, monday, 304, "", "", same},
		{`"x"`, monday, 304, `"x"`, monday, same},
		{`"x"`, monday, 304, `W/"x"`, tuesday, same},
		{`W/"x"`, "", 304, `"x"`, "", same},
		{`"x"`, "", 304, `"y"`, "", unknown},
		{"", monday, 304, `"y"`, "", same},
		{"", "", 304, `"x"`, monday, unknown}, // it was not asked
		{`"x"`, monday, 200, `"x"`, monday, same},
		{`"x"`, monday, 200, `W/"x"`, tuesday, same}, // the tag says more
		{`"x"`, monday, 200, `"y"`, monday, other},
		{`"x"`, monday, 200, "", monday, same},
		{`"x"`, monday, 200, "", tuesday, other},
		{"", monday, 200, `"x"`, monday, same},
		{"", monday, 200, "", tuesday, other},
		{`"x"`, "", 200, "", monday, unknown},
		{`"x"`, monday, 200, "", "", unknown},
		{`"x"`, monday, 200, "y", "never", unknown},
		{"", "", 200, `"x"`, monday, unknown},
		{`"x"`, "", 203, `"x"`, "", same},
		{`"x"`, "", 206, `"x"`, "", unknown},
		{`"x"`, "", 302, `"x"`, "", unknown},
		{`"x"`, "", 404, `"x"`, "", unknown},
		{`"x"`, "", 412, "", "", unknown},
		{`"x"`, "", 500, `"x"`, "", unknown},
	} {
		v := fetch.Validators{ETag: tt.tag, LastModified: tt.date}
		same, known := v.Same(tt.status, versioned(tt.now, tt.then))
		equal(t, fmt.Sprint(tt), fmt.Sprint(same, known), tt.want)
	}
}

func TestAfter304(t *testing.T) {
	v := fetch.Validators{ETag: `"x"`, LastModified: monday}
	equal(t, "nothing", v.After304(nil), v)
	equal(t, "broken", v.After304(versioned("y", "never")), v)
	equal(t, "a date", v.After304(versioned("", tuesday)), fetch.Validators{ETag: `"x"`, LastModified: tuesday})
	equal(t, "a tag", v.After304(versioned(`W/"x"`, "")), fetch.Validators{ETag: `W/"x"`, LastModified: monday})
}
