package coding

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/flate"
)

// gzipReader reads the members of a gzip body one after the other (RFC 1952
// §2.2). What follows a member and does not begin like another is not looked at,
// as in browsers: servers pad, and append.
//
// The members are taken apart here and only their data by the library: its
// reader, as the standard library's, refuses names of more than 511 bytes.
type gzipReader struct {
	in     *bufio.Reader
	data   inflater
	head   uint32 // CRC-32 of the header so far, inverted
	sum    uint32 // CRC-32 of what the member decodes to
	size   uint32 // its length, modulo 2^32
	within bool   // a member
}

// inflater is the library's reader of raw deflate data.
type inflater interface {
	io.Reader
	flate.Resetter
}

func newGzip(in *bufio.Reader) stage {
	return &gzipReader{in: in, data: flate.NewReader(in).(inflater)}
}

func (g *gzipReader) begin() { g.within = false }

// gzipMagic is how a member begins: its two ID bytes, and deflate.
const gzipMagic = "\x1f\x8b\x08"

var (
	errHeader   = errors.New("invalid header")
	errChecksum = errors.New("invalid checksum")
)

func (g *gzipReader) Read(p []byte) (int, error) {
	for {
		if !g.within {
			if err := g.header(); err != nil {
				return 0, err
			}
			g.within = true
		}
		n, err := g.data.Read(p)
		g.sum = crc32.Update(g.sum, crc32.IEEETable, p[:n])
		g.size += uint32(n)
		if n > 0 {
			return n, nil // at once: the end, which comes again, may have to wait for more
		}
		if err == io.EOF {
			err = g.trailer()
		}
		if err != nil {
			return 0, err
		}
	}
}

// trailer ends a member. It returns io.EOF unless another one follows.
func (g *gzipReader) trailer() error {
	b, err := next(g.in, 8)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(b) != g.sum || binary.LittleEndian.Uint32(b[4:]) != g.size {
		return errChecksum
	}
	g.within = false
	if magic, err := g.in.Peek(len(gzipMagic)); err != nil && err != io.EOF {
		return err
	} else if string(magic) != gzipMagic {
		return io.EOF
	}
	return nil
}

// next returns the next n bytes, valid until more is read.
func next(in *bufio.Reader, n int) ([]byte, error) {
	b, err := in.Peek(n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		in.Discard(n)
	}
	return b, err
}

// The flags of a member's header (RFC 1952 §2.3.1).
const (
	flagHeaderCRC = 1 << 1
	flagExtra     = 1 << 2
	flagName      = 1 << 3
	flagComment   = 1 << 4
	flagsReserved = 7 << 5
)

// header reads a member's header: nothing in it matters but that it is sound.
func (g *gzipReader) header() error {
	g.head = ^uint32(0)
	var fixed [10]byte
	for i := range fixed {
		c, err := g.byte()
		if err != nil {
			return err
		}
		fixed[i] = c
		if i < len(gzipMagic) && c != gzipMagic[i] {
			return errHeader
		}
	}
	flags := fixed[3]
	if flags&flagsReserved != 0 {
		return errHeader
	}
	if err := g.options(flags); err != nil {
		return err
	}
	g.sum, g.size = 0, 0
	return g.data.Reset(g.in, nil)
}

// options reads the parts of a header that flags announce.
func (g *gzipReader) options(flags byte) error {
	if flags&flagExtra != 0 {
		length, err := g.uint16()
		if err != nil {
			return err
		}
		for range length {
			if _, err := g.byte(); err != nil {
				return err
			}
		}
	}
	for _, text := range []byte{flagName, flagComment} {
		for c := byte(1); flags&text != 0 && c != 0; {
			var err error
			if c, err = g.byte(); err != nil {
				return err
			}
		}
	}
	if flags&flagHeaderCRC != 0 {
		want := uint16(^g.head)
		got, err := g.uint16()
		if err != nil {
			return err
		}
		if got != want {
			return errHeader
		}
	}
	return nil
}

func (g *gzipReader) uint16() (uint16, error) {
	low, err := g.byte()
	if err != nil {
		return 0, err
	}
	high, err := g.byte()
	return uint16(low) | uint16(high)<<8, err
}

// byte reads a byte of the header and adds it to the sum.
func (g *gzipReader) byte() (byte, error) {
	c, err := g.in.ReadByte()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	g.head = crc32.IEEETable[byte(g.head)^c] ^ g.head>>8
	return c, err
}
