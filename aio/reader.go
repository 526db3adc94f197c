package aio

import (
	"errors"
	"fmt"
	"syscall"
)

// ErrOwned is returned by [Loop.AddReader] and [Loop.AddWriter] for the
// descriptor of a connection, a listener or a UDP socket of the same loop.
var ErrOwned = errors.New("the descriptor is the loop's own")

// AddReader makes the loop call fn, as a callback, whenever fd can be read
// without blocking: there is data, the end of the stream, or an error. As long
// as that is so fn is called in every turn: it reads, or removes itself. A
// callback for reading that fd had before is replaced, and does not run even if
// the loop was about to call it; one for writing stays.
//
// The descriptor remains the caller's, who makes it nonblocking, and takes its
// callbacks back before closing it. If it is closed first, no callback is called
// with what becomes of the number; where the loop notices, because the
// descriptor has a duplicate or the number is used again, it forgets the
// callbacks and reports the mistake. On a poller like poll(2), which knows
// numbers only, what uses the number next is watched in its place.
//
// A registration is something to wait for: while there is one the loop sees no
// deadlock. It does not outlive the loop.
//
// The error wraps [ErrOwned], [ErrClosed] after the loop has ended, and EPERM
// for a plain file, which is always ready: reading it blocks, and belongs into a
// lane. AddReader must be called on the loop's thread.
func (l *Loop) AddReader(fd int, fn func()) error { return l.watch(fd, Readable, fn) }

// AddWriter is [Loop.AddReader] for writing.
func (l *Loop) AddWriter(fd int, fn func()) error { return l.watch(fd, Writable, fn) }

// RemoveReader takes back the callback of [Loop.AddReader]; it does not run any
// more, even if the loop was about to call it. It reports whether there was one.
func (l *Loop) RemoveReader(fd int) bool { return l.unwatch(fd, Readable) }

// RemoveWriter is [Loop.RemoveReader] for writing.
func (l *Loop) RemoveWriter(fd int) bool { return l.unwatch(fd, Writable) }

// borrowed is a descriptor that somebody else owns and the loop watches. The
// poller is asked anew after every event, as trio does it: what was closed
// without a word, and lives on in a duplicate, tells that it is ready and cannot
// be removed by its number; so it does it only once.
type borrowed struct {
	loop        *Loop
	fd          int
	token       uint64
	read, write *readyCallback // nil: none
}

// readyCallback is a callback of a borrowed descriptor as an entry of the ready
// queue.
type readyCallback struct{ fn func() } // nil once it was taken back

func (c *readyCallback) run(l *Loop) {
	if c.fn != nil {
		defer l.recoverCallback()
		c.fn()
	}
}

func (l *Loop) watch(fd int, r Readiness, fn func()) error {
	if fn == nil {
		panic("aio: AddReader and AddWriter need a function to call")
	}
	b, err := l.descriptors.borrow(fd, r)
	if errors.Is(err, syscall.EPERM) {
		err = fmt.Errorf("a plain file is always ready: %w", err)
	}
	if err != nil {
		return fmt.Errorf("watch descriptor %d: %w", fd, err)
	}
	side := b.side(r)
	(*side).takeBack()
	*side = &readyCallback{fn}
	return nil
}

func (l *Loop) unwatch(fd int, r Readiness) bool {
	if l.ended() {
		return false
	}
	l.mustBeOurs()
	b := l.descriptors.watched(fd)
	if b == nil || *b.side(r) == nil {
		return false
	}
	side := b.side(r)
	(*side).takeBack()
	*side = nil
	if b.read == nil && b.write == nil {
		b.end()
	} else if b.ask(0) != nil {
		b.lost()
	}
	return true
}

func (c *readyCallback) takeBack() {
	if c != nil {
		c.fn = nil
	}
}

// watched returns fd if it is a borrowed descriptor.
func (tb *table) watched(fd int) *borrowed {
	b, _ := tb.fds[fd].(*borrowed)
	return b
}

// borrow returns the registration of fd, which asks the poller about r too.
func (tb *table) borrow(fd int, r Readiness) (*borrowed, error) {
	if tb.loop.ended() {
		return nil, ErrClosed
	}
	tb.loop.mustBeOurs()
	switch known := tb.fds[fd].(type) {
	case *descriptor:
		return nil, ErrOwned
	case *borrowed:
		if known.ask(r) == nil {
			return known, nil
		}
		known.lost()
	}
	b := &borrowed{loop: tb.loop, fd: fd}
	b.token = tb.register(fd, b)
	if err := tb.loop.poller.Add(fd, b.token, r|Once); err != nil {
		tb.forget(fd, b.token)
		return nil, err
	}
	tb.polled++
	tb.loop.outstanding++
	return b, nil
}

func (b *borrowed) side(r Readiness) **readyCallback {
	if r == Readable {
		return &b.read
	}
	return &b.write
}

// ask asks the poller about what there are callbacks for, and r.
func (b *borrowed) ask(r Readiness) error {
	if b.read != nil {
		r |= Readable
	}
	if b.write != nil {
		r |= Writable
	}
	return b.loop.poller.Modify(b.fd, b.token, r|Once)
}

// deliver queues the callbacks for an event. That the poller can be asked anew
// shows that the number is still the file's that the event is of.
func (b *borrowed) deliver(r Readiness) {
	if b.ask(0) != nil {
		b.lost()
		return
	}
	if b.read != nil && r&Readable != 0 {
		b.loop.ready.push(b.read)
	}
	if b.write != nil && r&Writable != 0 {
		b.loop.ready.push(b.write)
	}
}

// lost ends the registration of a descriptor that its owner has closed.
func (b *borrowed) lost() {
	b.end()
	b.loop.report(fmt.Errorf("descriptor %d was closed while it was watched: its callbacks must be removed first", b.fd))
}

func (b *borrowed) end() {
	b.read.takeBack()
	b.write.takeBack()
	b.loop.poller.Remove(b.fd) // fails for what was closed, which is no news
	b.loop.descriptors.forget(b.fd, b.token)
	b.loop.descriptors.polled--
	b.loop.outstanding--
}

// ended reports whether the loop has ended.
func (l *Loop) ended() bool {
	l.posted.Lock()
	defer l.posted.Unlock()
	return l.posted.closed
}
