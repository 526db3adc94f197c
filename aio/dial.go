package aio

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Dial connects to address: "tcp", "tcp4" or "tcp6" with a host and port, or
// "unix" with a path. A host name is looked up in the lane dns; of its addresses
// the one that answers first is taken, see [DialAny]. It suspends; a cancel
// closes what was begun.
func Dial(ctx *Context, network, address string) (*Conn, error) {
	addrs, err := resolve(ctx, "tcp", network, address)
	if err != nil {
		return nil, err
	}
	return DialAny(ctx, addrs)
}

// DialAddr connects to one address. It suspends.
func DialAddr(ctx *Context, addr Addr) (*Conn, error) { return DialAny(ctx, []Addr{addr}) }

// resolve turns address into addresses of a network, of the kind "tcp" or "udp".
func resolve(ctx *Context, kind, network, address string) ([]Addr, error) {
	if network == "unix" && kind == "tcp" {
		return []Addr{{Path: address}}, nil
	}
	family, known := strings.CutPrefix(network, kind)
	if !known || family != "" && family != "4" && family != "6" {
		return nil, net.UnknownNetworkError(network)
	}
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("address %q: port is no number from 0 to 65535", address)
	}
	var ips []netip.Addr
	if ip, err := netip.ParseAddr(host); err == nil {
		if family == "4" && !ip.Unmap().Is4() || family == "6" && !ip.Is6() {
			return nil, &net.AddrError{Err: "not of " + network, Addr: address}
		}
		ips = []netip.Addr{ip.Unmap()}
	} else if ips, err = LookupIP(ctx, "ip"+family, host); err != nil {
		return nil, err
	}
	addrs := make([]Addr, len(ips))
	for i, ip := range ips {
		addrs[i] = Addr{AddrPort: netip.AddrPortFrom(ip, uint16(port)), UDP: kind == "udp"}
	}
	return addrs, nil
}

// resolveLocal turns address into one to listen at; an empty host is all
// addresses of the machine.
func resolveLocal(ctx *Context, kind, network, address string) (Addr, error) {
	if port, all := strings.CutPrefix(address, ":"); all && network != "unix" {
		host := "::"
		if strings.HasSuffix(network, "4") {
			host = "0.0.0.0"
		}
		address = net.JoinHostPort(host, port)
	}
	addrs, err := resolve(ctx, kind, network, address)
	if err != nil {
		return Addr{}, err
	}
	return addrs[0], nil
}

// LookupIP asks the system's resolver for the addresses of a host; network is
// "ip", "ip4" or "ip6". The work is done in the lane dns, which no other work
// can fill. It suspends.
func LookupIP(ctx *Context, network, host string) ([]netip.Addr, error) {
	l := ctx.task.loop
	return OnLane(ctx, l.lanes.named("dns", dnsWorkers), func() ([]netip.Addr, error) {
		ips, err := net.DefaultResolver.LookupNetIP(ctx, network, host)
		for i := range ips {
			ips[i] = ips[i].Unmap()
		}
		return ips, err
	})
}

// dnsWorkers is how many names are looked up at once.
const dnsWorkers = 32
