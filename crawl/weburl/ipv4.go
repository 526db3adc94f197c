package weburl

import (
	"bytes"
	"net/netip"
)

// parseIPv4 reads an address of one to four numbers, the last of which fills
// the bytes that are left: 127.1 and 0x7f000001 are 127.0.0.1.
//
// https://url.spec.whatwg.org/#concept-ipv4-parser
func parseIPv4(domain []byte) (netip.Addr, bool) {
	domain = bytes.TrimSuffix(domain, []byte("."))
	if bytes.Count(domain, []byte(".")) > 3 {
		return netip.Addr{}, false
	}
	var ip uint64
	for place := 3; ; place-- {
		part, rest, more := bytes.Cut(domain, []byte("."))
		n, ok := ipv4Number(part)
		if !ok {
			return netip.Addr{}, false
		}
		if !more {
			return lastIPv4Number(ip, n, place)
		}
		if n > 255 {
			return netip.Addr{}, false
		}
		ip |= n << (8 * place)
		domain = rest
	}
}

// lastIPv4Number adds the last number, which has place+1 bytes for itself.
func lastIPv4Number(ip, n uint64, place int) (netip.Addr, bool) {
	if n >= 1<<(8*(place+1)) {
		return netip.Addr{}, false
	}
	ip |= n
	return netip.AddrFrom4([4]byte{byte(ip >> 24), byte(ip >> 16), byte(ip >> 8), byte(ip)}), true
}

// ipv4Number reads a number in decimal, in octal after "0", or in hexadecimal
// after "0x". Beyond 32 bits it returns some number beyond 32 bits.
//
// https://url.spec.whatwg.org/#ipv4-number-parser
func ipv4Number(s []byte) (uint64, bool) {
	if len(s) == 0 {
		return 0, false
	}
	radix := uint64(10)
	switch {
	case len(s) >= 2 && s[0] == '0' && s[1] == 'x':
		radix, s = 16, s[2:]
	case len(s) >= 2 && s[0] == '0':
		radix, s = 8, s[1:]
	}
	var n uint64
	for _, c := range s {
		digit, ok := unhex(c)
		if !ok || uint64(digit) >= radix {
			return 0, false
		}
		n = min(n*radix+uint64(digit), 1<<40)
	}
	return n, true
}
