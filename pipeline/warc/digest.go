package warc

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"hash"
)

// A digest is one that runs, and how it is written.
type digest struct {
	hash.Hash
	name   string
	encode func(dst, sum []byte) []byte
	sum    []byte
	text   []byte
}

// newDigest returns a digest by SHA-1, in the form that every tool of archives
// compares, or by SHA-256.
func newDigest(by256 bool) *digest {
	if by256 {
		return &digest{Hash: sha256.New(), name: "sha256:", encode: hex.AppendEncode}
	}
	return &digest{Hash: sha1.New(), name: "sha1:", encode: base32.StdEncoding.AppendEncode}
}

// take returns the digest of what has been written, and starts anew.
func (d *digest) take() string {
	d.sum = d.Sum(d.sum[:0])
	d.Reset()
	d.text = d.encode(append(d.text[:0], d.name...), d.sum)
	return string(d.text)
}
