package record

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestTextForPeople(t *testing.T) {
	for _, test := range []struct {
		r    Record
		want string
	}{
		{Record{State: OK, StatusCode: 200, BodyBytes: 1234, URL: "http://a/", FinalURL: "http://a/", Title: "A title", Times: Times{Total: 12345 * time.Microsecond}, Timestamp: time.Unix(1, 0)},
			"200       1.2K   12.3ms  http://a/  A title\n"},
		{Record{State: OK, StatusCode: 404, BodyBytes: -1, URL: "http://a/", FinalURL: "http://b/", Timestamp: time.Unix(1, 0)},
			"404          -       0s  http://a/ -> http://b/\n"},
		{Record{State: Failed, URL: "http://a/", Error: "read head: broke off", Title: "no"}, "FAIL         -        -  http://a/  read head: broke off\n"},
		{Record{State: Skipped, URL: "mailto:x", SkipReason: "scheme"}, "skip         -        -  mailto:x  scheme\n"},
	} {
		if got := string(AppendText(nil, &test.r)); got != test.want {
			t.Errorf("got  %qwant %q", got, test.want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0B", 1: "1B", 1023: "1023B", 1024: "1.0K", 10239: "10K", 10240: "10K", 1023487: "999K", 1024000: "1.0M",
		20 << 20: "20M", 3 << 30: "3.0G", 5 << 40: "5.0T", 5000 << 40: "5000T",
	} {
		if got := Size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		123456 * time.Nanosecond:   "100µs",
		12345678 * time.Nanosecond: "12.3ms",
		1234 * time.Millisecond:    "1.23s",
		12345 * time.Millisecond:   "12.3s",
		time.Hour + 1:              "1h0m0s",
	} {
		if got := Duration(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}

// FuzzText: nothing that a server sends reaches the terminal as a command.
func FuzzText(f *testing.F) {
	for _, s := range nasty {
		f.Add(s, "ok")
	}
	f.Fuzz(func(t *testing.T, s, state string) {
		r := &Record{State: State(state), StatusCode: 200, URL: s, FinalURL: s + "x", Title: s, Error: s, SkipReason: s}
		got := string(AppendText(nil, r))
		text, ok := strings.CutSuffix(got, "\n")
		if !ok || !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) || c == '\u2028' || c == '\u2029' }) {
			t.Fatalf("%q is shown as %q", s, got)
		}
	})
}
