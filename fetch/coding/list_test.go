package coding_test

import (
	"errors"
	"strings"
	"testing"

	"clew/fetch/coding"
	"clew/fetch/h1"
)

func TestOf(t *testing.T) {
	field := func(v string) h1.Field { return h1.Field{Name: "content-ENCODING", Value: v} }
	equal(t, "none", coding.Of(h1.Header{{Name: "Content-Type", Value: "gzip"}}), "")
	equal(t, "one", coding.Of(h1.Header{field("gzip")}), "gzip")
	equal(t, "two", coding.Of(h1.Header{field("deflate, br"), field("gzip")}), "deflate, br, gzip")
	equal(t, "an empty one", coding.Of(h1.Header{field(""), field("gzip")}), ", gzip")
}

func TestLists(t *testing.T) {
	coded := gz("hello")
	for _, tt := range []struct {
		list, body, want, error string
		coded                   bool
	}{
		{"gzip", coded, "hello", "", true},
		{"GZip", coded, "hello", "", true},
		{" \tx-gzip ", coded, "hello", "", true},
		{"x-GZIP", coded, "hello", "", true},
		{"", coded, coded, "", false},
		{"identity", coded, coded, "", false},
		{"Identity, ,identity", coded, coded, "", false},
		{", identity ,,gzip,", coded, "hello", "", true},
		{"snappy", "", "", "", true}, // an empty body is complete in every coding
		{"snappy", "x", "", "snappy: unknown content coding", true},
		{"gzip, snappy", "x", "", "snappy: unknown content coding", true},
		{"snappy, gzip", coded, "", "snappy: unknown content coding", true},
		{"gzip;q=1", coded, "", "gzip;q=1: unknown content coding", true},
		{"gzip br", coded, "", "gzip br: unknown content coding", true},
		{"*", coded, "", "*: unknown content coding", true},
		{strings.Repeat("x", 1000), coded, "", strings.Repeat("x", 100) + ": unknown content coding", true},
		{"gzip, gzip", gz(coded), "hello", "", true},
		{"gzip,gzip,gzip,gzip,identity,gzip", gz(gz(gz(gz(coded)))), "hello", "", true},
		{"gzip,gzip,gzip,gzip,gzip,gzip", gz(gz(gz(gz(gz(coded))))), "", "gzip: one of 6 codings, of which at most 5 are removed", true},
		{strings.Repeat("gzip,", 100_000), coded, "", "gzip: one of 100000 codings, of which at most 5 are removed", true},
	} {
		got, err := decode(tt.list, 0, tt.body)
		equal(t, tt.list, got, tt.want)
		says(t, tt.list, err, tt.error)
		equal(t, tt.list+" is coded", coding.IsCoded(tt.list), tt.coded)
		var e *coding.Error
		equal(t, tt.list+": kind of error", errors.As(err, &e), tt.error != "")
	}
}

// TestAccept: what is asked for is known.
func TestAccept(t *testing.T) {
	for name := range strings.SplitSeq(coding.Accept, ", ") {
		got, err := decode(name, 0, encode(name, "hello"))
		is(t, name, err, nil)
		equal(t, name, got, "hello")
	}
}

// TestStacks: two codings, one on the other, in every order.
func TestStacks(t *testing.T) {
	want := text(5000)
	for first := range encoders {
		for second := range encoders {
			list := nameOf(first) + ", " + nameOf(second)
			coded := encode(second, encode(first, want))
			got, err := decode(list, int64(len(want)), strings.Split(coded, "")...)
			is(t, list, err, nil)
			equal(t, list, got, want)
			for at := 1; at < len(coded)-2; at += 7 {
				if _, err := decode(list, 0, coded[:at]); err == nil {
					t.Errorf("%s: cut at %d of %d and taken for whole", list, at, len(coded))
				}
			}
		}
	}
	nothing := encode("br", "")
	got, err := decode("gzip, br", 0, nothing)
	is(t, "nothing, coded", err, nil)
	equal(t, "nothing, coded", got, "")
}

// TestStackBreaksBelow: what is wrong with a lower coding is told as its fault,
// also behind what the upper one needed.
func TestStackBreaksBelow(t *testing.T) {
	inner := encode("br", text(5000)) + strings.Repeat("padding", 20_000)
	coded := gz(inner)
	for _, tt := range []struct{ what, list, body, error string }{
		{"sound", "br, gzip", coded, ""},
		{"cut in what is not needed", "br, gzip", coded[:len(coded)-10], "gzip: the body broke off: unexpected EOF"},
		{"sum of what is not needed", "br, gzip", coded[:len(coded)-8] + "xxxx" + coded[len(coded)-4:], "gzip: invalid checksum"},
		{"upper one broken", "br, gzip", gz("<html>"), "br: brotli: RESERVED"},
		{"upper one cut", "br, gzip", gz(inner[:100]), "br: the body broke off: unexpected EOF"},
		{"lower one broken", "br, deflate, gzip", gz("<html>"), "deflate: flate: corrupt input before offset 5"},
	} {
		_, err := decode(tt.list, 0, tt.body)
		says(t, tt.what, err, tt.error)
	}
}
