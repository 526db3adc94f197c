// Package simhash computes fingerprints that are close for texts that are alike
// (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002;
// for web pages Manku, Jain and Das Sarma, "Detecting Near-Duplicates for Web
// Crawling", 2007: of 64 bits, pages that differ in 3 or fewer are duplicates
// nearly always).
//
// The features are all runs of three words. The same text gives the same
// fingerprint in every run and on every machine.
package simhash

import (
	"bytes"
	"io"
	"math/bits"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text returns the fingerprint of a text in UTF-8; 0 where it has no words.
func Text(text []byte) uint64 {
	var s sketch
	s.write(text)
	return s.sum()
}

// HTML returns the fingerprint of the text that a page in UTF-8 shows.
func HTML(page []byte) uint64 {
	var s sketch
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(len(page) + 1)
	hidden := atom.Atom(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF { // what is left counts as text
				s.write(z.Buffered())
			}
			return s.sum()
		case html.TextToken:
			if hidden == 0 {
				s.write(z.Text())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); a {
			case atom.Script, atom.Style:
				hidden = a
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if atom.Lookup(name) == hidden {
				hidden = 0
			}
		}
	}
}

// Distance returns in how many bits two fingerprints differ, 0 to 64.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// sketch counts, for each bit, in how many features it is set. Eight counts of a
// byte each stand side by side in a word, so that a feature costs eight additions.
type sketch struct {
	counts [64]int
	lanes  [8]uint64
	inLane int       // features in lanes, at most 255
	n      int       // features
	words  [2]uint64 // hashes of the last two
}

// spread has, for each byte, its bits as bytes.
var spread = func() (table [256]uint64) {
	for b := range table {
		for i := range 8 {
			table[b] |= uint64(b>>i&1) << (8 * i)
		}
	}
	return table
}()

// write adds the words of a text: runs of letters and digits, in lower case.
func (s *sketch) write(text []byte) {
	const none = 14695981039346656037 // FNV-1a's start
	h := uint64(none)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			h = (h ^ uint64(unicode.ToLower(r))) * 1099511628211
			continue
		}
		if h != none {
			s.word(h)
			h = none
		}
	}
	if h != none {
		s.word(h)
	}
}

func (s *sketch) word(h uint64) {
	s.feature(mix(h + 3*mix(s.words[1]+3*mix(s.words[0]))))
	s.words[0], s.words[1] = s.words[1], h
}

func (s *sketch) feature(h uint64) {
	for i := range s.lanes {
		s.lanes[i] += spread[byte(h>>(8*i))]
	}
	s.n++
	if s.inLane++; s.inLane == 255 {
		s.empty()
	}
}

// empty moves what the lanes have counted.
func (s *sketch) empty() {
	for i := range s.counts {
		s.counts[i] += int(byte(s.lanes[i/8] >> (i % 8 * 8)))
	}
	s.lanes, s.inLane = [8]uint64{}, 0
}

func (s *sketch) sum() (f uint64) {
	s.empty()
	for i, n := range s.counts {
		if 2*n > s.n {
			f |= 1 << i
		}
	}
	return f
}

// mix spreads the bits of a hash (the finaliser of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
