//go:build unix

package aio

import "golang.org/x/sys/unix"

// kernel is the Network of the operating system.
type kernel struct{}

const backlog = 4096

func (k kernel) Connect(to Addr) (int, error) {
	sa, err := sockaddr(to, family(to))
	if err != nil {
		return -1, err
	}
	fd, err := k.socket(to)
	if err != nil {
		return -1, err
	}
	err = unix.Connect(fd, sa)
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
	if _, err := unix.Getpeername(fd); err == unix.ENOTCONN {
		return unix.EINPROGRESS
	}
	return nil
}

func (k kernel) Listen(at Addr) (int, Addr, error) {
	sa, err := sockaddr(at, family(at))
	if err != nil {
		return -1, Addr{}, err
	}
	fd, err := k.socket(at)
	if err != nil {
		return -1, Addr{}, err
	}
	if at.Network() == "tcp" { // two UDP sockets would share the packets
		err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	}
	if err == nil {
		err = unix.Bind(fd, sa)
	}
	if err == nil && !at.UDP {
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
	bound.UDP = at.UDP
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

func (kernel) ReadFrom(fd int, p []byte) (int, Addr, bool, error) {
	for {
		n, _, flags, sa, err := unix.Recvmsg(fd, p, nil, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return 0, Addr{}, false, err
		}
		from := addrOf(sa)
		from.UDP = true
		return n, from, flags&unix.MSG_TRUNC != 0, nil
	}
}

func (kernel) WriteTo(fd int, p []byte, to Addr) (err error) {
	var sa unix.Sockaddr
	if to.IsValid() {
		domain := unix.AF_INET6
		if to.Addr().Is4() {
			domain = unix.AF_INET
		}
		if sa, err = sockaddr(to, domain); err != nil {
			return err
		}
	}
	for {
		if err := unix.Sendto(fd, p, 0, sa); err != unix.EINTR {
			return err
		}
	}
}

func (kernel) Shutdown(fd int) error { return unix.Shutdown(fd, unix.SHUT_WR) }

func (kernel) Reset(fd int) error {
	return unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
}

func (kernel) Close(fd int) error { return unix.Close(fd) }

func (kernel) Unlink(path string) error { return unix.Unlink(path) }

// socket makes a socket for addresses of the kind of a.
func (kernel) socket(a Addr) (int, error) {
	if a.UDP {
		return newSocket(family(a), unix.SOCK_DGRAM)
	}
	fd, err := newSocket(family(a), unix.SOCK_STREAM)
	if err == nil && a.Path == "" {
		setNoDelay(fd)
	}
	return fd, err
}

// setNoDelay turns off Nagle's algorithm: what is written is a whole message.
func setNoDelay(fd int) { unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) }
