//go:build linux

package aio_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// A tlsPeer is the server of a TLS 1.3 connection after its handshake, with the
// record layer in the test's hands: crypto/tls can not be told to update its
// keys.
type tlsPeer struct {
	net.Conn
	in, out tlsHalf
}

// tlsHalf is the keys of one direction.
type tlsHalf struct {
	secret []byte
	aead   cipher.AEAD
	iv     []byte
	seq    uint64
}

// takeOver shakes hands on c by crypto/tls and goes on without it. Nothing may
// have been sent after the handshake yet.
func takeOver(c net.Conn) (*tlsPeer, error) {
	var log bytes.Buffer
	config := keys().server.Clone()
	config.KeyLogWriter = &log
	config.SessionTicketsDisabled = true // or tickets would take numbers of records
	config.MinVersion = tls.VersionTLS13
	s := tls.Server(c, config)
	if err := s.Handshake(); err != nil {
		return nil, err
	}
	if suite := s.ConnectionState().CipherSuite; suite != tls.TLS_AES_128_GCM_SHA256 {
		return nil, fmt.Errorf("the peer knows AES-128-GCM only, not %s", tls.CipherSuiteName(suite))
	}
	p := &tlsPeer{Conn: c}
	for line := range strings.Lines(log.String()) {
		fields := strings.Fields(line)
		secret, err := hex.DecodeString(fields[2])
		if err != nil {
			return nil, err
		}
		switch fields[0] {
		case "SERVER_TRAFFIC_SECRET_0":
			p.out.set(secret)
		case "CLIENT_TRAFFIC_SECRET_0":
			p.in.set(secret)
		}
	}
	return p, nil
}

// set derives the keys of a secret, RFC 8446, section 7.3.
func (h *tlsHalf) set(secret []byte) {
	h.secret, h.seq = secret, 0
	block, err := aes.NewCipher(expandLabel(secret, "key", 16))
	if err != nil {
		panic(err)
	}
	if h.aead, err = cipher.NewGCM(block); err != nil {
		panic(err)
	}
	h.iv = expandLabel(secret, "iv", 12)
}

// update goes on to the next keys, RFC 8446, section 7.2.
func (h *tlsHalf) update() { h.set(expandLabel(h.secret, "traffic upd", 32)) }

// expandLabel is HKDF-Expand-Label of RFC 8446, section 7.1, without context.
func expandLabel(secret []byte, label string, length int) []byte {
	label = "tls13 " + label
	info := binary.BigEndian.AppendUint16(nil, uint16(length))
	info = append(info, byte(len(label)))
	info = append(append(info, label...), 0)
	out, err := hkdf.Expand(sha256.New, secret, string(info), length)
	if err != nil {
		panic(err)
	}
	return out
}

func (h *tlsHalf) nonce() []byte {
	nonce := bytes.Clone(h.iv)
	for i := range 8 {
		nonce[4+i] ^= byte(h.seq >> (56 - 8*i))
	}
	h.seq++
	return nonce
}

// send writes one record of a content type: 22 handshake, 23 application data.
func (p *tlsPeer) send(contentType byte, data []byte) error {
	inner := append(bytes.Clone(data), contentType)
	head := []byte{23, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(head[3:], uint16(len(inner)+16))
	_, err := p.Write(p.out.aead.Seal(head, p.out.nonce(), inner, head))
	return err
}

// receive reads at least size bytes of application data, follows the updates of
// keys on the way and counts them.
func (p *tlsPeer) receive(size int) (data []byte, updates int, err error) {
	for len(data) < size {
		head := make([]byte, 5)
		if _, err := io.ReadFull(p, head); err != nil {
			return data, updates, err
		}
		sealed := make([]byte, binary.BigEndian.Uint16(head[3:]))
		if _, err := io.ReadFull(p, sealed); err != nil {
			return data, updates, err
		}
		inner, err := p.in.aead.Open(nil, p.in.nonce(), sealed, head)
		if err != nil {
			return data, updates, err
		}
		last := len(inner) - 1
		switch {
		case inner[last] == 23:
			data = append(data, inner[:last]...)
		case inner[last] == 22 && inner[0] == 24:
			updates++
			p.in.update()
		default:
			return data, updates, errors.New("an unexpected record")
		}
	}
	return data, updates, nil
}
