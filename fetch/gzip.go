package fetch

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
)

// gzipReader reads the members of a gzip body one after the other (RFC 1952
// §2.2). What follows a member and does not begin like another is not looked at,
// as in browsers: servers pad, and append.
type gzipReader struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func newGzipReader(r io.Reader) (*gzipReader, error) {
	g := &gzipReader{bufio.NewReader(r), new(gzip.Reader)}
	return g, g.member()
}

// member reads the header of a member. The library reports a cut within a name
// as io.EOF.
func (g *gzipReader) member() error {
	err := g.z.Reset(g.in)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	g.z.Multistream(false)
	return err
}

// gzipMagic is how a member begins: its two ID bytes, and deflate.
const gzipMagic = "\x1f\x8b\x08"

func (g *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		if err != io.EOF {
			return n, err
		}
		if n > 0 {
			return n, nil // the end comes again
		}
		if magic, _ := g.in.Peek(len(gzipMagic)); string(magic) != gzipMagic {
			return 0, io.EOF
		}
		if err := g.member(); err != nil {
			return 0, err
		}
	}
}
