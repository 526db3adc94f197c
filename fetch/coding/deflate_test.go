package coding_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"strings"
	"testing"
)

func TestDeflate(t *testing.T) {
	framed, raw := encode("deflate", "hello"), encode("raw", "hello")
	const broken = "deflate: the body broke off: unexpected EOF"
	tell(t, "deflate", []story{
		{"zlib", framed, "hello", ""},
		{"raw", raw, "hello", ""},
		{"zlib of nothing", encode("deflate", ""), "", ""},
		{"raw of nothing", encode("raw", ""), "", ""},
		{"shortest raw", "\x03\x00", "", ""},
		{"garbage behind zlib", framed + "<!-- cached -->", "hello", ""},
		{"garbage behind raw", raw + "<!-- cached -->", "hello", ""},
		{"two of them", framed + framed, "hello", ""},
		{"raw, but with a sum", framed[2:], "hello", ""},
		{"wrong sum", framed[:len(framed)-1] + "\x00", "hello", "deflate: invalid checksum"},
		{"no sum", framed[:len(framed)-4], "hello", broken},
		{"half a sum", framed[:len(framed)-2], "hello", broken},
		{"dictionary", "\x78\x20" + framed[2:], "", "deflate: a preset dictionary, which nobody has"},
		{"header sum wrong", "\x78\x9d" + framed[2:], "", "deflate: flate: corrupt input before offset 5"},
		{"window too large", "\x88\x1c" + framed[2:], "", "deflate: flate: corrupt input before offset 5"},
		{"one byte", "\x78", "", broken},
		{"header alone", "\x78\x9c", "", broken},
		{"text", "<html>not compressed", "", "deflate: flate: corrupt input before offset 5"},
		{"gzip", gz("hello"), "", "deflate: flate: corrupt input before offset 1"},
	})
}

// TestDeflateLevels: what each level of the standard library begins with is told
// apart, whatever the text.
func TestDeflateLevels(t *testing.T) {
	for _, want := range []string{"", "x", "hello", strings.Repeat("a", 70_000), text(30_000), string(make([]byte, 70_000))} {
		for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
			var framed, raw bytes.Buffer
			z, _ := zlib.NewWriterLevel(&framed, level)
			io.WriteString(z, want)
			z.Close()
			f, _ := flate.NewWriter(&raw, level)
			io.WriteString(f, want)
			f.Close()
			inPieces(t, "deflate", framed.String(), want)
			inPieces(t, "deflate", raw.String(), want)
		}
	}
}
