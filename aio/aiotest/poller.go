package aiotest

import (
	"slices"
	"syscall"
	"time"

	"clew/aio"
)

// poller is the network as the aio.Poller of its loop.
type poller struct{ *Net }

// Add is part of aio.Poller.
func (n poller) Add(fd int, token uint64, interest aio.Readiness) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if s.polled {
		return syscall.EEXIST
	}
	s.polled, s.token, s.interest, s.silent = true, token, interest, false
	n.order = append(n.order, fd)
	return nil
}

// Modify is part of aio.Poller.
func (n poller) Modify(fd int, token uint64, interest aio.Readiness) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if !s.polled {
		return syscall.ENOENT
	}
	s.token, s.interest, s.silent = token, interest, false
	return nil
}

// Remove is part of aio.Poller.
func (n poller) Remove(fd int) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if !s.polled {
		return syscall.ENOENT
	}
	n.forget(s)
	return nil
}

// forget takes s out of the poller.
func (n *Net) forget(s *socket) {
	s.polled = false
	n.order = slices.DeleteFunc(n.order, func(o int) bool { return o == s.fd })
}

// Wait is part of aio.Poller. Instead of waiting it moves the clock, to the
// next arrival or to its timeout, whichever comes first; only where there is
// neither does it wait for a Wake.
func (n poller) Wait(dst []aio.PollEvent, timeout time.Duration) (int, error) {
	deadline := n.now.Add(timeout)
	for {
		n.land()
		if m := n.collect(dst); m > 0 || n.takeWake() || timeout == 0 || timeout > 0 && !n.now.Before(deadline) {
			return m, nil
		}
		switch {
		case len(n.flights) > 0 && (timeout < 0 || n.flights[0].at.Before(deadline)):
			n.now = n.flights[0].at
		case timeout > 0:
			n.now = deadline
		default:
			<-n.wake
		}
	}
}

// collect fills dst with what is ready, in the order of registration.
func (n *Net) collect(dst []aio.PollEvent) int {
	m := 0
	for _, fd := range n.order {
		s := n.sockets[fd]
		if r := s.readiness() & (s.interest | aio.Broken); r != 0 && m < len(dst) && !s.silent {
			s.silent = s.interest&aio.Once != 0
			if r&aio.Broken != 0 {
				r = aio.Readable | aio.Writable | aio.Broken
			}
			dst[m] = aio.PollEvent{Token: s.token, Ready: r}
			m++
		}
	}
	return m
}

// Wake is part of aio.Poller.
func (n poller) Wake() error {
	n.mu.Lock()
	n.woken = true
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default:
	}
	return nil
}

func (n *Net) takeWake() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	woken := n.woken
	n.woken = false
	return woken
}

// Close ends nothing: the same world may be run again.
func (poller) Close() error { return nil }
