package config

import (
	"net/netip"
	"strconv"
	"strings"
)

// A Resolve is the answer that --resolve gives instead of DNS.
type Resolve struct {
	Host  string // "*" = any; lower case, no trailing dot; as typed otherwise
	Port  uint16
	Addrs []netip.Addr // at least one, in the order given
}

// parseResolve reads HOST:PORT:ADDR, curl's form: several addresses are joined by commas,
// and one of IPv6 may stand in brackets.
func parseResolve(v string) (Resolve, error) {
	wrong := want("HOST:PORT:ADDR, such as example.com:443:127.0.0.1")
	host, rest, _ := strings.Cut(v, ":")
	port, addrs, ok := strings.Cut(rest, ":")
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	n, err := strconv.ParseUint(port, 10, 16)
	if !ok || err != nil || n == 0 || host == "" || strings.ContainsAny(host, "/[]@ ") {
		return Resolve{}, wrong
	}
	r := Resolve{Host: host, Port: uint16(n)}
	for text := range strings.SplitSeq(addrs, ",") {
		addr, err := netip.ParseAddr(unbracketed(text))
		if err != nil || addr.Zone() != "" {
			return Resolve{}, wrong
		}
		r.Addrs = append(r.Addrs, addr)
	}
	return r, nil
}

// unbracketed takes the brackets off an IPv6 address.
func unbracketed(text string) string {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		if addr, ok := strings.CutSuffix(inner, "]"); ok {
			return addr
		}
	}
	return text
}

// parseServers reads name servers, joined by commas: IP addresses, with a port or without.
func parseServers(v string) (servers []netip.AddrPort, err error) {
	for text := range strings.SplitSeq(v, ",") {
		text = strings.TrimSpace(text)
		server, err := netip.ParseAddrPort(text)
		if ip, err2 := netip.ParseAddr(unbracketed(text)); err2 == nil {
			server, err = netip.AddrPortFrom(ip, 53), nil
		}
		if err != nil || server.Port() == 0 {
			return nil, want("IP addresses, such as 9.9.9.9,[2620:fe::9]:53")
		}
		servers = append(servers, server)
	}
	return servers, nil
}
