package coding_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

const broken = "gzip: the body broke off: unexpected EOF"

func TestGzip(t *testing.T) {
	coded := gz("hello")
	badSum := coded[:len(coded)-8] + "\x00\x00\x00\x00" + coded[len(coded)-4:]
	tell(t, "gzip", []story{
		{"empty body", "", "", ""},
		{"empty text", gz(""), "", ""},
		{"two members", coded + gz(" world"), "hello world", ""},
		{"many members", strings.Repeat(gz("x"), 100), strings.Repeat("x", 100), ""},
		{"empty members", strings.Repeat(gz(""), 1000) + coded, "hello", ""},
		{"zeros behind", coded + strings.Repeat("\x00", 1000), "hello", ""},
		{"garbage behind", coded + "<!-- cached -->", "hello", ""},
		{"much garbage behind", coded + strings.Repeat("x", 100_000), "hello", ""},
		{"half a magic behind", coded + "\x1f", "hello", ""},
		{"garbage like a member", coded + "\x1f\x8b\x08", "hello", broken},
		{"second member broken", coded + "\x1f\x8b\x08\x20" + strings.Repeat("x", 100), "hello", "gzip: invalid header"},
		{"second member cut", coded + coded[:20], "hellohello", broken},
		{"second member cut in its name", coded + "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xffna", "hello", broken},
		{"not gzip", "<html>not compressed at all", "", "gzip: invalid header"},
		{"deflate", encode("deflate", "hello"), "", "gzip: invalid header"},
		{"wrong sum", badSum, "hello", "gzip: invalid checksum"},
		{"wrong size", coded[:len(coded)-1] + "\x01", "hello", "gzip: invalid checksum"},
		{"corrupt data", coded[:10] + "\xff" + coded[11:], "", "gzip: flate: corrupt input before offset 1"},
	})
}

// TestGzipHeader: what a header may hold has no length of its own, and its sum is
// the one that other programs write.
func TestGzipHeader(t *testing.T) {
	rest := gz("hello")[10:]
	head := func(flags byte) string { return "\x1f\x8b\x08" + string(rune(flags)) + "\x00\x00\x00\x00\x00\xff" }
	long := strings.Repeat("n", 70_000)
	extra := "\xff\xff" + strings.Repeat("e", 0xffff)
	tell(t, "gzip", []story{
		{"name", head(8) + "name\x00" + rest, "hello", ""},
		{"comment", head(16) + "comment\x00" + rest, "hello", ""},
		{"extra field", head(4) + "\x03\x00abc" + rest, "hello", ""},
		{"empty ones", head(4|8|16) + "\x00\x00\x00\x00" + rest, "hello", ""},
		{"text flag", head(1) + rest, "hello", ""},
		{"long ones", head(4|8|16) + extra + long + "\x00" + long + "\x00" + rest, "hello", ""},
		{"sum", head(2) + "\x90\xc9" + rest, "hello", ""},
		{"sum of a name", head(2|8) + "name\x00" + "\x21\x85" + rest, "hello", ""},
		{"wrong sum", head(2) + "\x90\xc8" + rest, "", "gzip: invalid header"},
		{"reserved flag", head(32) + rest, "", "gzip: invalid header"},
		{"other method", "\x1f\x8b\x07\x00\x00\x00\x00\x00\x00\xff" + rest, "", "gzip: invalid header"},
		{"cut in its extra field", head(4) + "\x03\x00ab", "", broken},
		{"cut in its length", head(4) + "\x03", "", broken},
		{"cut in its name", head(8) + "na", "", broken},
		{"cut in its comment", head(16) + long, "", broken},
		{"cut in its sum", head(2) + "\x90", "", broken},
		{"cut behind its sum", head(2) + "\x90\xc9", "", broken},
	})
}

// TestGzipHeaderOfOthers: the standard library's writer.
func TestGzipHeaderOfOthers(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Name, z.Comment, z.Extra = strings.Repeat("n", 5000), strings.Repeat("c", 5000), make([]byte, 5000)
	z.Write([]byte("hello"))
	z.Close()
	tell(t, "gzip", []story{{"long fields", b.String(), "hello", ""}})
}
