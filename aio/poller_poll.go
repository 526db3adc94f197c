//go:build unix

package aio

import (
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// pollPoller is the Poller of every Unix: poll(2), whose cost grows with the
// number of descriptors.
type pollPoller struct {
	fds    []unix.PollFd // the first is the pipe of Wake
	tokens []uint64      // of the same places
	places map[int]int   // of the descriptors in fds
	next   int           // where translate begins, so that no descriptor is always last

	pipe   [2]int
	woken  atomic.Bool // the pipe was written to and not read
	mu     sync.Mutex  // keeps Wake and Close apart
	closed bool
}

// NewPollPoller returns a Poller on poll(2), which every Unix has; it is the
// default where there is no better one.
func NewPollPoller() (Poller, error) {
	p := &pollPoller{places: make(map[int]int)}
	if err := unix.Pipe(p.pipe[:]); err != nil {
		return nil, os.NewSyscallError("pipe", err)
	}
	for _, fd := range p.pipe {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			unix.Close(p.pipe[0])
			unix.Close(p.pipe[1])
			return nil, os.NewSyscallError("fcntl", err)
		}
	}
	p.fds = []unix.PollFd{{Fd: int32(p.pipe[0]), Events: unix.POLLIN}}
	p.tokens = []uint64{wakeToken}
	return p, nil
}

func pollEvents(interest Readiness) (events int16) {
	if interest&Readable != 0 {
		events |= unix.POLLIN
	}
	if interest&Writable != 0 {
		events |= unix.POLLOUT
	}
	return events
}

func (p *pollPoller) Add(fd int, token uint64, interest Readiness) error {
	if _, known := p.places[fd]; known {
		return os.NewSyscallError("poll add", unix.EEXIST)
	}
	p.places[fd] = len(p.fds)
	p.fds = append(p.fds, unix.PollFd{Fd: int32(fd), Events: pollEvents(interest)})
	p.tokens = append(p.tokens, token)
	return nil
}

func (p *pollPoller) Modify(fd int, token uint64, interest Readiness) error {
	i, known := p.places[fd]
	if !known {
		return os.NewSyscallError("poll modify", unix.ENOENT)
	}
	p.fds[i].Events, p.tokens[i] = pollEvents(interest), token
	return nil
}

func (p *pollPoller) Remove(fd int) error {
	i, known := p.places[fd]
	if !known {
		return os.NewSyscallError("poll remove", unix.ENOENT)
	}
	last := len(p.fds) - 1
	p.fds[i], p.tokens[i] = p.fds[last], p.tokens[last]
	p.places[int(p.fds[i].Fd)] = i
	p.fds, p.tokens = p.fds[:last], p.tokens[:last]
	delete(p.places, fd)
	return nil
}

func (p *pollPoller) Wait(dst []PollEvent, timeout time.Duration) (int, error) {
	n, err := unix.Poll(p.fds, milliseconds(timeout))
	if err == unix.EINTR || err == unix.EAGAIN {
		return 0, nil
	}
	if err != nil {
		return 0, os.NewSyscallError("poll", err)
	}
	if n == 0 {
		return 0, nil
	}
	return p.translate(dst), nil
}

// translate fills dst with what poll found. Where dst is too small the next
// call begins where this one stopped.
func (p *pollPoller) translate(dst []PollEvent) int {
	if p.fds[0].Revents != 0 {
		p.clearWake()
	}
	out, count := 0, len(p.fds)-1
	for i := range count {
		at := 1 + (p.next+i)%count
		r := pollReadiness(p.fds[at].Revents)
		if r == 0 {
			continue
		}
		if out == len(dst) {
			p.next = at - 1
			return out
		}
		dst[out] = PollEvent{Token: p.tokens[at], Ready: r}
		out++
	}
	p.next = 0
	return out
}

func pollReadiness(events int16) (r Readiness) {
	if events&unix.POLLIN != 0 {
		r |= Readable
	}
	if events&unix.POLLOUT != 0 {
		r |= Writable
	}
	if events&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0 {
		r |= Readable | Writable | Broken
	}
	return r
}

func (p *pollPoller) Wake() error {
	if !p.woken.CompareAndSwap(false, true) {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	if _, err := unix.Write(p.pipe[1], []byte{1}); err != nil && err != unix.EAGAIN {
		return os.NewSyscallError("write pipe", err)
	}
	return nil
}

// clearWake takes no lock and reads first: see that of epoll.
func (p *pollPoller) clearWake() {
	var buf [64]byte
	unix.Read(p.pipe[0], buf[:])
	p.woken.Store(false)
}

func (p *pollPoller) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	unix.Close(p.pipe[1])
	return unix.Close(p.pipe[0])
}
