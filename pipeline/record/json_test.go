package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"clew/fetch/h1"
)

// fullRecord has a value in every field.
func fullRecord() *Record {
	return &Record{
		URL: "http://a/", Input: "a", Line: 7, Meta: []byte(`{"k":[1,"<"]}`),
		State: OK, StatusCode: 200, Version: "1.1", FinalURL: "http://a/final", Redirects: []Redirect{{"http://a/", 301}, {"http://a/2", 308}},
		ContentType: "text/html", ContentLength: 10, BodyBytes: 20, WireBytes: 300,
		SHA256: "ab", Simhash: 0xabc, Title: "T", Lang: "en", Canonical: "http://a/c", NoFollow: true, IsHTML: true,
		Header: h1.Header{{Name: "Set-Cookie", Value: "a"}, {Name: "X", Value: ""}, {Name: "SET-cookie", Value: "b"}}, Body: []byte("body"), Selected: []string{"s", `"`},
		Depth: 1, Source: "http://s/", Tag: "a", Attribute: "href",
		Links:    []Link{{URL: "http://l/#f", Tag: "a", Attribute: "href", Rel: "nofollow", Text: "text"}, {URL: "http://m/"}},
		Attempts: 2, Reused: true, RemoteIP: "::1",
		Times:     Times{time.Second, 1500 * time.Microsecond, 2, 3 * time.Hour, 1499 * time.Nanosecond, 1500 * time.Nanosecond},
		Truncated: "length", ETag: `"e"`, Modified: "then", Error: "e", ErrorKind: "body", ErrorCode: 18, SkipReason: "scope",
		Robots: "allowed", DuplicateOf: "http://d/", Timestamp: time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.FixedZone("", 3600)),
		Method: "GET", Sent: 5, Received: 15, Location: "http://r/", Redirected: time.Second,
	}
}

const fullLine = `{"url":"http://a/","input":"a","line":7,"meta":{"k":[1,"<"]},"state":"ok","status_code":200,"http_version":"1.1",` +
	`"final_url":"http://a/final","redirects":[{"url":"http://a/","status_code":301},{"url":"http://a/2","status_code":308}],` +
	`"content_type":"text/html","content_length":10,"body_bytes":20,"wire_bytes":300,"sha256":"ab","simhash":"0000000000000abc","title":"T","lang":"en",` +
	`"canonical":"http://a/c","nofollow":true,"headers":{"set-cookie":["a","b"],"x":[""]},"body":"body","selected":["s","\""],"depth":1,"source":"http://s/",` +
	`"tag":"a","attribute":"href","links":[{"url":"http://l/#f","tag":"a","attribute":"href","rel":"nofollow","text":"text"},{"url":"http://m/"}],` +
	`"robots":"allowed","duplicate_of":"http://d/","attempts":2,"reused":true,"remote_ip":"::1","time_queue":1.000000,"time_namelookup":0.001500,` +
	`"time_connect":0.000000,"time_appconnect":10800.000000,"time_starttransfer":0.000001,"time_total":0.000002,"truncated":"length",` +
	`"etag":"\"e\"","last_modified":"then","error":"e","error_kind":"body","error_code":18,"skip_reason":"scope","timestamp":"2026-01-02T02:04:05.678Z"}` + "\n"

func line(s Selection, r *Record) string { return string(s.AppendJSON(nil, r)) }

func TestFullRecord(t *testing.T) {
	if got := line(Selection{}, fullRecord()); got != fullLine {
		t.Errorf("got  %swant %s", got, fullLine)
	}
}

// TestFullRecordIsFull keeps fullRecord complete.
func TestFullRecordIsFull(t *testing.T) {
	v := reflect.ValueOf(*fullRecord())
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("field %s has no value", v.Type().Field(i).Name)
		}
	}
}

// TestFieldsThatDoNotApply: what a record has not is not written.
func TestFieldsThatDoNotApply(t *testing.T) {
	for _, test := range []struct {
		r    Record
		want string
	}{
		{Record{Depth: -1}, `{}`},
		{Record{}, `{"depth":0}`},
		{Record{Depth: -1, ContentLength: -1, BodyBytes: -1, StatusCode: 204}, `{"status_code":204,"reused":false}`},
		{Record{Depth: -1, StatusCode: 200}, `{"status_code":200,"content_length":0,"body_bytes":0,"reused":false}`},
		{Record{Depth: -1, IsHTML: true}, `{"nofollow":false}`},
		{Record{Depth: -1, Body: []byte{}}, `{"body":""}`},
		{Record{Depth: -1, Body: []byte("\xff\x00")}, `{"body_base64":"/wA="}`},
		{Record{Depth: -1, Header: h1.Header{}}, `{"headers":{}}`},
		{Record{Depth: -1, Links: []Link{}}, `{"links":[]}`},
		{Record{Depth: -1, Times: Times{Queue: time.Second}}, `{}`},
		{Record{Depth: -1, State: Skipped, SkipReason: "scope"}, `{"state":"skipped","skip_reason":"scope"}`},
		{Record{Depth: -1, Timestamp: time.Unix(0, 0)}, `{"time_queue":0.000000,"time_namelookup":0.000000,"time_connect":0.000000,` +
			`"time_appconnect":0.000000,"time_starttransfer":0.000000,"time_total":0.000000,"timestamp":"1970-01-01T00:00:00.000Z"}`},
	} {
		if got := line(Selection{}, &test.r); got != test.want+"\n" {
			t.Errorf("got  %swant %s", got, test.want)
		}
	}
}

