package aiotest

import (
	"net/netip"
	"syscall"

	"clew/aio"
)

// packet is one that has arrived.
type packet struct {
	from aio.Addr
	data []byte
}

// maxPacket is the most that fits into a UDP packet over IPv4.
const maxPacket = 65507

func (s *socket) packetReadiness() (r aio.Readiness) {
	if len(s.packets) > 0 {
		r |= aio.Readable
	}
	if s.unsent < s.net.Window {
		r |= aio.Writable
	}
	if s.failure != nil {
		r |= aio.Readable | aio.Writable | aio.Broken
	}
	return r
}

// ReadFrom is part of aio.Network.
func (n *Net) ReadFrom(fd int, p []byte) (m int, from aio.Addr, truncated bool, err error) {
	s, err := n.find(fd)
	switch {
	case err != nil:
		return 0, from, false, err
	case s.failure != nil:
		err, s.failure = s.failure, nil
		return 0, from, false, err
	case len(s.packets) == 0:
		return 0, from, false, syscall.EAGAIN
	}
	first := s.packets[0]
	s.packets = s.packets[1:]
	s.held -= len(first.data)
	return copy(p, first.data), first.from, len(p) < len(first.data), nil
}

// WriteTo is part of aio.Network.
func (n *Net) WriteTo(fd int, p []byte, to aio.Addr) error {
	s, err := n.find(fd)
	if err != nil {
		return err
	}
	if s.failure != nil {
		err, s.failure = s.failure, nil
		return err
	}
	if to.UDP = true; !to.IsValid() {
		to = s.peer
	}
	to.AddrPort = netip.AddrPortFrom(to.Addr().Unmap(), to.Port())
	link := n.link(s.local, to)
	switch {
	case !to.IsValid():
		return syscall.EDESTADDRREQ
	case len(p) > maxPacket:
		return syscall.EMSGSIZE
	case link.Fail == syscall.ENETUNREACH:
		return link.Fail
	case s.unsent > 0 && s.unsent+len(p) > n.Window:
		return syscall.EAGAIN
	}
	s.transmit(packet{s.source(to), append([]byte(nil), p...)}, link, to)
	return nil
}

// source is where packets of s to an address come from.
func (s *socket) source(to aio.Addr) aio.Addr {
	from := s.local
	if from.Addr().IsUnspecified() {
		from.AddrPort = netip.AddrPortFrom(home(to.Addr()), from.Port())
	}
	return from
}

// transmit sends a packet on its way.
func (s *socket) transmit(p packet, link *Link, to aio.Addr) {
	n, size := s.net, len(p.data)
	left := s.depart(link, size)
	s.unsent += size
	n.send(left, func() { s.unsent -= size })
	if link.Silent || n.lost(link) {
		return
	}
	n.send(left.Add(link.Latency), func() {
		d := n.at(to)
		if d != nil && d.peer.IsValid() && d.peer != p.from {
			d = nil // it is connected to somebody else
		}
		if failure := link.refuses(d); failure != nil {
			n.send(n.now.Add(link.Latency), func() {
				if s.peer == to { // others are not told
					s.failure = failure
				}
			})
			return
		}
		if d.held+size <= n.Window {
			d.packets = append(d.packets, p)
			d.held += size
		}
	})
}
