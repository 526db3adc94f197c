package coding

import (
	"bufio"

	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow is the largest window that a server may ask for (RFC 9659 §3).
const maxZstdWindow = 8 << 20

// zstdReader reads the frames of a zstd body one after the other (RFC 8878 §3.1);
// skippable ones are skipped. What else follows a frame is an error, as in
// browsers. No dictionaries are known.
type zstdReader struct {
	frames frames
	data   *zstd.Decoder
}

func newZstd(in *bufio.Reader) stage {
	data, err := zstd.NewReader(nil,
		zstd.WithDecoderConcurrency(1), // where it is called, without goroutines of its own
		zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err != nil {
		panic(err) // an option is wrong
	}
	return &zstdReader{frames{in: in}, data}
}

func (z *zstdReader) begin() {
	z.frames.begin()
	z.data.Reset(&z.frames)
}

func (z *zstdReader) Read(p []byte) (int, error) { return z.data.Read(p) }
