package coding

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// frames hands on the frames of a zstd body as they are (RFC 8878 §3.1.1), with a
// look at the compressed blocks of those that have no checksum. It judges nothing
// else: what it does not understand goes on to the library.
type frames struct {
	in        *bufio.Reader
	sequences sequences
	within    bool   // a frame, of which blocks are still to come
	checksum  bool   // it ends with one
	piece     []byte // what goes on next, from buf
	buf       []byte
	through   int64 // how much goes on as it comes, behind that
}

// begin makes ready for a body.
func (f *frames) begin() {
	f.within, f.piece, f.through = false, nil, 0
}

func (f *frames) Read(p []byte) (int, error) {
	for len(f.piece) == 0 {
		if f.through > 0 {
			n, err := f.in.Read(p[:min(int64(len(p)), f.through)])
			f.through -= int64(n)
			return n, err
		}
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.piece)
	f.piece = f.piece[n:]
	return n, nil
}

// next finds out what comes next: the beginning of a frame, or a block.
func (f *frames) next() error {
	if f.within {
		return f.block()
	}
	begin, err := f.peek(8)
	switch {
	case err != nil:
		return err
	case len(begin) == 0:
		return io.EOF
	case len(begin) > 4 && string(begin[:4]) == zstdMagic:
		f.head(begin[4])
	case len(begin) == 8 && begin[0]&0xf0 == 0x50 && string(begin[1:4]) == skippableMagic:
		f.through = 8 + int64(binary.LittleEndian.Uint32(begin[4:]))
	default:
		f.through = everything
	}
	return nil
}

// peek returns the next n bytes, or less where there are no more.
func (f *frames) peek(n int) ([]byte, error) {
	b, err := f.in.Peek(n)
	if err == io.EOF {
		err = nil
	}
	return b, err
}

const (
	zstdMagic      = "\x28\xb5\x2f\xfd"
	skippableMagic = "\x2a\x4d\x18" // behind a byte from 0x50 to 0x5f

	maxBlock   = 128 << 10
	everything = math.MaxInt64
)

// head hands on a frame's head, whose fifth byte tells how long it is (§3.1.1.1).
func (f *frames) head(flags byte) {
	size := 5 + [4]int64{0, 1, 2, 4}[flags&3] + [4]int64{0, 2, 4, 8}[flags>>6]
	if flags&0x20 == 0 || flags>>6 == 0 {
		size++ // the window, or the length of a content below 256
	}
	f.through = size
	f.within, f.checksum = true, flags&4 != 0
	f.sequences.begin()
}

// block hands on a block (§3.1.1.2), and the checksum behind the last one.
func (f *frames) block() error {
	h, err := f.peek(3)
	if err != nil || len(h) < 3 {
		f.through = everything
		return err
	}
	head := int64(h[0]) | int64(h[1])<<8 | int64(h[2])<<16
	last, kind, size := head&1 != 0, head>>1&3, head>>3
	f.within = !last
	if kind == 2 && !f.checksum && size <= maxBlock {
		return f.compressed(int(size))
	}
	if kind == 1 {
		size = 1
	}
	f.through = 3 + size
	if last && f.checksum {
		f.through += 4
	}
	return nil
}

// errZeroOffset is a corrupt block.
var errZeroOffset = errors.New("invalid input: a match with offset 0")

// compressed looks at a block with a content of that size, and hands it on. One
// that is cut short is the library's to tell.
func (f *frames) compressed(size int) error {
	if f.buf == nil {
		f.buf = make([]byte, 3+maxBlock+slack)
	}
	n, err := io.ReadFull(f.in, f.buf[:3+size])
	f.piece = f.buf[:n]
	switch {
	case err == io.ErrUnexpectedEOF:
		return nil
	case err != nil:
		return err
	}
	if zero, _ := f.sequences.block(f.piece[3:]); zero {
		return errZeroOffset
	}
	return nil
}
