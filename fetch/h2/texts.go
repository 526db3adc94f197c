package h2

import (
	"hash/maphash"

	"golang.org/x/net/http2/hpack"
)

// Texts remembers strings as servers encoded them, so that what they say again
// and again, on whatever connection, is decoded once and is one string. It has
// place for some hundreds, in sets of a few by their hash; in a set a new one takes
// the place of the oldest. It may be used
// by the connections of one goroutine. The zero value is empty.
type Texts struct {
	seed  maphash.Seed
	slots []slot // the sets, one behind the other; nil until the first use
}

type slot struct {
	coded   []byte
	huffman bool
	text    string
}

const (
	textSets = 128
	setSize  = 4  // with one a tenth of all runs had two fields of each response in one place
	maxText  = 64 // bytes of an encoded string that is worth remembering
)

// decode returns the string that coded stands for (RFC 7541 §5.2).
func (t *Texts) decode(coded []byte, huffman bool) (string, error) {
	if len(coded) == 0 || len(coded) > maxText {
		return decodeText(coded, huffman)
	}
	if t.slots == nil {
		t.seed, t.slots = maphash.MakeSeed(), make([]slot, textSets*setSize)
	}
	set := t.slots[maphash.Bytes(t.seed, coded)%textSets*setSize:][:setSize]
	for i := range set {
		if s := &set[i]; s.huffman == huffman && string(s.coded) == string(coded) {
			return s.text, nil
		}
	}
	text, err := decodeText(coded, huffman)
	if err == nil {
		oldest := set[setSize-1].coded
		copy(set[1:], set)
		set[0] = slot{append(oldest[:0], coded...), huffman, text}
	}
	return text, err
}

func decodeText(coded []byte, huffman bool) (string, error) {
	if huffman {
		return hpack.HuffmanDecodeToString(coded)
	}
	return string(coded), nil
}
