package coding

import (
	"bufio"
	"io"

	"github.com/andybalholm/brotli"
)

// brotliReader reads a brotli stream (RFC 7932). As browsers do, it does not look
// at what follows.
type brotliReader struct {
	in   *bufio.Reader
	data *brotli.Reader
}

func newBrotli(in *bufio.Reader) stage { return &brotliReader{in, new(brotli.Reader)} }

func (b *brotliReader) begin() { b.data.Reset(b.in) }

func (b *brotliReader) Read(p []byte) (int, error) {
	n, err := b.data.Read(p)
	if err != nil && err.Error() == moreBrotli {
		err = io.EOF
	}
	return n, err
}

// maxBrotliWindow is the largest window that the format has (RFC 7932 §9.1).
const maxBrotliWindow = 16 << 20

// moreBrotli is the library's error for a stream that is complete, and not all
// that there is; it has no name.
const moreBrotli = "brotli: excessive input"
