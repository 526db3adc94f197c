package crawl

import "testing"

// The vectors of the reference implementation: the key is 00 01 … 0f, the
// input of vector n is the n bytes 00 01 … n-1.
//
// https://github.com/veorq/SipHash/blob/master/vectors.h
func TestSipHash(t *testing.T) {
	const k0, k1 = 0x0706050403020100, 0x0f0e0d0c0b0a0908
	vectors := map[int]uint64{
		0:  0x726fdb47dd0e0e31,
		1:  0x74f839c593dc67fd,
		2:  0x0d6c8009d9a94f5a,
		3:  0x85676696d7fb7e2d,
		4:  0xcf2794e0277187b7,
		5:  0x18765564cd99a68d,
		6:  0xcbc9466e58fee3ce,
		7:  0xab0200f58b01d137,
		8:  0x93f5f5799a932462,
		9:  0x9e0082df0ba9e4b0,
		15: 0xa129ca6149be45e5,
		63: 0x958a324ceb064572,
	}
	input := make([]byte, 64)
	for i := range input {
		input[i] = byte(i)
	}
	for n, want := range vectors {
		if got := sipHash(k0, k1, string(input[:n])); got != want {
			t.Errorf("%d bytes: got %016x, want %016x", n, got, want)
		}
	}
}
