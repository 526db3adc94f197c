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
	asked  []pollAsked   // of the same places
	places map[int]int   // of the descriptors in fds
	next   int           // where translate begins, so that no descriptor is always last
	gone   []int         // found closed in this Wait

	pipe   [2]int
	woken  atomic.Bool // the pipe was written to and not read
	mu     sync.Mutex  // keeps Wake and Close apart
	closed bool
}

// pollAsked is how a descriptor was registered.
type pollAsked struct {
	token uint64
	once  bool
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
	p.asked = []pollAsked{{token: wakeToken}}
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
	if err := mayPoll(fd); err != nil {
		return os.NewSyscallError("poll add", err)
	}
	p.places[fd] = len(p.fds)
	p.fds = append(p.fds, unix.PollFd{Fd: int32(fd), Events: pollEvents(interest)})
	p.asked = append(p.asked, pollAsked{token, interest&Once != 0})
	return nil
}

// mayPoll refuses what epoll does: poll calls plain files always ready.
func mayPoll(fd int) error {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return err
	}
	if kind := st.Mode & unix.S_IFMT; kind == unix.S_IFREG || kind == unix.S_IFDIR {
		return unix.EPERM
	}
	return nil
}

func (p *pollPoller) Modify(fd int, token uint64, interest Readiness) error {
	i, known := p.places[fd]
	if !known {
		return os.NewSyscallError("poll modify", unix.ENOENT)
	}
	p.fds[i] = unix.PollFd{Fd: int32(fd), Events: pollEvents(interest)}
	p.asked[i] = pollAsked{token, interest&Once != 0}
	return nil
}

func (p *pollPoller) Remove(fd int) error {
	i, known := p.places[fd]
	if !known {
		return os.NewSyscallError("poll remove", unix.ENOENT)
	}
	last := len(p.fds) - 1
	p.fds[i], p.asked[i] = p.fds[last], p.asked[last]
	p.places[pollNumber(p.fds[i].Fd)] = i
	p.fds, p.asked = p.fds[:last], p.asked[:last]
	delete(p.places, fd)
	return nil
}

// pollNumber is the descriptor in a PollFd; poll skips those whose bits are
// inverted, which is how one is silenced.
func pollNumber(fd int32) int {
	if fd < 0 {
		fd = ^fd
	}
	return int(fd)
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
	n = p.translate(dst)
	for _, fd := range p.gone {
		p.Remove(fd)
	}
	p.gone = p.gone[:0]
	return n, nil
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
		f := &p.fds[at]
		if f.Revents&unix.POLLNVAL != 0 {
			p.gone = append(p.gone, int(f.Fd))
			continue
		}
		r := pollReadiness(f.Revents)
		if r == 0 {
			continue
		}
		if out == len(dst) {
			p.next = at - 1
			return out
		}
		dst[out] = PollEvent{Token: p.asked[at].token, Ready: r}
		out++
		if p.asked[at].once {
			f.Fd = ^f.Fd
		}
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
	if events&(unix.POLLERR|unix.POLLHUP) != 0 {
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
