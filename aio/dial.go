package aio

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
)

// Dial connects to address: "tcp" with a host and port, or "unix" with a path.
// A host name is looked up in the lane dns; its addresses are tried one after
// the other. It suspends; a cancel closes what was begun.
func Dial(ctx *Context, network, address string) (*Conn, error) {
	addrs, err := resolve(ctx, network, address)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, addr := range addrs {
		c, err := DialAddr(ctx, addr)
		if err == nil {
			return c, nil
		}
		if isCancel(err) {
			return nil, err
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// DialAddr connects to one address. It suspends.
func DialAddr(ctx *Context, addr Addr) (*Conn, error) {
	t := ctx.running()
	fd, err := t.loop.net.Connect(addr)
	if err != nil {
		return nil, netError("connect", addr, err)
	}
	c := newConn(t.loop, fd, addr)
	err = c.d.write.await(t)
	if err == nil {
		err = t.loop.net.ConnectError(fd)
	}
	if err != nil {
		c.d.close()
		if isCancel(err) {
			return nil, err
		}
		return nil, netError("connect", addr, err)
	}
	return c, nil
}

// resolve turns address into addresses to connect to.
func resolve(ctx *Context, network, address string) ([]Addr, error) {
	switch network {
	case "unix":
		return []Addr{{Path: address}}, nil
	case "tcp", "tcp4", "tcp6":
	default:
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
		ips = []netip.Addr{ip}
	} else if ips, err = LookupIP(ctx, "ip"+network[3:], host); err != nil {
		return nil, err
	}
	addrs := make([]Addr, len(ips))
	for i, ip := range ips {
		addrs[i] = Addr{AddrPort: netip.AddrPortFrom(ip, uint16(port))}
	}
	return addrs, nil
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
