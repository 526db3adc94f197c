package aio

// table is the descriptors that a loop knows. An event finds its registration
// by token: an index and the generation of its slot, so that a late event of one
// that has ended finds nothing, whoever has its number now.
type table struct {
	loop   *Loop
	slots  []slot
	free   []uint32
	fds    map[int]registration
	polled int // descriptors that the poller knows
}

type slot struct {
	registration
	generation uint32
}

// registration is what the loop has to do with a descriptor: a socket of its
// own, or one that it only watches for somebody.
type registration interface {
	deliver(Readiness)
	end() // with the loop
}

// adopt makes a descriptor of fd, which must not block.
func (tb *table) adopt(fd int, peer string) *descriptor {
	if b := tb.watched(fd); b != nil {
		b.lost() // else the number would not be free
	}
	d := &descriptor{loop: tb.loop, fd: fd, peer: peer}
	d.read = direction{d: d, ready: Readable}
	d.write = direction{d: d, ready: Writable}
	d.token = tb.register(fd, d)
	return d
}

func (tb *table) register(fd int, r registration) (token uint64) {
	var i uint32
	if n := len(tb.free); n > 0 {
		i = tb.free[n-1]
		tb.free = tb.free[:n-1]
	} else {
		i = uint32(len(tb.slots))
		tb.slots = append(tb.slots, slot{})
	}
	tb.slots[i].registration = r
	tb.fds[fd] = r
	return uint64(tb.slots[i].generation)<<32 | uint64(i)
}

func (tb *table) forget(fd int, token uint64) {
	i := uint32(token)
	tb.slots[i].registration = nil
	tb.slots[i].generation++
	tb.free = append(tb.free, i)
	delete(tb.fds, fd)
}

func (tb *table) deliver(ev PollEvent) {
	i, generation := uint32(ev.Token), uint32(ev.Token>>32)
	if int(i) < len(tb.slots) && tb.slots[i].registration != nil && tb.slots[i].generation == generation {
		tb.slots[i].deliver(ev.Ready)
	}
}

func (tb *table) endAll() {
	for i := range tb.slots {
		if r := tb.slots[i].registration; r != nil {
			r.end()
		}
	}
}
