package coding

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash"
	"hash/adler32"
	"io"

	"github.com/klauspost/compress/flate"
)

// deflateReader reads what servers call deflate: the zlib format, as RFC 9110
// §8.4.1.2 has it, or its data without header and sum, as some took the name. The
// first two bytes tell: what is a zlib header would begin a stored block with
// padding that nobody writes. As browsers do, it does not look at what follows.
type deflateReader struct {
	in     *bufio.Reader
	data   inflater
	sum    hash.Hash32
	begun  bool
	framed bool // in the zlib format
}

func newDeflate(in *bufio.Reader) stage {
	return &deflateReader{in: in, data: flate.NewReader(in).(inflater), sum: adler32.New()}
}

func (d *deflateReader) begin() { d.begun = false }

func (d *deflateReader) Read(p []byte) (int, error) {
	if !d.begun {
		if err := d.header(); err != nil {
			return 0, err
		}
		d.begun = true
	}
	n, err := d.data.Read(p)
	if n > 0 {
		d.sum.Write(p[:n])
		return n, nil // at once: the end, which comes again, may have to wait for more
	}
	if err == io.EOF && d.framed {
		err = d.trailer()
	}
	return 0, err
}

// header reads the zlib header, if there is one (RFC 1950 §2.2).
func (d *deflateReader) header() error {
	h, err := d.in.Peek(2)
	if err != nil && err != io.EOF {
		return err
	}
	d.framed = len(h) == 2 && h[0]&0x0f == 8 && h[0]>>4 <= 7 && binary.BigEndian.Uint16(h)%31 == 0
	if d.framed {
		if h[1]&0x20 != 0 {
			return errors.New("a preset dictionary, which nobody has")
		}
		d.in.Discard(2)
		d.sum.Reset()
	}
	return d.data.Reset(d.in, nil)
}

func (d *deflateReader) trailer() error {
	b, err := next(d.in, 4)
	switch {
	case err != nil:
		return err
	case binary.BigEndian.Uint32(b) != d.sum.Sum32():
		return errChecksum
	}
	return io.EOF
}
