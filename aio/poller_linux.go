package aio

import (
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// epoll is the Poller of Linux.
type epoll struct {
	fd     int
	wakeFD int // an eventfd, registered under wakeToken
	buf    []unix.EpollEvent

	woken  atomic.Bool // wakeFD was written to and not read
	mu     sync.Mutex  // keeps Wake and Close apart: a closed number may be somebody else's
	closed bool
}

func newPoller() (Poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	wakeFD, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("eventfd", err)
	}
	p := &epoll{fd: fd, wakeFD: wakeFD}
	if err := p.Add(wakeFD, wakeToken, Readable); err != nil {
		unix.Close(wakeFD)
		unix.Close(fd)
		return nil, err
	}
	return p, nil
}

func (p *epoll) Add(fd int, token uint64, interest Readiness) error {
	return p.ctl(unix.EPOLL_CTL_ADD, fd, token, interest)
}

func (p *epoll) Modify(fd int, token uint64, interest Readiness) error {
	return p.ctl(unix.EPOLL_CTL_MOD, fd, token, interest)
}

func (p *epoll) Remove(fd int) error {
	return p.ctl(unix.EPOLL_CTL_DEL, fd, 0, 0)
}

func (p *epoll) ctl(op, fd int, token uint64, interest Readiness) error {
	ev := unix.EpollEvent{Fd: int32(uint32(token)), Pad: int32(uint32(token >> 32))}
	if interest&Readable != 0 {
		ev.Events |= unix.EPOLLIN | unix.EPOLLRDHUP
	}
	if interest&Writable != 0 {
		ev.Events |= unix.EPOLLOUT
	}
	if interest&Once != 0 {
		ev.Events |= unix.EPOLLONESHOT
	}
	_, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_CTL, uintptr(p.fd), uintptr(op), uintptr(fd), uintptr(unsafe.Pointer(&ev)), 0, 0)
	if errno != 0 {
		return os.NewSyscallError("epoll_ctl", errno)
	}
	return nil
}

// Wait asks the kernel. Only a call that may block goes through the Go
// scheduler: it hands the processor on, and without it a stop-the-world would
// wait for the sleeping thread.
func (p *epoll) Wait(dst []PollEvent, timeout time.Duration) (int, error) {
	if len(p.buf) != len(dst) {
		p.buf = make([]unix.EpollEvent, len(dst))
	}
	var n int
	if timeout == 0 {
		r, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd), uintptr(unsafe.Pointer(&p.buf[0])), uintptr(len(p.buf)), 0, 0, 0)
		if errno != 0 && errno != syscall.EINTR {
			return 0, os.NewSyscallError("epoll_wait", errno)
		}
		if n = int(r); errno != 0 {
			n = 0
		}
	} else {
		var err error
		n, err = unix.EpollWait(p.fd, p.buf, milliseconds(timeout))
		if err != nil && err != unix.EINTR {
			return 0, os.NewSyscallError("epoll_wait", err)
		}
		n = max(n, 0)
	}
	return p.translate(dst, n), nil
}

// translate turns the first n kernel events into dst.
func (p *epoll) translate(dst []PollEvent, n int) int {
	out := 0
	for i := range p.buf[:n] {
		ev := &p.buf[i]
		token := uint64(uint32(ev.Fd)) | uint64(uint32(ev.Pad))<<32
		if token == wakeToken {
			p.clearWake()
			continue
		}
		var r Readiness
		if ev.Events&(unix.EPOLLIN|unix.EPOLLRDHUP) != 0 {
			r |= Readable
		}
		if ev.Events&unix.EPOLLOUT != 0 {
			r |= Writable
		}
		if ev.Events&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
			r |= Readable | Writable | Broken
		}
		dst[out] = PollEvent{token, r}
		out++
	}
	return out
}

// Wake writes to the eventfd unless a write is outstanding.
func (p *epoll) Wake() error {
	if !p.woken.CompareAndSwap(false, true) {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	one := [8]byte{1}
	if _, err := rawIO(unix.SYS_WRITE, p.wakeFD, one[:], 0); err != nil && err != unix.EAGAIN {
		return os.NewSyscallError("write eventfd", err)
	}
	return nil
}

// clearWake takes no lock: the loop would run into that of the Wake that has
// just woken it. It reads before it allows the next write, which would be lost
// the other way round.
func (p *epoll) clearWake() {
	var buf [8]byte
	rawIO(unix.SYS_READ, p.wakeFD, buf[:], 0)
	p.woken.Store(false)
}

func (p *epoll) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	unix.Close(p.wakeFD)
	return unix.Close(p.fd)
}
