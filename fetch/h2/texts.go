package h2

import (
	"hash/maphash"

	"golang.org/x/net/http2/hpack"
)

// Texts remembers strings as servers encoded them, so that what they say again
// and again, on whatever connection, is decoded once and is one string. It has
// place for some hundreds; a new one takes the place of an older. It may be used
// by the connections of one goroutine. The zero value is empty.
type Texts struct {
	seed  maphash.Seed
	slots []slot // nil until the first use
}

type slot struct {
	coded   []byte
	huffman bool
	text    string
}

const (
	textSlots = 512
	maxText   = 64 // bytes of an encoded string that is worth remembering
)

// decode returns the string that coded stands for (RFC 7541 §5.2).
func (t *Texts) decode(coded []byte, huffman bool) (string, error) {
	if len(coded) == 0 || len(coded) > maxText {
		return decodeText(coded, huffman)
	}
	if t.slots == nil {
		t.seed, t.slots = maphash.MakeSeed(), make([]slot, textSlots)
	}
	s := &t.slots[maphash.Bytes(t.seed, coded)%textSlots]
	if s.huffman == huffman && string(s.coded) == string(coded) {
		return s.text, nil
	}
	text, err := decodeText(coded, huffman)
	if err == nil {
		s.coded, s.huffman, s.text = append(s.coded[:0], coded...), huffman, text
	}
	return text, err
}

func decodeText(coded []byte, huffman bool) (string, error) {
	if huffman {
		return hpack.HuffmanDecodeToString(coded)
	}
	return string(coded), nil
}
