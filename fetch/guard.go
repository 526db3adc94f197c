package fetch

import (
	"errors"
	"fmt"
	"net/netip"
)

// A PrivateError is a refused address.
type PrivateError struct{ Addr netip.Addr }

func (e *PrivateError) Error() string {
	return fmt.Sprintf("%v is a private address, and no input named it", e.Addr)
}

// IsPrivate reports whether an address belongs to a network that strangers'
// links have no business in: private, loopback, link-local (cloud metadata
// among them), shared, documentation, benchmarking, multicast, reserved and
// unspecified ranges, of IPv4 and IPv6, also as IPv4-mapped, -compatible,
// -translated, 6to4, Teredo, ISATAP or NAT64 address (the IANA special-purpose
// registries, RFC 6890). So does the zero Addr, which is none.
func IsPrivate(ip netip.Addr) bool {
	if !ip.IsValid() {
		return true
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return inAny(ip, special4)
	}
	if in, ok := embedded4(ip); ok && inAny(in, special4) {
		return true
	}
	return inAny(ip, special6)
}

// guard returns the addresses that the request may be sent to. If there are none,
// the error says why; else a failure is one of connecting, and may be tried again.
func (r *Request) guard(ips []netip.Addr) (allowed []netip.Addr, err error) {
	var refused []error
	for _, ip := range ips {
		if !r.AllowPrivate && IsPrivate(ip) {
			refused = append(refused, &PrivateError{ip})
			continue
		}
		allowed = append(allowed, ip)
	}
	if allowed == nil {
		return nil, errors.Join(refused...)
	}
	return allowed, nil
}

func inAny(ip netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// embedded4 returns the IPv4 address that an IPv6 address leads to.
func embedded4(ip netip.Addr) (netip.Addr, bool) {
	b := ip.As16()
	at := func(i int) (netip.Addr, bool) { return netip.AddrFrom4([4]byte(b[i : i+4])), true }
	switch {
	case nat64.Contains(ip), compatible.Contains(ip), translated.Contains(ip):
		return at(12)
	case sixToFour.Contains(ip):
		return at(2)
	case teredo.Contains(ip):
		for i := 12; i < 16; i++ {
			b[i] ^= 0xff
		}
		return at(12)
	case b[8]&^2 == 0 && [3]byte(b[9:12]) == isatap: // whoever's prefix it is
		return at(12)
	}
	return netip.Addr{}, false
}

var (
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	compatible = netip.MustParsePrefix("::/96")
	translated = netip.MustParsePrefix("::ffff:0:0:0/96") // RFC 2765 §2.1
	sixToFour  = netip.MustParsePrefix("2002::/16")
	teredo     = netip.MustParsePrefix("2001::/32")

	isatap = [3]byte{0, 0x5e, 0xfe} // RFC 5214 §6.1

	special4 = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
		"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4")
	special6 = prefixes("::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001:2::/48", "2001:db8::/32",
		"3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")
)

func prefixes(s ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(s))
	for i, p := range s {
		list[i] = netip.MustParsePrefix(p)
	}
	return list
}
