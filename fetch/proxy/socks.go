package proxy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// socks asks a SOCKS5 proxy for a connection (RFC 1928), with user and password if
// there are some (RFC 1929).
type socks struct {
	user, password string
	request        []byte // the last message
	wait           func([]byte) (out []byte, done bool, err error)
	want           int    // bytes of the answer that is awaited
	answer         []byte // those that have come
}

const (
	version     = 5 // of SOCKS
	userVersion = 1 // of the negotiation of user and password

	noMethod   = 0
	userMethod = 2
	nothing    = 0xff

	ipv4 = 1
	name = 3
	ipv6 = 4
)

func newSOCKS(p Proxy, host string, port uint16) (*socks, error) {
	s := &socks{user: p.User, password: p.Password}
	if len(s.user) > 255 || len(s.password) > 255 {
		return nil, errors.New("SOCKS5 has no room for user or password: over 255 bytes")
	}
	s.request = []byte{version, 1, 0} // connect
	ip, isAddress := address(host)
	switch {
	case isAddress && ip.Is4():
		s.request = append(append(s.request, ipv4), ip.AsSlice()...)
	case isAddress:
		s.request = append(append(s.request, ipv6), ip.AsSlice()...)
	case p.Scheme == SOCKS5:
		return nil, fmt.Errorf("socks5 wants an address, not the name %q", cut(host))
	case host == "" || len(host) > 255:
		return nil, fmt.Errorf("SOCKS5 has no room for the name %q: want 1 to 255 bytes", cut(host))
	default:
		s.request = append(append(s.request, name, byte(len(host))), host...)
	}
	s.request = binary.BigEndian.AppendUint16(s.request, port)
	return s, nil
}

// Step collects answers, each until it is complete.
func (s *socks) Step(in []byte) (out []byte, n int, done bool, err error) {
	if s.wait == nil {
		s.await(2, s.method)
		out = s.greeting()
	}
	for _, c := range in {
		n++
		s.answer = append(s.answer, c)
		if len(s.answer) < s.want {
			continue
		}
		more, done, err := s.wait(s.answer)
		out = append(out, more...)
		if done || err != nil {
			return out, n, done, err
		}
	}
	return out, n, false, nil
}

// await says what comes next.
func (s *socks) await(want int, then func([]byte) ([]byte, bool, error)) {
	s.want, s.wait, s.answer = want, then, s.answer[:0]
}

func (s *socks) hasUser() bool { return s.user != "" || s.password != "" }

// greeting offers methods of authentication (RFC 1928 §3).
func (s *socks) greeting() []byte {
	if s.hasUser() {
		return []byte{version, 2, noMethod, userMethod}
	}
	return []byte{version, 1, noMethod}
}

// method takes the one that the proxy chose.
func (s *socks) method(answer []byte) (out []byte, done bool, err error) {
	switch {
	case answer[0] != version:
		return nil, false, malformed(answer)
	case answer[1] == noMethod:
		s.await(5, s.reply)
		return s.request, false, nil
	case answer[1] == userMethod && s.hasUser():
		s.await(2, s.verdict)
		out = append([]byte{userVersion, byte(len(s.user))}, s.user...)
		return append(append(out, byte(len(s.password))), s.password...), false, nil
	case answer[1] == nothing:
		return nil, false, ErrMethod
	}
	return nil, false, malformed(answer) // one that was not offered
}

// verdict takes what the proxy says to user and password (RFC 1929 §2).
func (s *socks) verdict(answer []byte) (out []byte, done bool, err error) {
	switch {
	case answer[1] != 0:
		return nil, false, ErrUser
	case answer[0] != userVersion && answer[0] != version: // some proxies answer with that
		return nil, false, malformed(answer)
	}
	s.await(5, s.reply)
	return s.request, false, nil
}

// reply takes the answer to the request (RFC 1928 §6). It ends with an address, of
// which the first byte tells how long a name is; it does not matter.
func (s *socks) reply(answer []byte) (out []byte, done bool, err error) {
	switch {
	case answer[0] != version:
		return nil, false, malformed(answer)
	case answer[1] != 0:
		return nil, false, ReplyError(answer[1])
	}
	switch answer[3] {
	case ipv4:
		s.want = 4 + 4 + 2
	case name:
		s.want = 4 + 1 + int(answer[4]) + 2
	case ipv6:
		s.want = 4 + 16 + 2
	default:
		return nil, false, malformed(answer)
	}
	return nil, len(answer) == s.want, nil
}

func malformed(answer []byte) error {
	return fmt.Errorf("not SOCKS5: %q", strings.Clone(string(answer)))
}
