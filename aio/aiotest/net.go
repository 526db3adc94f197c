package aiotest

import (
	"container/heap"
	"math/rand/v2"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"clew/aio"
)

// Net is a network in memory and the clock that it lives by. It is the Clock
// and the Network of a loop, and makes its Poller. Its fields may be changed at
// any time on the loop's thread; they hold for what is sent afterwards.
//
// All addresses are on the one virtual wire. A connect to an address where
// nobody listens is refused, and so is a packet.
type Net struct {
	Link // the way to every address that has none of its own

	// Links returns the link of an address; nil, as for every address where
	// Links is nil, means that it has none of its own.
	Links func(aio.Addr) *Link

	// Window is how many bytes of a connection may be on the way and unread
	// before writes are refused; of a UDP socket, unread before what arrives
	// is dropped, and not yet on the wire before writes are refused.
	Window int

	MaxFDs int        // descriptors; beyond them EMFILE. 0: no limit
	Rand   *rand.Rand // for Loss

	mu       sync.Mutex // of wake alone; the rest is the loop's
	woken    bool
	wake     chan struct{}
	now      time.Time
	sockets  map[int]*socket
	order    []int // descriptors in the poller, in the order of Add
	nextFD   int
	nextPort uint16
	bound    map[aio.Addr]*socket // listeners and UDP sockets
	flights  flights
	seq      uint64
}

// firstFD is beyond what a process uses, so that a virtual descriptor that
// leaks into a real system call is no descriptor there.
const firstFD = 1 << 20

func newNet() *Net {
	return &Net{
		Window:  64 << 10,
		Rand:    rand.New(rand.NewPCG(1, 1)),
		wake:    make(chan struct{}, 1),
		now:     Epoch,
		sockets: make(map[int]*socket),
		nextFD:  firstFD,
		bound:   make(map[aio.Addr]*socket),
	}
}

// Now returns the virtual time.
func (n *Net) Now() time.Time { return n.now }

// Open returns how many sockets are open.
func (n *Net) Open() int { return len(n.sockets) }

// flight is something that happens at a time: a segment arrives.
type flight struct {
	at     time.Time
	seq    uint64
	arrive func()
}

type flights []flight

func (f flights) Len() int { return len(f) }
func (f flights) Less(i, j int) bool {
	return f[i].at.Before(f[j].at) || f[i].at.Equal(f[j].at) && f[i].seq < f[j].seq
}
func (f flights) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *flights) Push(x any)   { *f = append(*f, x.(flight)) }
func (f *flights) Pop() any {
	last := len(*f) - 1
	x := (*f)[last]
	(*f)[last] = flight{}
	*f = (*f)[:last]
	return x
}

// send makes arrive happen at a time, at once if that is not in the future.
func (n *Net) send(at time.Time, arrive func()) {
	if !at.After(n.now) {
		arrive()
		return
	}
	n.seq++
	heap.Push(&n.flights, flight{at, n.seq, arrive})
}

// land lets everything arrive that is due.
func (n *Net) land() {
	for len(n.flights) > 0 && !n.flights[0].at.After(n.now) {
		heap.Pop(&n.flights).(flight).arrive()
	}
}

// socket is one virtual descriptor.
type socket struct {
	net         *Net
	fd          int
	local, peer aio.Addr
	other       *socket // the other end; nil while connecting, and of a listener

	listening bool
	backlog   []*socket

	connecting bool
	failure    error  // what the next operation returns: refused, reset
	in         []byte // arrived and unread
	unread     int    // sent here and not read yet, on the way included
	eof        bool   // the other end's last byte has arrived
	shut       bool   // no more is written here
	closed     bool
	freeAt     time.Time // when the wire to the other end is free again
	lastAt     time.Time // when what was sent last arrives

	packets []packet // of UDP: arrived and unread
	held    int      // bytes in packets
	unsent  int      // bytes that the wire has not taken yet

	token    uint64
	interest aio.Readiness
	polled   bool
	silent   bool // has told its one event, see aio.Once
}

func (n *Net) newSocket(local aio.Addr) (*socket, error) {
	if n.MaxFDs > 0 && len(n.sockets) >= n.MaxFDs {
		return nil, syscall.EMFILE
	}
	n.nextFD++
	s := &socket{net: n, fd: n.nextFD, local: local}
	n.sockets[s.fd] = s
	return s, nil
}

func (n *Net) find(fd int) (*socket, error) {
	if s := n.sockets[fd]; s != nil {
		return s, nil
	}
	return nil, syscall.EBADF
}

// freePort returns an address at ip with a port that is not taken.
func (n *Net) freePort(ip netip.Addr, udp bool) aio.Addr {
	for {
		n.nextPort = max(n.nextPort+1, 40001) // around the end too
		at := aio.Addr{AddrPort: netip.AddrPortFrom(ip, n.nextPort), UDP: udp}
		if n.bound[at] == nil {
			return at
		}
	}
}

// home is the address of what has not chosen one, for talking to another.
func home(to netip.Addr) netip.Addr {
	if to.Is4() || to.Is4In6() {
		return netip.AddrFrom4([4]byte{10, 0, 0, 1})
	}
	return netip.AddrFrom16([16]byte{0: 0xfd, 15: 1})
}

// readiness is what the socket can do now.
func (s *socket) readiness() aio.Readiness {
	if s.local.UDP {
		return s.packetReadiness()
	}
	var r aio.Readiness
	if len(s.in) > 0 || s.eof || len(s.backlog) > 0 {
		r |= aio.Readable
	}
	if s.failure != nil {
		r |= aio.Readable | aio.Writable | aio.Broken
	}
	if !s.connecting && !s.listening && (s.shut || s.other == nil || s.other.unread < s.net.Window) {
		r |= aio.Writable
	}
	if s.eof && s.shut {
		r |= aio.Broken | aio.Readable | aio.Writable
	}
	return r
}
