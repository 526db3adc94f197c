package dns

import (
	"net/netip"
	"strings"
)

// Hosts are the addresses of a hosts(5) file, by name in lower case.
type Hosts map[string][]netip.Addr

// ParseHosts reads the contents of a hosts(5). Lines that it cannot read it
// passes over.
func ParseHosts(file []byte) Hosts {
	hosts := Hosts{}
	for line := range strings.Lines(string(file)) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		ip, err := netip.ParseAddr(fields[0])
		if err != nil {
			continue
		}
		for _, name := range fields[1:] {
			name = key(name)
			hosts[name] = append(hosts[name], ip.Unmap())
		}
	}
	return hosts
}

// Lookup returns the addresses of a name, those of this machine for localhost
// and what is below it (RFC 6761 §6.3); nil where it knows none.
func (h Hosts) Lookup(name string) []netip.Addr {
	name = key(name)
	if ips := h[name]; ips != nil {
		return ips
	}
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	}
	return nil
}

func key(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }
