//go:build unix

package aio

import (
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// family is the family of sockets for a.
func family(a Addr) int {
	switch {
	case a.Path != "":
		return unix.AF_UNIX
	case a.Addr().Is4(), a.Addr().Is4In6():
		return unix.AF_INET
	}
	return unix.AF_INET6
}

// sockaddr is a for a socket of a family.
func sockaddr(a Addr, family int) (unix.Sockaddr, error) {
	switch family {
	case unix.AF_UNIX:
		return &unix.SockaddrUnix{Name: a.Path}, nil
	case unix.AF_INET:
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}, nil
	}
	zone, err := zoneID(a.Addr().Zone())
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zone}, err
}

// zoneID is the number of an IPv6 zone, which is that of an interface, or its
// name: then the system is asked, which takes it some microseconds.
func zoneID(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	link, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, unix.ENODEV
	}
	return uint32(link.Index), nil
}

func addrOf(sa unix.Sockaddr) Addr {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return Addr{AddrPort: netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))}
	case *unix.SockaddrInet6:
		ip := netip.AddrFrom16(sa.Addr).Unmap()
		if sa.ZoneId != 0 {
			ip = ip.WithZone(strconv.Itoa(int(sa.ZoneId)))
		}
		return Addr{AddrPort: netip.AddrPortFrom(ip, uint16(sa.Port))}
	case *unix.SockaddrUnix:
		return Addr{Path: sa.Name}
	}
	return Addr{}
}
