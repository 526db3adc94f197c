package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// order is the order of a record's fields, as it is promised.
var order = strings.Fields(`url input line meta state status_code http_version final_url redirects
	content_type content_length body_bytes wire_bytes sha256 simhash title lang canonical nofollow
	headers body body_base64 selected depth source tag attribute links robots duplicate_of
	attempts reused remote_ip
	time_queue time_namelookup time_connect time_appconnect time_starttransfer time_total
	truncated etag last_modified change error error_kind error_code skip_reason
	warc_file warc_offset warc_length worker timestamp`)

// A line is one record.
type line struct {
	text   string
	fields map[string]any
}

// readRecords reads the records of a file of the script, "stdout" as a rule,
// and holds each against what is promised of every record.
func readRecords(ts *testscript.TestScript, s *stage, args []string) (lines []line, rest []string, err error) {
	file := "stdout"
	if len(args) > 1 && args[0] == "-f" {
		file, args = args[1], args[2:]
	}
	text := ts.ReadFile(file)
	if text != "" && !strings.HasSuffix(text, "\n") {
		return nil, nil, errors.New("the last line has no end")
	}
	for text := range strings.Lines(text) {
		l, err := parseRecord(text, !s.chosen)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %.500s", err, text)
		}
		lines = append(lines, l)
	}
	return lines, args, nil
}

// parseRecord reads a record. Of one that is whole the order is known, and what
// goes together.
func parseRecord(s string, whole bool) (line, error) {
	l := line{text: s}
	if !utf8.ValidString(s) {
		return l, errors.New("no UTF-8")
	}
	names, err := keys(s)
	if err != nil {
		return l, err
	}
	at := -1
	for _, name := range names {
		i := slices.Index(order, name)
		if i < 0 || i == at || i < at && whole {
			return l, fmt.Errorf("field %q is unknown, or comes twice or too late", name)
		}
		at = i
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(&l.fields); err != nil {
		return l, err
	}
	if !whole {
		return l, nil
	}
	return l, l.check()
}

// keys returns the keys of an object in their order.
func keys(s string) (names []string, err error) {
	d := json.NewDecoder(strings.NewReader(s))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("no object")
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		names = append(names, t.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
	}
	return names, nil
}

var (
	kinds   = strings.Fields("url dns connect tls timeout http body decode redirect too_large private proxy io")
	reasons = strings.Fields("robots scope depth duplicate trap limit private scheme canceled")
)

// check holds what is true of every record.
func (l line) check() error {
	state, _ := l.fields["state"].(string)
	_, failed := l.fields["error"]
	kind, _ := l.fields["error_kind"].(string)
	reason, _ := l.fields["skip_reason"].(string)
	switch {
	case state != "ok" && state != "failed" && state != "skipped":
		return fmt.Errorf("unknown state %q", state)
	case (state == "failed") != failed || failed != slices.Contains(kinds, kind):
		return errors.New("failed and error do not agree")
	case (state == "skipped") != slices.Contains(reasons, reason):
		return errors.New("skipped and skip_reason do not agree")
	case state == "ok" && l.fields["status_code"] == nil:
		return errors.New("ok without a status")
	}
	return nil
}

func checkRecords(ts *testscript.TestScript, s *stage, args []string) error {
	_, _, err := readRecords(ts, s, args)
	return err
}

func checkRecord(ts *testscript.TestScript, s *stage, args []string) error {
	lines, args, err := readRecords(ts, s, args)
	if err != nil {
		return err
	}
	colon := slices.Index(args, ":")
	if colon < 0 {
		return errors.New("usage: record WHERE… : FACT…")
	}
	found := matching(lines, args[:colon])
	if len(found) != 1 {
		return fmt.Errorf("%d records are such, not one, of\n%s", len(found), all(lines))
	}
	for _, fact := range args[colon+1:] {
		if !found[0].holds(fact) {
			return fmt.Errorf("%s does not hold of\n%s", fact, found[0].text)
		}
	}
	return nil
}

func countRecords(ts *testscript.TestScript, s *stage, args []string) error {
	lines, args, err := readRecords(ts, s, args)
	if err != nil {
		return err
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	if got := len(matching(lines, args[1:])); got != want {
		return fmt.Errorf("%d records, not %d, of\n%s", got, want, all(lines))
	}
	return nil
}

// slack is how much later than its turn a request may begin on a busy machine.
const slack = 0.7

func spaced(ts *testscript.TestScript, s *stage, args []string) error {
	lines, args, err := readRecords(ts, s, args)
	if err != nil {
		return err
	}
	apart, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	var began []time.Time
	for _, l := range lines {
		at, err := time.Parse(time.RFC3339Nano, plainText(l.fields["timestamp"]))
		if err != nil {
			return err
		}
		began = append(began, at)
	}
	slices.SortFunc(began, time.Time.Compare)
	for i := 1; i < len(began); i++ {
		if gap := began[i].Sub(began[i-1]); gap.Seconds() < slack*apart.Seconds() {
			return fmt.Errorf("%v between the starts, of\n%s", gap, all(lines))
		}
	}
	return nil
}

func matching(lines []line, facts []string) (found []line) {
	for _, l := range lines {
		if !slices.ContainsFunc(facts, func(fact string) bool { return !l.holds(fact) }) {
			found = append(found, l)
		}
	}
	return found
}

func all(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text)
	}
	return b.String()
}

var factForm = regexp.MustCompile(`(?s)^(!?)([A-Za-z0-9_.-]+)(?:(=|~|>=|<=)(.*))?$`)

// holds reports whether a fact holds of the record.
func (l line) holds(fact string) bool {
	m := factForm.FindStringSubmatch(fact)
	if m == nil {
		panic("bad fact " + fact)
	}
	value, there := lookUp(l.fields, strings.Split(m[2], "."))
	switch {
	case m[1] == "!":
		return !there
	case !there || m[3] == "":
		return there
	case m[3] == "=":
		return plainText(value) == m[4]
	case m[3] == "~":
		return regexp.MustCompile(m[4]).MatchString(plainText(value))
	}
	number, err1 := strconv.ParseFloat(plainText(value), 64)
	limit, err2 := strconv.ParseFloat(m[4], 64)
	if err1 != nil || err2 != nil {
		return false
	}
	return m[3] == ">=" && number >= limit || m[3] == "<=" && number <= limit
}

func lookUp(value any, path []string) (any, bool) {
	if len(path) == 0 {
		return value, true
	}
	switch v := value.(type) {
	case map[string]any:
		inner, ok := v[path[0]]
		if !ok {
			return nil, false
		}
		return lookUp(inner, path[1:])
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i >= len(v) {
			return nil, false
		}
		return lookUp(v[i], path[1:])
	}
	return nil, false
}

// plainText is a string as it is, and any other value as JSON.
func plainText(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(b.String(), "\n")
}
