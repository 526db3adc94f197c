package aio

import (
	"net/netip"
)

// An Addr is the address of a socket: an IP address and port, or the path of a
// unix socket. It is a net.Addr.
type Addr struct {
	netip.AddrPort
	Path string
}

// Network returns "tcp" or "unix".
func (a Addr) Network() string {
	if a.Path != "" {
		return "unix"
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

// A Network is the system calls on stream sockets. Descriptors never block: an
// operation that would returns syscall.EAGAIN. Errors are syscall.Errno. All
// methods are called on the loop's thread.
type Network interface {
	// Connect makes a socket and begins to connect it. The connect has ended
	// when the descriptor is writable; ConnectError tells how.
	Connect(to Addr) (fd int, err error)
	ConnectError(fd int) error
	// Listen makes a listening socket; of port 0 bound tells the real one.
	Listen(at Addr) (fd int, bound Addr, err error)
	Accept(fd int) (conn int, peer Addr, err error)
	LocalAddr(fd int) (Addr, error)

	// Read returns 0 and no error at the end of the stream.
	Read(fd int, p []byte) (int, error)
	Write(fd int, p []byte) (int, error)
	// Shutdown ends the writing side.
	Shutdown(fd int) error
	// Reset makes the coming Close send a reset.
	Reset(fd int) error
	Close(fd int) error
	// Unlink removes the path of a unix socket.
	Unlink(path string) error
}
