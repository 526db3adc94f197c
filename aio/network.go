package aio

import (
	"net/netip"
)

// An Addr is the address of a socket: an IP address and port, of TCP unless UDP
// is set, or the path of a unix socket. It is a net.Addr.
type Addr struct {
	netip.AddrPort
	Path string
	UDP  bool
}

// Network returns "tcp", "udp" or "unix".
func (a Addr) Network() string {
	switch {
	case a.Path != "":
		return "unix"
	case a.UDP:
		return "udp"
	}
	return "tcp"
}

// String returns the path, or the address and port as "192.0.2.1:80".
func (a Addr) String() string {
	if a.Path != "" {
		return a.Path
	}
	return a.AddrPort.String()
}

// A Network is the system calls on sockets, whose kind their addresses tell.
// Descriptors never block: an operation that would returns syscall.EAGAIN.
// Errors are syscall.Errno. All methods are called on the loop's thread.
type Network interface {
	// Connect makes a socket and begins to connect it. The connect has ended
	// when the descriptor is writable, of a UDP socket at once; ConnectError
	// tells how, or EINPROGRESS if it was told for nothing.
	Connect(to Addr) (fd int, err error)
	ConnectError(fd int) error
	// Listen makes a listening socket, or a UDP socket that takes what is
	// sent to an address; of port 0 bound tells the real one.
	Listen(at Addr) (fd int, bound Addr, err error)
	Accept(fd int) (conn int, peer Addr, err error)
	LocalAddr(fd int) (Addr, error)

	// Read returns 0 and no error at the end of the stream.
	Read(fd int, p []byte) (int, error)
	Write(fd int, p []byte) (int, error)
	// ReadFrom takes the next packet from a UDP socket; truncated says that p
	// was too short for it, and the rest is lost.
	ReadFrom(fd int, p []byte) (n int, from Addr, truncated bool, err error)
	// WriteTo sends p as one packet. A UDP socket that is connected takes the
	// zero Addr; another one takes addresses of its own family, with IPv4 in
	// IPv6 mapped.
	WriteTo(fd int, p []byte, to Addr) error
	// Shutdown ends the writing side.
	Shutdown(fd int) error
	// Reset makes the coming Close send a reset.
	Reset(fd int) error
	Close(fd int) error
	// Unlink removes the path of a unix socket.
	Unlink(path string) error
}
