package coding

import (
	"bufio"
	"io"
	"strings"
)

// ErrZeroOffset is a corrupt block that the library does not see.
var ErrZeroOffset = errZeroOffset

// Follow takes the frames of a zstd body without checksums apart. It returns how
// many compressed blocks there are, how many of them could be followed to their
// ends, and how many have a match with offset 0.
func Follow(body string) (blocks, whole, zeros int) {
	f := frames{in: bufio.NewReader(strings.NewReader(body))}
	var s sequences
	for {
		if !f.within {
			s.begin()
		}
		err := f.next()
		if err != nil && err != errZeroOffset || f.piece != nil && len(f.piece) < 3 {
			return
		}
		if f.piece != nil {
			zero, end := s.block(f.piece[3:])
			blocks++
			if end {
				whole++
			}
			if zero {
				zeros++
			}
		}
		if n, _ := io.CopyN(io.Discard, f.in, f.through); n < f.through {
			return
		}
		f.piece, f.through = nil, 0
	}
}
