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
// the calls take about a microsecond, and telling costs a good part of that. They
// are recv and send because read and write pass through what is made for files,
// 40 ns each; and a send raises no SIGPIPE.

func (kernel) Read(fd int, p []byte) (int, error) {
	return rawIO(unix.SYS_RECVFROM, fd, p, 0)
}

func (kernel) Write(fd int, p []byte) (int, error) {
	return rawIO(unix.SYS_SENDTO, fd, p, unix.MSG_NOSIGNAL)
}

// rawIO makes a call whose arguments begin with a descriptor and a buffer.
func rawIO(trap uintptr, fd int, p []byte, flags uintptr) (int, error) {
	for {
		n, _, errno := unix.RawSyscall6(trap, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), flags, 0, 0)
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
