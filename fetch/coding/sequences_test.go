package coding_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"clew/fetch/coding"
)

// TestFollow: every compressed block of a sound body can be followed, to its last
// bit, so that what is found on the way can be believed.
func TestFollow(t *testing.T) {
	texts := map[string]string{
		"words": page(300_000), "letters": text(150_000), "noise": noise(150_000),
		"zeros": string(make([]byte, 150_000)), "short": "hello hello hello hello",
		"mixed": page(50_000) + noise(50_000) + string(make([]byte, 50_000)) + strings.Repeat(page(3000), 50),
	}
	blocks := 0
	for name, want := range texts {
		for level := zstd.SpeedFastest; level <= zstd.SpeedBestCompression; level++ {
			var b bytes.Buffer
			z, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(level), zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(1))
			is(t, name, err, nil)
			z.Write([]byte(want))
			z.Close()
			n, whole, zeros := coding.Follow(b.String())
			equal(t, name+": followed", whole, n)
			equal(t, name+": offsets of zero", zeros, 0)
			inPieces(t, "zstd", b.String(), want)
			blocks += n
		}
	}
	t.Logf("%d blocks", blocks)
}

// TestZeroOffset: a stored "a", and a match at one less than the offset before,
// which is 1 at first.
func TestZeroOffset(t *testing.T) {
	frame := func(flags, value byte, sum string) string {
		return "\x28\xb5\x2f\xfd" + string([]byte{flags, 0}) + "\x08\x00\x00a" +
			"\x3d\x00\x00" + "\x00" + "\x01\x54\x00\x01\x00" + string([]byte{2 | value}) + sum
	}
	decode("zstd", 0, "garbage") // which the next one is not taken for
	tell(t, "zstd", []story{
		{"at the offset before last", frame(0, 0, ""), "a", "zstd: match offset (8) bigger than current history (0)"},
		{"at zero", frame(0, 1, ""), "a", "zstd: invalid input: a match with offset 0"},
		{"at zero, with a sum", frame(4, 1, "\x00\x00\x00\x00"), "a", "zstd: CRC check failed"},
	})
}
