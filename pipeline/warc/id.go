package warc

import (
	"encoding/hex"
	"io"
)

// An id names a record: a random UUID (RFC 9562 §5.4), without its brackets.
type id [45]byte

func newID(random io.Reader) (id, error) {
	var u [16]byte
	if _, err := io.ReadFull(random, u[:]); err != nil {
		return id{}, err
	}
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	var s id
	copy(s[:], "urn:uuid:00000000-0000-0000-0000-000000000000")
	at := 9
	for _, part := range [][]byte{u[:4], u[4:6], u[6:8], u[8:10], u[10:]} {
		at += hex.Encode(s[at:], part) + 1
	}
	return s, nil
}

func appendID(dst []byte, name string, s *id) []byte {
	dst = append(append(dst, name...), ": <"...)
	return append(append(dst, s[:]...), ">\r\n"...)
}
