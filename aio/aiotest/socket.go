package aiotest

import (
	"net/netip"
	"syscall"
	"time"

	"clew/aio"
)

// Connect is part of aio.Network.
func (n *Net) Connect(to aio.Addr) (int, error) {
	link := n.link(aio.Addr{}, to)
	if link.Fail == syscall.ENETUNREACH {
		return -1, link.Fail
	}
	local := aio.Addr{}
	if to.Path == "" {
		local = n.freePort(home(to.Addr()), to.UDP)
	}
	s, err := n.newSocket(local)
	if err != nil {
		return -1, err
	}
	s.peer = to
	if to.UDP {
		n.bound[local] = s
		return s.fd, nil
	}
	s.connecting = true
	if !link.Silent {
		n.send(n.now.Add(link.Latency), func() { n.syn(s, link) })
	}
	return s.fd, nil
}

// syn is a connect that arrives at the address.
func (n *Net) syn(s *socket, link *Link) {
	if s.closed {
		return
	}
	answer := n.now.Add(link.Latency)
	ln := n.at(s.peer)
	if failure := link.refuses(ln); failure != nil {
		n.send(answer, func() { s.connecting, s.failure = false, failure })
		return
	}
	// The accepted end gets its descriptor when it is accepted.
	peer := &socket{net: n, local: s.peer, peer: s.local, other: s}
	ln.backlog = append(ln.backlog, peer)
	n.send(answer, func() {
		s.connecting = false
		if s.closed { // nobody expects the answer any more
			s.fail(peer)
			return
		}
		s.other = peer // which may have answered and gone already
	})
}

// at finds who listens at an address, or at all addresses of its port.
func (n *Net) at(to aio.Addr) *socket {
	if s := n.bound[to]; s != nil || to.Path != "" {
		return s
	}
	for _, all := range []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
		to.AddrPort = netip.AddrPortFrom(all, to.Port())
		if s := n.bound[to]; s != nil {
			return s
		}
	}
	return nil
}

// ConnectError is part of aio.Network.
func (n *Net) ConnectError(fd int) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if s.connecting {
		return syscall.EINPROGRESS
	}
	err, s.failure = s.failure, nil
	return err
}

// Listen is part of aio.Network.
func (n *Net) Listen(at aio.Addr) (int, aio.Addr, error) {
	if at.Path == "" && at.Port() == 0 {
		at = n.freePort(at.Addr(), at.UDP)
	}
	if n.bound[at] != nil {
		return -1, aio.Addr{}, syscall.EADDRINUSE
	}
	s, err := n.newSocket(at)
	if err != nil {
		return -1, aio.Addr{}, err
	}
	s.listening = !at.UDP
	n.bound[at] = s
	return s.fd, at, nil
}

// Accept is part of aio.Network.
func (n *Net) Accept(fd int) (int, aio.Addr, error) {
	ln, err := n.find(fd)
	if err != nil {
		return -1, aio.Addr{}, err
	}
	if len(ln.backlog) == 0 {
		return -1, aio.Addr{}, syscall.EAGAIN
	}
	if n.MaxFDs > 0 && len(n.sockets) >= n.MaxFDs {
		return -1, aio.Addr{}, syscall.EMFILE
	}
	s := ln.backlog[0]
	ln.backlog = ln.backlog[1:]
	n.nextFD++
	s.fd = n.nextFD
	n.sockets[s.fd] = s
	return s.fd, s.peer, nil
}

// LocalAddr is part of aio.Network.
func (n *Net) LocalAddr(fd int) (aio.Addr, error) {
	s, err := n.find(fd)
	if err != nil {
		return aio.Addr{}, err
	}
	return s.local, nil
}

// Read is part of aio.Network.
func (n *Net) Read(fd int, p []byte) (int, error) {
	s, err := n.find(fd)
	switch {
	case err != nil:
		return 0, err
	case len(s.in) > 0:
		m := copy(p, s.in)
		if s.in = s.in[m:]; len(s.in) == 0 {
			s.in = nil
		}
		s.unread -= m
		return m, nil
	case s.failure != nil:
		err, s.failure = s.failure, nil
		s.eof, s.shut = true, true
		return 0, err
	case s.eof:
		return 0, nil
	case s.connecting:
		return 0, syscall.ENOTCONN
	}
	return 0, syscall.EAGAIN
}

// Write is part of aio.Network.
func (n *Net) Write(fd int, p []byte) (int, error) {
	s, err := n.find(fd)
	switch {
	case err != nil:
		return 0, err
	case s.failure != nil:
		err, s.failure = s.failure, nil
		s.eof, s.shut = true, true
		return 0, err
	case s.shut:
		return 0, syscall.EPIPE
	case s.connecting || s.other == nil:
		return 0, syscall.ENOTCONN
	}
	o := s.other
	m := min(len(p), n.Window-o.unread)
	if m <= 0 {
		return 0, syscall.EAGAIN
	}
	data := append([]byte(nil), p[:m]...)
	o.unread += m
	n.send(s.arrival(m), func() {
		switch {
		case o.closed: // nobody reads this: answer with a reset
			o.fail(s)
		default:
			o.in = append(o.in, data...)
		}
	})
	return m, nil
}

// arrival is when size bytes that are sent now have arrived: not before what was
// sent before, even if the latency has become less.
func (s *socket) arrival(size int) time.Time {
	link := s.net.link(s.local, s.peer)
	at := s.depart(link, size)
	if s.net.lost(link) {
		at = at.Add(retransmission)
		s.freeAt = at
	}
	if at = at.Add(link.Latency); at.Before(s.lastAt) { // the link has become faster
		at = s.lastAt
	}
	s.lastAt = at
	return at
}

// fail sends a reset to the other end.
func (s *socket) fail(o *socket) {
	n := s.net
	n.send(n.now.Add(n.link(s.local, s.peer).Latency), func() {
		if !o.closed {
			o.failure = syscall.ECONNRESET
		}
	})
}

// Shutdown is part of aio.Network.
func (n *Net) Shutdown(fd int) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if s.other == nil {
		return syscall.ENOTCONN
	}
	s.finish()
	return nil
}

// finish sends the end of the stream, once.
func (s *socket) finish() {
	if s.shut || s.other == nil {
		return
	}
	s.shut = true
	o := s.other
	s.net.send(s.arrival(0), func() { o.eof = true })
}

// Reset is part of aio.Network: closing will send a reset.
func (n *Net) Reset(fd int) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if s.other != nil && !s.shut {
		s.shut = true
		s.fail(s.other)
	}
	return nil
}

// Close is part of aio.Network. Unread bytes make it a reset, as TCP does.
func (n *Net) Close(fd int) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	delete(n.sockets, fd)
	if s.polled {
		n.forget(s)
	}
	s.closed = true
	if s.listening || s.local.UDP {
		delete(n.bound, s.local)
		for _, c := range s.backlog {
			c.closed = true
			c.fail(c.other)
		}
		return nil
	}
	if s.other != nil && len(s.in) > 0 {
		s.shut = true
		s.fail(s.other)
	}
	s.finish()
	return nil
}

// Unlink is part of aio.Network; a listener that is closed has no path here.
func (n *Net) Unlink(string) error { return nil }
