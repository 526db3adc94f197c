package weburl

import (
	"net/netip"
	"strconv"
	"strings"
)

// appendIPv6 writes the address in brackets in its one canonical form.
//
// https://url.spec.whatwg.org/#concept-ipv6-parser
func appendIPv6(dst []byte, host string) ([]byte, string) {
	literal, ok := strings.CutSuffix(host[1:], "]")
	if !ok {
		return dst, unclosedBracket
	}
	// netip agrees with the standard on all but zones and a bare IPv4 address.
	ip, err := netip.ParseAddr(literal)
	if err != nil || ip.Is4() || ip.Zone() != "" {
		return dst, badIPv6
	}
	dst = append(dst, '[')
	dst = appendPieces(dst, ip.As16())
	return append(dst, ']'), ""
}

// appendPieces does not write an embedded IPv4 address as such, as netip does.
//
// https://url.spec.whatwg.org/#concept-ipv6-serializer
func appendPieces(dst []byte, ip [16]byte) []byte {
	var pieces [8]uint16
	for i := range pieces {
		pieces[i] = uint16(ip[2*i])<<8 | uint16(ip[2*i+1])
	}
	from, to := longestZeros(pieces)
	for i := 0; i < len(pieces); i++ {
		if i == from {
			dst = append(dst, "::"...)
			i = to
			if i == len(pieces) {
				break
			}
		} else if i > 0 {
			dst = append(dst, ':')
		}
		dst = strconv.AppendUint(dst, uint64(pieces[i]), 16)
	}
	return dst
}

// longestZeros returns the first longest run of two or more zeros, which "::"
// stands for, or -1, -1.
func longestZeros(pieces [8]uint16) (from, to int) {
	from, to = -1, -1
	longest := 1
	for i := 0; i < len(pieces); i++ {
		j := i
		for j < len(pieces) && pieces[j] == 0 {
			j++
		}
		if j-i > longest {
			from, to, longest = i, j, j-i
		}
		i = max(i, j-1)
	}
	return from, to
}
