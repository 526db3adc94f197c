//go:build unix

package aio

import (
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// kernel is the Network of the operating system.
type kernel struct{}

const backlog = 4096

func (k kernel) Connect(to Addr) (int, error) {
	fd, err := k.socket(to)
	if err != nil {
		return -1, err
	}
	err = unix.Connect(fd, sockaddr(to))
	if err != nil && err != unix.EINPROGRESS && err != unix.EINTR {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func (kernel) ConnectError(fd int) error {
	errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	if errno != 0 {
		return unix.Errno(errno)
	}
	return nil
}

func (k kernel) Listen(at Addr) (int, Addr, error) {
	fd, err := k.socket(at)
	if err != nil {
		return -1, Addr{}, err
	}
	if at.Path == "" {
		err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	}
	if err == nil {
		err = unix.Bind(fd, sockaddr(at))
	}
	if err == nil {
		err = unix.Listen(fd, backlog)
	}
	var bound Addr
	if err == nil {
		bound, err = k.LocalAddr(fd)
	}
	if err != nil {
		unix.Close(fd)
		return -1, Addr{}, err
	}
	return fd, bound, nil
}

func (k kernel) Accept(fd int) (int, Addr, error) {
	conn, sa, err := accept(fd)
	if err != nil {
		return -1, Addr{}, err
	}
	peer := addrOf(sa)
	if peer.Path == "" && peer.IsValid() {
		setNoDelay(conn)
	}
	return conn, peer, nil
}

func (kernel) LocalAddr(fd int) (Addr, error) {
	sa, err := unix.Getsockname(fd)
	if err != nil {
		return Addr{}, err
	}
	return addrOf(sa), nil
}

func (kernel) Shutdown(fd int) error { return unix.Shutdown(fd, unix.SHUT_WR) }

func (kernel) Reset(fd int) error {
	return unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
}

func (kernel) Close(fd int) error { return unix.Close(fd) }

func (kernel) Unlink(path string) error { return unix.Unlink(path) }

// socket makes a stream socket for addresses of the kind of a.
func (kernel) socket(a Addr) (int, error) {
	family := unix.AF_UNIX
	switch {
	case a.Path != "":
	case a.Addr().Is4(), a.Addr().Is4In6():
		family = unix.AF_INET
	default:
		family = unix.AF_INET6
	}
	fd, err := streamSocket(family)
	if err == nil && family != unix.AF_UNIX {
		setNoDelay(fd)
	}
	return fd, err
}

// setNoDelay turns off Nagle's algorithm: what is written is a whole message.
func setNoDelay(fd int) { unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) }

func sockaddr(a Addr) unix.Sockaddr {
	if a.Path != "" {
		return &unix.SockaddrUnix{Name: a.Path}
	}
	ip := a.Addr().Unmap()
	if ip.Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: ip.As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: ip.As16(), ZoneId: zoneID(ip.Zone())}
}

// zoneID is the number of an IPv6 zone that is given as a number; names of
// interfaces are not looked up.
func zoneID(zone string) uint32 {
	n, _ := strconv.ParseUint(zone, 10, 32)
	return uint32(n)
}

func addrOf(sa unix.Sockaddr) Addr {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return Addr{AddrPort: netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))}
	case *unix.SockaddrInet6:
		ip := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			ip = ip.WithZone(strconv.Itoa(int(sa.ZoneId)))
		}
		return Addr{AddrPort: netip.AddrPortFrom(ip, uint16(sa.Port))}
	case *unix.SockaddrUnix:
		return Addr{Path: sa.Name}
	}
	return Addr{}
}
