package coding_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestBrotli(t *testing.T) {
	coded := encode("br", "hello")
	const broken = "br: the body broke off: unexpected EOF"
	tell(t, "br", []story{
		{"hello", coded, "hello", ""},
		{"empty text", encode("br", ""), "", ""},
		{"shortest", "\x06", "", ""},
		{"garbage behind", coded + "<!-- cached -->", "hello", ""},
		{"two of them", coded + coded, "hello", ""},
		{"much behind", coded + strings.Repeat("x", 100_000), "hello", ""},
		{"cut", coded[:len(coded)-1], "hello", broken},
		{"begun", coded[:1], "", broken},
		{"reserved window size", "\x11" + coded, "", "br: brotli: WINDOW_BITS"},
		{"text", "<html>not compressed", "", "br: brotli: RESERVED"},
	})
}

// TestBrotliWindows: all of the format's, and none of the "large" ones that are
// not of it.
func TestBrotliWindows(t *testing.T) {
	want := text(100_000)
	for size := 10; size <= 24; size++ {
		var b bytes.Buffer
		z := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: 4, LGWin: size})
		z.Write([]byte(want))
		z.Close()
		inPieces(t, "br", b.String(), want)
	}
}
