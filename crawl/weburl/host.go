package weburl

import "bytes"

// appendHost writes a host in its serialised form, and sets where it ends.
//
// https://url.spec.whatwg.org/#host-parsing
func appendHost(dst []byte, at *layout, host string) ([]byte, string) {
	var reason string
	switch {
	case host != "" && host[0] == '[':
		dst, reason = appendIPv6(dst, host)
	case at.kind.special():
		dst, reason = appendDomain(dst, host)
	default:
		dst, reason = appendOpaqueHost(dst, host)
	}
	at.hostEnd = uint32(len(dst))
	return dst, reason
}

// appendOpaqueHost writes the host of a scheme that is not special.
//
// https://url.spec.whatwg.org/#concept-opaque-host-parser
func appendOpaqueHost(dst []byte, host string) ([]byte, string) {
	if contains(host, forbiddenHost) {
		return dst, forbiddenInHost
	}
	return appendEncoded(dst, host, c0Control), ""
}

// appendDomain writes a domain in ASCII, or the IPv4 address that it stands for.
//
// https://url.spec.whatwg.org/#concept-domain-to-ascii
func appendDomain(dst []byte, host string) ([]byte, string) {
	start := len(dst)
	dst, reason := appendASCIIDomain(dst, host)
	if reason != "" {
		return dst, reason
	}
	domain := dst[start:]
	switch {
	case len(domain) == 0:
		return dst, hostMissing
	case contains(domain, forbiddenDomain):
		return dst, forbiddenInHost
	case !endsInNumber(domain):
		return dst, ""
	}
	ip, ok := parseIPv4(domain)
	if !ok {
		return dst, badIPv4
	}
	return ip.AppendTo(dst[:start]), ""
}

// endsInNumber reports whether a domain is meant to be an IPv4 address.
//
// https://url.spec.whatwg.org/#ends-in-a-number-checker
func endsInNumber(domain []byte) bool {
	domain = bytes.TrimSuffix(domain, []byte("."))
	last := domain[bytes.LastIndexByte(domain, '.')+1:]
	if len(last) == 0 || !isDigit(last[0]) {
		return false
	}
	digits := true
	for _, c := range last {
		digits = digits && isDigit(c)
	}
	if digits {
		return true
	}
	_, ok := ipv4Number(last)
	return ok
}
