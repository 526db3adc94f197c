package aio

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func newSocket(family, kind int) (int, error) {
	return unix.Socket(family, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
}

func accept(fd int) (int, unix.Sockaddr, error) {
	return unix.Accept4(fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
}

// Read and Write do not tell the Go scheduler: on a socket that does not block
// the calls take about a microsecond, and telling costs a good part of that.

func (kernel) Read(fd int, p []byte) (int, error) { return rawIO(unix.SYS_READ, fd, p) }

func (kernel) Write(fd int, p []byte) (int, error) {
	return rawIO(unix.SYS_WRITE, fd, p)
}

func rawIO(trap uintptr, fd int, p []byte) (int, error) {
	for {
		n, _, errno := unix.RawSyscall(trap, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
		switch errno {
		case 0:
			return int(n), nil
		case unix.EINTR:
			continue
		}
		return 0, errno
	}
}

// threadID is the calling thread's number.
func threadID() int { return unix.Gettid() }