// TestSelection: the fields that are asked for, in their order, and of each the
// same value.
func TestSelection(t *testing.T) {
	r := fullRecord()
	var whole map[string]json.RawMessage
	if err := json.Unmarshal([]byte(fullLine), &whole); err != nil {
		t.Fatal(err)
	}
	for _, name := range FieldNames() {
		want := fmt.Sprintf("{%q:%s}\n", name, whole[name])
		if name == "body_base64" {
			want = "{}\n"
		}
		if got := line(Select([]string{name}), r); got != want {
			t.Errorf("%s: got %swant %s", name, got, want)
		}
	}
	s := Select([]string{"state", "nothing", "url"})
	if got := line(s, r); got != `{"state":"ok","url":"http://a/"}`+"\n" {
		t.Errorf("got %s", got)
	}
	if names := FieldNames(); slices.Contains(names, "") || len(names) != len(whole)+1 {
		t.Errorf("%d names, %d fields", len(names), len(whole))
	}
}

// nasty are texts that a record may have to carry.
var nasty = []string{
	"", "plain", `quotes " and \ back`, "\x00\x01\x1f\x7f", "line\nend\r\ttab", "\u2028\u2029", "</script>&<!--",
	"é 日本 🎈 \U0010ffff", "\ufffd", "\xff", "a\xc3", "\xc3(", "\xed\xa0\x80", "\xf4\x90\x80\x80", "x\xe2\x80", "\ufeff", "\u0085\u00a0",
}

// TestStringsDecodeAsEncodingJSONHasThem: what is written is what the standard
// library's encoder means.
func TestStringsDecodeAsEncodingJSONHasThem(t *testing.T) {
	for _, s := range nasty {
		checkString(t, s)
	}
	for b := range 256 {
		checkString(t, "a"+string([]byte{byte(b)})+"z")
	}
}

func checkString(t *testing.T, s string) {
	t.Helper()
	got := appendString(nil, s)
	if !utf8.Valid(got) || bytes.ContainsAny(got, "\n\r\u2028\u2029\x7f\x00") {
		t.Fatalf("%q is written as %q", s, got)
	}
	std, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var a, b string
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatalf("%q is written as %s: %v", s, got, err)
	}
	if err := json.Unmarshal(std, &b); err != nil || a != b {
		t.Fatalf("%q reads back as %q, want %q", s, a, b)
	}
}

func FuzzAppendString(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	f.Fuzz(checkString)
}

// FuzzRecord: a record with anything anywhere is one line of JSON, and its body
// comes back whole.
func FuzzRecord(f *testing.F) {
	for _, s := range nasty {
		f.Add(s, []byte(s))
	}
	f.Fuzz(func(t *testing.T, s string, body []byte) {
		r := fullRecord()
		r.URL, r.Input, r.FinalURL, r.Title, r.Lang, r.Error, r.ETag, r.Source = s, s, s, s, s, s, s, s
		r.Redirects[0].URL, r.Links[0].Text, r.Links[1].URL, r.Body = s, s, s, body
		r.Header = h1.Header{{Name: s, Value: s}, {Name: "b", Value: s}}
		got := line(Selection{}, r)
		if strings.Count(got, "\n") != 1 || !utf8.ValidString(got) {
			t.Fatalf("no line in UTF-8: %q", got)
		}
		var o struct {
			URL        string
			Headers    map[string][]string
			Body       *string
			BodyBase64 *string `json:"body_base64"`
		}
		if err := json.Unmarshal([]byte(got), &o); err != nil {
			t.Fatalf("%v: %s", err, got)
		}
		switch {
		case (o.Body == nil) == (o.BodyBase64 == nil):
			t.Fatal("not one of body and body_base64")
		case o.Body != nil && *o.Body != string(body):
			t.Fatalf("body %q became %q", body, *o.Body)
		case o.BodyBase64 != nil:
			if back, err := base64.StdEncoding.DecodeString(*o.BodyBase64); err != nil || !bytes.Equal(back, body) {
				t.Fatalf("body %q became %q", body, back)
			}
		}
	})
}

// TestHeaderNamesComeOnce: keys of an object come once.
func TestHeaderNamesComeOnce(t *testing.T) {
	r := &Record{Depth: -1, Header: h1.Header{{Name: "B", Value: "1"}, {Name: "a", Value: "2"}, {Name: "b", Value: "3"}, {Name: "A", Value: "4"}}}
	if got := line(Selection{}, r); got != `{"headers":{"b":["1","3"],"a":["2","4"]}}`+"\n" {
		t.Errorf("got %s", got)
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	got := Selection{}.AppendJSON([]byte("before\n"), &Record{Depth: -1, URL: "u"})
	if string(got) != "before\n{\"url\":\"u\"}\n" {
		t.Errorf("got %q", got)
	}
}

// BenchmarkAppendJSON writes what a fetch without further wishes writes.
func BenchmarkAppendJSON(b *testing.B) {
	const url = "http://127.0.0.1:18081/1k.txt?i=0"
	r := &Record{
		URL: url, Input: url, Line: 1, State: OK, StatusCode: 200, Version: "1.1", FinalURL: url,
		ContentType: "text/plain", ContentLength: 1024, BodyBytes: 1024, WireBytes: 1264, Depth: -1, Attempts: 1, RemoteIP: "127.0.0.1",
		Times: Times{FirstByte: 250 * time.Microsecond, Total: 333 * time.Microsecond},
		ETag:  `"6b005045-400"`, Modified: "Fri, 20 Nov 2026 13:51:01 GMT", Timestamp: time.Unix(1800000000, 0),
	}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = Selection{}.AppendJSON(buf[:0], r)
	}
}
