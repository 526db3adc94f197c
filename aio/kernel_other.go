//go:build unix && !linux

package aio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func newSocket(family, kind int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(family, kind, 0)
	if err != nil {
		return -1, err
	}
	return prepare(fd)
}

func accept(fd int) (int, unix.Sockaddr, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	conn, sa, err := unix.Accept(fd)
	if err != nil {
		return -1, nil, err
	}
	conn, err = prepare(conn)
	return conn, sa, err
}

// prepare makes fd nonblocking and closed on exec.
func prepare(fd int) (int, error) {
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func (kernel) Read(fd int, p []byte) (int, error)  { return retry(unix.Read, fd, p) }
func (kernel) Write(fd int, p []byte) (int, error) { return retry(unix.Write, fd, p) }

func retry(call func(int, []byte) (int, error), fd int, p []byte) (int, error) {
	for {
		if n, err := call(fd, p); err != unix.EINTR {
			return max(n, 0), err
		}
	}
}

// threadID is 0: there is no number to be had everywhere.
func threadID() int { return 0 }
