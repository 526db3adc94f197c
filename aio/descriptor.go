package aio

import (
	"fmt"
	"os"
	"time"
)

// A descriptor is a socket as the loop knows it: its number, what the poller
// was asked about it, and who waits for it, at most one task a direction.
//
// The poller is level-triggered and interest is given up lazily: it stays armed
// from one wait to the next, and only an event that nobody waits for disarms
// it. So a connection that is read again and again costs no epoll_ctl, and
// unread data does not spin the loop.
type descriptor struct {
	loop   *Loop
	fd     int
	token  uint64
	armed  Readiness // what the poller was asked for
	added  bool      // the poller knows fd
	broken bool      // failed or shut on both sides; every operation tells, none waits
	closed bool
	peer   string // for the task tree

	read, write direction
	onClose     func() // is called when it has been closed, or nil
}

// direction is one side of a descriptor.
type direction struct {
	d      *descriptor
	ready  Readiness // Readable or Writable
	task   *task     // waits, or nil
	notify func()    // is called instead, once, or nil
	told   bool      // it was called, and nothing was read since

	limit loopTime // no wait goes beyond it; 0 = none
	timer timer    // of limit, while a task waits
	late  bool     // it went off
}

// setLimit is the SetReadDeadline of connections.
func (dir *direction) setLimit(t time.Time) {
	dir.limit = 0
	if !t.IsZero() {
		dir.limit = max(1, t.Sub(dir.d.loop.epoch))
	}
}

// expire is the timer of limit. As with every time limit, the task is woken at
// the end of the turn.
func (dir *direction) expire() {
	dir.late = true
	dir.d.loop.expired = append(dir.d.loop.expired, dir)
}

func (dir *direction) overdue() {
	if dir.late && dir.task != nil {
		dir.task.wake()
	}
}

func (dir *direction) waitState() string {
	verb := "readable"
	if dir.ready == Writable {
		verb = "writable"
	}
	return fmt.Sprintf("fd %d %s to be %s", dir.d.fd, dir.d.peer, verb)
}

// fire tells who waits that dir is ready; it reports whether anybody did.
func (dir *direction) fire() bool {
	switch {
	case dir.task != nil:
		dir.task.waiter.grant()
		return true
	case dir.notify != nil:
		fn := dir.notify
		dir.notify, dir.told = nil, true
		callback(fn).run(dir.d.loop)
		return true
	}
	return false
}

// watch makes the loop call fn, once, when dir is ready and no task waits for
// it; nil takes that back.
func (dir *direction) watch(fn func()) error {
	dir.notify = fn
	if fn == nil {
		return nil
	}
	if dir.d.broken {
		dir.d.loop.CallSoon(func() { dir.fire() })
		return nil
	}
	return dir.d.arm(dir.ready)
}

// taken reports whether somebody waits for dir.
func (dir *direction) taken() bool { return dir.task != nil || dir.notify != nil }

// await suspends the running task until dir is ready.
func (dir *direction) await(t *task) error {
	d := dir.d
	switch {
	case d.closed:
		return ErrClosed
	case dir.task != nil:
		return ErrBusy
	}
	if d.broken && !t.pending {
		return nil
	}
	t.mustMaySuspend(dir)
	if err := d.arm(dir.ready); err != nil {
		return err
	}
	dir.task = t
	if dir.limit != 0 {
		dir.startTimer()
	}
	d.loop.expect(t, 1)
	granted, err := t.park(dir)
	d.loop.expect(t, -1)
	late := dir.late
	dir.task, dir.late = nil, false
	d.loop.disarm(&dir.timer)
	switch {
	case err != nil:
		return err
	case d.closed:
		return ErrClosed
	case !granted && late:
		return os.ErrDeadlineExceeded
	}
	return nil
}

func (dir *direction) startTimer() {
	dir.d.loop.disarm(&dir.timer) // before what it counts as may change
	dir.timer.owner, dir.timer.daemon = dir, dir.task.daemon
	dir.d.loop.armAt(&dir.timer, dir.limit)
}

// expect counts n more things that can wake t.
func (l *Loop) expect(t *task, n int) {
	if !t.daemon {
		t.expects += n
		l.outstanding += n
	}
}

// arm asks the poller about r too.
func (d *descriptor) arm(r Readiness) error {
	if d.armed&r == r || d.broken {
		return nil
	}
	if !d.added {
		if err := d.loop.poller.Add(d.fd, d.token, d.armed|r); err != nil {
			return err
		}
		d.added = true
		d.loop.descriptors.polled++
	} else if err := d.loop.poller.Modify(d.fd, d.token, d.armed|r); err != nil {
		return err
	}
	d.armed |= r
	return nil
}

// deliver hands an event on. What nobody waits for is no longer asked about; a
// broken descriptor, which cannot be silenced, leaves the poller.
func (d *descriptor) deliver(r Readiness) {
	unwanted := Readiness(0)
	if r&Readable != 0 && !d.read.fire() {
		unwanted |= Readable
	}
	if r&Writable != 0 && !d.write.fire() {
		unwanted |= Writable
	}
	switch {
	case d.closed:
	case r&Broken != 0 && unwanted == Readable|Writable:
		d.remove()
		d.broken = true
	case unwanted&d.armed != 0:
		d.armed &^= unwanted
		d.loop.poller.Modify(d.fd, d.token, d.armed)
	}
}

func (d *descriptor) remove() {
	if d.added {
		d.loop.poller.Remove(d.fd)
		d.added, d.armed = false, 0
		d.loop.descriptors.polled--
	}
}

func (d *descriptor) end() { d.close() }

// close takes the descriptor out of the poller, forgets its token, closes it,
// and only then wakes who waits for it with ErrClosed: in this order no event
// and no task can meet the next owner of its number.
func (d *descriptor) close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	d.remove()
	d.loop.descriptors.forget(d.fd, d.token)
	err := d.loop.net.Close(d.fd)
	d.read.notify, d.write.notify = nil, nil
	d.read.fire()
	d.write.fire()
	if d.onClose != nil {
		d.onClose()
	}
	return err
}
