package record

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCSV: what a reader gets back is what the record has: text as it is, all else
// as in JSON.
func TestCSV(t *testing.T) {
	for _, r := range []*Record{fullRecord(), {Depth: -1, ContentLength: -1, BodyBytes: -1}} {
		for _, s := range []Selection{{}, Select([]string{"title"}), Select([]string{"links", "url"})} {
			rows := readCSV(t, s.AppendCSV(s.AppendCSVHeader(nil), r))
			if len(rows) != 2 || !slices.Equal(rows[0], s.Names()) {
				t.Fatalf("got %q", rows)
			}
			var whole map[string]json.RawMessage
			json.Unmarshal(s.AppendJSON(nil, r), &whole)
			for i, name := range rows[0] {
				want := string(whole[name])
				if strings.HasPrefix(want, `"`) {
					json.Unmarshal(whole[name], &want)
				}
				if rows[1][i] != want {
					t.Errorf("%s: got %q, want %q", name, rows[1][i], want)
				}
			}
		}
	}
}

func TestCSVOfNastyTexts(t *testing.T) {
	for _, s := range append(nasty, "=1+1", "a,b", `"`, " a", "a\r\nb") {
		got := Select([]string{"title", "url"}).AppendCSV(nil, &Record{Title: s, URL: "u"})
		rows := readCSV(t, got)
		// the reader of the standard library makes \n of \r\n within quotes
		want := strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
		if len(rows) != 1 || rows[0][0] != want || rows[0][1] != "u" {
			t.Errorf("%q is written as %q and read as %q", s, got, rows)
		}
	}
}

func readCSV(t *testing.T, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return rows
}

func TestSelectedText(t *testing.T) {
	got := Select([]string{"status_code", "title", "lang"}).AppendText(nil, &Record{StatusCode: 200, Title: "a\tb\x1b"})
	if string(got) != "200\ta?b?\t-\n" {
		t.Errorf("got %q", got)
	}
}

func TestStandardFields(t *testing.T) {
	names := Standard(nil)
	if slices.Contains(names, "links") || !slices.Contains(names, "title") {
		t.Errorf("got %v", names)
	}
	if names := Standard(FieldNames()); !slices.Equal(names, FieldNames()) {
		t.Errorf("got %v", names)
	}
}

// TestValues: an expression sees the same types whatever a record has.
func TestValues(t *testing.T) {
	full, none := Selection{}.Values(fullRecord()), Selection{}.Values(&Record{Depth: -1, ContentLength: -1, BodyBytes: -1})
	for name, v := range none {
		if w := full[name]; name != "meta" && reflect.TypeOf(v) != reflect.TypeOf(w) {
			t.Errorf("%s: %T and %T", name, v, w)
		}
		if value := reflect.ValueOf(v); value.IsValid() && !value.IsZero() && value.Kind() != reflect.Map {
			t.Errorf("%s: %v where there is none", name, v)
		}
	}
	if full["time_connect"] != 0.0 || full["time_appconnect"] != (3*time.Hour).Seconds() || full["timestamp"] != "2026-01-02T02:04:05.678Z" {
		t.Errorf("got %v", full)
	}
}
