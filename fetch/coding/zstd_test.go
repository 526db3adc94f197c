package coding_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// skippable is a frame without content.
func skippable(kind byte, text string) string {
	head := binary.LittleEndian.AppendUint32([]byte{0x50 | kind, 0x2a, 0x4d, 0x18}, uint32(len(text)))
	return string(head) + text
}

// rawFrame is a frame of one stored block, with a window of 1<<log bytes.
func rawFrame(log int, text string) string {
	block := uint32(len(text))<<3 | 1
	return "\x28\xb5\x2f\xfd\x00" + string([]byte{byte(log-10) << 3, byte(block), byte(block >> 8), byte(block >> 16)}) + text
}

func TestZstd(t *testing.T) {
	coded := encode("zstd", "hello")
	const broken, magic = "zstd: the body broke off: unexpected EOF", "zstd: invalid input: magic number mismatch"
	tell(t, "zstd", []story{
		{"hello", coded, "hello", ""},
		{"empty text", encode("zstd", "") + rawFrame(10, ""), "", ""},
		{"two frames", coded + encode("zstd", " world"), "hello world", ""},
		{"many frames", strings.Repeat(rawFrame(10, "x"), 100), strings.Repeat("x", 100), ""},
		{"skippable frames", skippable(0, "abc") + coded + skippable(15, "") + coded + skippable(7, "x"), "hellohello", ""},
		{"nothing but a skippable frame", skippable(3, strings.Repeat("x", 10_000)), "", ""},
		{"garbage behind", coded + "<!-- cached -->", "hello", magic},
		{"a byte behind", coded + "\n", "hello", broken},
		{"half a magic behind", coded + "\x28\xb5", "hello", broken},
		{"skippable frame cut", coded + skippable(0, "abc")[:9], "hello", broken},
		{"second frame cut", coded + coded[:5], "hello", broken},
		{"cut", coded[:len(coded)-1], "", broken},
		{"dictionary", "\x28\xb5\x2f\xfd\x21\x07\x05" + "\x29\x00\x00hello", "", "zstd: unknown dictionary"},
		{"wrong sum", coded[:len(coded)-1] + "\x00", "", "zstd: CRC check failed"},
		{"wrong length", "\x28\xb5\x2f\xfd\x20\x06" + "\x29\x00\x00hello", "", "zstd: frame size does not match size on stream"},
		{"reserved bit", "\x28\xb5\x2f\xfd\x28\x05" + "\x29\x00\x00hello", "", "zstd: reserved bit set on frame header"},
		{"text", "<html>not compressed", "", magic},
	})
}

// TestZstdWindows: 8 MiB, as RFC 9659 has it, and no more, however it is told.
func TestZstdWindows(t *testing.T) {
	const large = 8<<20 + 1
	single := binary.LittleEndian.AppendUint32([]byte("\x28\xb5\x2f\xfd\xa0"), large) // one segment: the content's length is the window's
	tell(t, "zstd", []story{
		{"1 KiB", rawFrame(10, "x"), "x", ""},
		{"8 MiB", rawFrame(23, "x"), "x", ""},
		{"16 MiB", rawFrame(24, "x"), "", "zstd: window size exceeded"},
		{"1 TiB", rawFrame(40, "x"), "", "zstd: window size exceeded"},
		{"a long text of one segment", string(single) + "\x09\x00\x00x", "", "zstd: decompressed size exceeds configured limit"},
	})
}

// TestZstdLevels: the library's own writer, at each of its levels.
func TestZstdLevels(t *testing.T) {
	want := text(100_000)
	for _, level := range []zstd.EncoderLevel{zstd.SpeedFastest, zstd.SpeedDefault, zstd.SpeedBetterCompression, zstd.SpeedBestCompression} {
		var b bytes.Buffer
		z, _ := zstd.NewWriter(&b, zstd.WithEncoderLevel(level), zstd.WithEncoderConcurrency(1))
		z.Write([]byte(want))
		z.Close()
		inPieces(t, "zstd", b.String(), want)
	}
}
