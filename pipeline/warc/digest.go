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
	text func([]byte) string
}

// newDigest returns a digest by SHA-1, in the form that every tool of archives
// compares, or by SHA-256.
func newDigest(by256 bool) digest {
	if by256 {
		return digest{sha256.New(), func(sum []byte) string { return "sha256:" + hex.EncodeToString(sum) }}
	}
	return digest{sha1.New(), func(sum []byte) string { return "sha1:" + base32.StdEncoding.EncodeToString(sum) }}
}

// take returns the digest of what has been written, and starts anew.
func (d digest) take() string {
	var room [sha256.Size]byte
	sum := d.Sum(room[:0])
	d.Reset()
	return d.text(sum)
}
