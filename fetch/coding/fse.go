package coding

import (
	"encoding/binary"
	"math/bits"
)

// An fseTable decodes symbols of finite state entropy (RFC 8878 §4.1).
type fseTable struct {
	log   uint8 // it has 1<<log states
	state [512]fseState
}

// An fseState stands for a symbol; the next state is base and as many bits more.
type fseState struct {
	base   uint16
	symbol uint8
	bits   uint8
}

// single makes a table of one state.
func (t *fseTable) single(symbol byte) {
	t.log, t.state[0] = 0, fseState{symbol: symbol}
}

// next returns the state that follows st; the bits that it needs are the lowest of
// word.
func (t *fseTable) next(st fseState, word uint64) fseState {
	return t.state[(uint64(st.base)+word&(1<<st.bits-1))&511]
}

// read makes the table that a description at the beginning of p has (§4.1.1), of
// at most maxLog bits and that many symbols, and returns the description's length.
func (t *fseTable) read(p []byte, maxLog uint8, symbols int) (n int, ok bool) {
	var counts [64]int16
	log := uint8(bitsAt(p, 0, 4)) + 5
	if log > maxLog {
		return 0, false
	}
	at := 4
	left, symbol := 1<<log, 0
	for left > 0 && symbol < symbols {
		// A value needs one bit less where it is below what the larger
		// ones leave free.
		wide := bits.Len(uint(left + 1))
		v := int(bitsAt(p, at, wide))
		half := 1<<(wide-1) - 1
		free := 1<<wide - 1 - (left + 1)
		at += wide
		if v&half < free {
			v &= half
			at--
		} else if v > half {
			v -= free
		}
		count := v - 1 // -1 is a probability of less than one
		counts[symbol] = int16(count)
		left -= max(count, -count)
		symbol++
		for zeros := 3; count == 0 && zeros == 3; symbol += zeros {
			zeros = int(bitsAt(p, at, 2))
			at += 2
		}
	}
	n = (at + 7) / 8
	if left != 0 || symbol > symbols || n > len(p) {
		return 0, false
	}
	t.build(log, counts[:symbol])
	return n, true
}

// build spreads the symbols over the states, in proportion to their counts.
func (t *fseTable) build(log uint8, counts []int16) {
	t.log = log
	size := 1 << log
	var next [64]uint16
	high := size - 1
	for s, count := range counts {
		next[s] = uint16(max(count, 1))
		if count == -1 {
			t.state[high].symbol = uint8(s)
			high--
		}
	}
	at := 0
	for s, count := range counts {
		for range count {
			t.state[at].symbol = uint8(s)
			for at = (at + size>>1 + size>>3 + 3) & (size - 1); at > high; {
				at = (at + size>>1 + size>>3 + 3) & (size - 1)
			}
		}
	}
	for i := range t.state[:size] {
		st := &t.state[i]
		x := next[st.symbol]
		next[st.symbol]++
		st.bits = log + 1 - uint8(bits.Len16(x))
		st.base = x<<st.bits - uint16(size)
	}
}

// bitsAt returns the n bits, at most 56, of p from bit at on, the lowest first;
// behind the end are zeros.
func bitsAt(p []byte, at, n int) uint64 {
	var word uint64
	if i := at >> 3; i+8 <= len(p) {
		word = binary.LittleEndian.Uint64(p[i:])
	} else {
		for shift := 0; i < len(p); i, shift = i+1, shift+8 {
			word |= uint64(p[i]) << shift
		}
	}
	return word >> (at & 7) & (1<<n - 1)
}
