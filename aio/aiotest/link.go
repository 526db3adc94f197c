package aiotest

import (
	"syscall"
	"time"

	"clew/aio"
)

// A Link is the way between an address and all others. What two addresses send
// each other goes over the link of the one that it is sent to, or else over that
// of the one it comes from, or else over the Net's; so a server's link holds for
// its answers too.
type Link struct {
	Latency   time.Duration // from write to readable, each way
	Bandwidth int           // bytes a second that a connection, or a UDP socket, can send; 0: no limit
	Loss      float64       // part of the packets that are lost, and of the segments of a connection that arrive a retransmission late

	// Silent swallows connects and packets: nothing ever answers.
	Silent bool

	// Fail is what becomes of connects and packets, after a round trip, as if
	// it came by ICMP; with ENETUNREACH, for which nobody has to be asked, at
	// once. 0: they arrive.
	Fail syscall.Errno
}

// retransmission is how much later a lost segment arrives.
const retransmission = 200 * time.Millisecond

// link is the way on which something goes.
func (n *Net) link(from, to aio.Addr) *Link {
	if n.Links != nil {
		if l := n.Links(to); l != nil {
			return l
		}
		if l := n.Links(from); l != nil {
			return l
		}
	}
	return &n.Link
}

// refuses is what comes back from an address at which s listens, if anybody.
func (l *Link) refuses(s *socket) error {
	switch {
	case l.Fail != 0:
		return l.Fail
	case s == nil:
		return syscall.ECONNREFUSED
	}
	return nil
}

func (n *Net) lost(l *Link) bool { return l.Loss > 0 && n.Rand.Float64() < l.Loss }

// depart is when the wire has taken size bytes that s sends now.
func (s *socket) depart(l *Link, size int) time.Time {
	if s.freeAt.Before(s.net.now) {
		s.freeAt = s.net.now
	}
	if l.Bandwidth > 0 {
		s.freeAt = s.freeAt.Add(time.Duration(size) * time.Second / time.Duration(l.Bandwidth))
	}
	return s.freeAt
}
