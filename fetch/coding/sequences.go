package coding

import (
	"encoding/binary"
	"math/bits"
)

// sequences follows the offsets of the matches through the blocks of a zstd frame
// (RFC 8878 §3.1.1.5), to find one that is zero. Only corruption makes one, and
// without a checksum nothing else may show it: the library takes it for one, as
// the reference did before 1.5.6, and a wrong body would look right.
type sequences struct {
	recent  [3]int       // offsets
	current [3]*fseTable // nil before the first
	own     [3]fseTable
}

// The three kinds of codes, in the order of their tables.
const (
	literalCodes = iota
	offsetCodes
	matchCodes
)

// codes has what each kind may be.
var codes = [3]struct {
	maxLog  uint8
	symbols int
	usual   *fseTable
}{
	{9, 36, usualTable(6, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1)},
	{8, 32, usualTable(5, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1)},
	{9, 53, usualTable(6, 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1)},
}

// usualTable makes a table of default counts (§3.1.1.3.2.2).
func usualTable(log uint8, counts ...int16) *fseTable {
	t := new(fseTable)
	t.build(log, counts)
	return t
}

// extraBits are how many bits follow a code of a length (§3.1.1.3.2.1.1).
var (
	literalBits = [64]uint8{16: 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	matchBits   = [64]uint8{32: 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
)

// begin makes ready for a frame.
func (s *sequences) begin() {
	s.recent = [3]int{1, 4, 8}
	s.current = [3]*fseTable{}
}

// block looks at the content of a compressed block, behind which there is slack.
// whole says that it could be followed to its end: where not, and no zero was
// found, it is broken in a way that the library sees.
func (s *sequences) block(p []byte) (zero, whole bool) {
	p, ok := behindLiterals(p)
	if !ok || len(p) == 0 {
		return false, false
	}
	count, p := sequenceCount(p)
	if count == 0 {
		return false, len(p) == 0
	}
	if p, ok = s.tables(p); !ok {
		return false, false
	}
	return s.follow(p, count)
}

// behindLiterals returns what follows the literals section (§3.1.1.3.1.1).
func behindLiterals(p []byte) (rest []byte, ok bool) {
	if len(p) == 0 {
		return nil, false
	}
	kind, format := p[0]&3, p[0]>>2&3
	var head, size int
	switch {
	case kind < 2 && format&1 == 0: // raw, or one byte many times
		head, size = 1, int(bitsAt(p, 3, 5))
	case kind < 2:
		head = 1 + int(format+1)/2
		size = int(bitsAt(p, 4, 8*head-4))
	default: // compressed: the second of two lengths
		head = []int{3, 3, 4, 5}[format]
		width := []int{10, 10, 14, 18}[format]
		size = int(bitsAt(p, 4+width, width))
	}
	if kind == 1 {
		size = 1
	}
	if head+size > len(p) {
		return nil, false
	}
	return p[head+size:], true
}

// sequenceCount reads how many sequences a block has (§3.1.1.3.2.1); 0 where it
// does not say.
func sequenceCount(p []byte) (count int, rest []byte) {
	switch first := int(p[0]); {
	case first < 128:
		return first, p[1:]
	case first < 255 && len(p) > 1:
		return (first-128)<<8 | int(p[1]), p[2:]
	case first == 255 && len(p) > 2:
		return int(p[1]) | int(p[2])<<8 + 0x7f00, p[3:]
	}
	return 0, p
}

// tables reads the three tables of a block, which may be ones of before.
func (s *sequences) tables(p []byte) (rest []byte, ok bool) {
	if len(p) == 0 {
		return nil, false
	}
	modes := p[0]
	p = p[1:]
	for kind := range s.current {
		switch modes >> (6 - 2*kind) & 3 {
		case 0:
			s.current[kind] = codes[kind].usual
		case 1:
			if len(p) == 0 || int(p[0]) >= codes[kind].symbols {
				return nil, false
			}
			s.own[kind].single(p[0])
			s.current[kind], p = &s.own[kind], p[1:]
		case 2:
			n, ok := s.own[kind].read(p, codes[kind].maxLog, codes[kind].symbols)
			if !ok {
				return nil, false
			}
			s.current[kind], p = &s.own[kind], p[n:]
		}
		if s.current[kind] == nil {
			return nil, false
		}
	}
	return p, true
}

// follow reads the sequences themselves, backwards from the end of p, where a
// one follows the last bit.
func (s *sequences) follow(p []byte, count int) (zero, whole bool) {
	if len(p) == 0 || p[len(p)-1] == 0 {
		return false, false
	}
	at := 8*len(p) - 9 + bits.Len8(p[len(p)-1])
	p = p[:len(p)+slack]
	var first [3]fseState
	for kind, t := range s.current {
		at -= int(t.log)
		if at < 0 {
			return false, false
		}
		first[kind] = t.state[wordAt(p, at)&(1<<t.log-1)]
	}
	literals, offsets, matches := s.current[literalCodes], s.current[offsetCodes], s.current[matchCodes]
	for l, o, m := first[literalCodes], first[offsetCodes], first[matchCodes]; ; {
		at -= int(o.symbol)
		if at < 0 {
			return false, false
		}
		value := 1<<o.symbol + int(wordAt(p, at)&(1<<o.symbol-1))
		if s.repeat(value, l.symbol == 0); s.recent[0] == 0 {
			return true, false
		}
		at -= int(matchBits[m.symbol]) + int(literalBits[l.symbol])
		if count--; count == 0 {
			return false, at == 0
		}
		at -= int(l.bits) + int(m.bits) + int(o.bits)
		if at < 0 {
			return false, false
		}
		w := wordAt(p, at)
		o, w = offsets.next(o, w), w>>o.bits
		m, w = matches.next(m, w), w>>m.bits
		l = literals.next(l, w)
	}
}

// slack is how many bytes are readable behind a block's content.
const slack = 8

// wordAt returns 57 bits of p or more, from bit at on, the lowest first.
func wordAt(p []byte, at int) uint64 {
	return binary.LittleEndian.Uint64(p[at>>3:]) >> (at & 7)
}

// repeat keeps the recent offsets (§3.1.1.5): a value up to 3 stands for one of
// them, else for one that is 3 less.
func (s *sequences) repeat(value int, noLiterals bool) {
	r := &s.recent
	if value > 3 {
		r[0], r[1], r[2] = value-3, r[0], r[1]
		return
	}
	if noLiterals {
		value++
	}
	switch value {
	case 2:
		r[0], r[1] = r[1], r[0]
	case 3:
		r[0], r[1], r[2] = r[2], r[0], r[1]
	case 4:
		r[0], r[1], r[2] = r[0]-1, r[0], r[1]
	}
}
