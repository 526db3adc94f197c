package weburl_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"clew/crawl/weburl"
)

func casesCSV(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(casesFile(t, name)))
	r.Comment, r.TrimLeadingSpace, r.LazyQuotes, r.FieldsPerRecord = '#', true, true, fields
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The cases leave normalising out: both sides are parsed.
func TestResolveCases(t *testing.T) {
	for _, row := range casesCSV(t, "url-resolve.csv", 3) {
		ref, want := row[0], mustParse(t, row[2])
		var base weburl.URL
		if row[1] != "" {
			base = mustParse(t, row[1])
		}
		if got, err := base.Parse(ref); err != nil || got != want {
			t.Errorf("%q against %q: got %q, %v; want %q", ref, base, got, err, want)
		}
	}
}

// The cases of a crawler's normaliser go beyond the standard. Every one must
// hold by the standard alone, by it and the steps of normalise, or be one of
// those without a host.
func TestNormalisedCases(t *testing.T) {
	var standard, steps, refused int
	for _, row := range casesCSV(t, "weirdToNormalizedUrls.csv", 2) {
		u, err := weburl.Parse(row[0])
		got := weburl.Canonical{SortQuery: true}.Apply(u.WithoutFragment()).String()
		var refusal *weburl.Error
		switch {
		case err == nil && got == row[1]:
			standard++
		case err == nil && normalise(got) == row[1]:
			steps++
		case errors.As(err, &refusal) && (refusal.Reason == "missing host" || refusal.Reason == "relative reference without a base"):
			refused++
		default:
			t.Errorf("%q: got %q (%q with all steps), %v; want %q", row[0], got, normalise(got), err, row[1])
		}
	}
	t.Logf("by the standard %d, by further steps %d, refused for want of a host %d", standard, steps, refused)
}

var (
	loosePercent = regexp.MustCompile(`%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)`)
	escape       = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	slashes      = regexp.MustCompile(`([^:/])//+`)
	emptyValue   = regexp.MustCompile(`=(&|$)`)
	emptyName    = regexp.MustCompile(`\?=[^&]*&`)
)

// normalise takes the steps that the standard does not take.
func normalise(s string) string {
	for loosePercent.MatchString(s) {
		s = loosePercent.ReplaceAllString(s, "%25$1")
	}
	s = escape.ReplaceAllStringFunc(s, normaliseEscape)
	s = strings.NewReplacer("[", "%5B", "]", "%5D", "^", "%5E", "`", "%60", "|", "%7C").Replace(s)
	s = slashes.ReplaceAllString(s, "$1/")
	s = emptyValue.ReplaceAllString(s, "$1")
	s = emptyName.ReplaceAllString(s, "?")
	s = strings.Replace(s, "file:///", "file:/", 1)
	return strings.Replace(s, "./", "/", 1) // the root's dot
}

// normaliseEscape writes letters and digits as such, all else in upper case.
func normaliseEscape(s string) string {
	n, _ := strconv.ParseUint(s[1:], 16, 8)
	if r := rune(n); r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		return string(r)
	}
	return strings.ToUpper(s)
}
