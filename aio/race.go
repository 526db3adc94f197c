package aio

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"
)

// attemptDelay is how long the newest attempt is waited for before the next
// address is tried as well (RFC 8305 §5).
const attemptDelay = 250 * time.Millisecond

// DialAny connects to the address that answers first, of those of one host in
// the order in which they are preferred (RFC 8305, "happy eyeballs"): IPv6 and
// IPv4 take turns, beginning with that of the first; an address is tried when
// 250 ms have passed since the last one was, or at once when an attempt fails;
// the first connection closes all other attempts. When all have failed, DialAny
// returns their errors, joined. It suspends; a cancel closes what was begun.
func DialAny(ctx *Context, addrs []Addr) (*Conn, error) {
	r := race{task: ctx.running(), todo: interleave(addrs)}
	defer r.end()
	return r.run()
}

// A race is attempts to connect of which the first to succeed wins. One task
// waits for all of them: that they are no tasks leaves no turn between a success
// and its result, in which a limit could come first or a second one succeed.
type race struct {
	task   *task
	todo   []Addr  // in the order in which they are tried
	racing []*Conn // the attempts, until they fail
	errs   []error // of those that have failed
	winner *Conn
	next   timer // of the next attempt
	queue  waitQueue
}

// interleave lets the families take turns (RFC 8305 §4).
func interleave(addrs []Addr) []Addr {
	var sides [2][]Addr
	for _, a := range addrs {
		i := 0
		if family(a) != family(addrs[0]) {
			i = 1
		}
		sides[i] = append(sides[i], a)
	}
	mixed := make([]Addr, 0, len(addrs))
	for i := 0; len(mixed) < len(addrs); i = 1 - i {
		if side := sides[i]; len(side) > 0 {
			mixed = append(mixed, side[0])
			sides[i] = side[1:]
		}
	}
	return mixed
}

func (r *race) run() (*Conn, error) {
	r.try()
	if len(r.racing) > 0 {
		t := r.task
		t.mustMaySuspend(r)
		t.loop.expect(t, 1)
		_, err := r.queue.wait(t, r, 0)
		t.loop.expect(t, -1)
		if err != nil {
			r.winner = nil
			return nil, err
		}
	}
	switch {
	case r.winner != nil:
		return r.winner, nil
	case len(r.errs) == 0:
		return nil, &net.OpError{Op: "connect", Err: errors.New("no address")}
	case len(r.errs) == 1:
		return nil, r.errs[0]
	}
	return nil, errors.Join(r.errs...)
}

// end closes the attempts that have not won.
func (r *race) end() {
	r.task.loop.disarm(&r.next)
	for _, c := range r.racing {
		if c != r.winner {
			c.d.close()
		}
	}
}

// try begins the next attempt that can be begun.
func (r *race) try() {
	for len(r.todo) > 0 {
		addr := r.todo[0]
		r.todo = r.todo[1:]
		err := r.begin(addr)
		if err == nil {
			break
		}
		r.errs = append(r.errs, netError("connect", addr, err))
	}
	if len(r.todo) > 0 {
		r.next.owner, r.next.daemon = r, r.task.daemon
		r.task.loop.arm(&r.next, attemptDelay)
	}
}

// expire is the timer of the next attempt.
func (r *race) expire() { r.try() }

func (r *race) begin(addr Addr) error {
	if addr.UDP {
		return net.UnknownNetworkError("udp")
	}
	l := r.task.loop
	fd, err := l.net.Connect(addr)
	if err != nil {
		return err
	}
	c := newConn(l, fd, addr)
	if err := r.watch(c); err != nil {
		c.d.close()
		return err
	}
	r.racing = append(r.racing, c)
	return nil
}

// watch asks to be told when the attempt of c has ended.
func (r *race) watch(c *Conn) error {
	c.d.write.notify = func() { r.ended(c) }
	return c.d.arm(Writable)
}

func (r *race) ended(c *Conn) {
	if r.winner != nil {
		return
	}
	err := c.loop.net.ConnectError(c.d.fd)
	if err == syscall.EINPROGRESS { // it was told for nothing
		if err = r.watch(c); err == nil {
			return
		}
	}
	if err != nil {
		r.failed(c, err)
		return
	}
	r.winner = c
	r.task.waiter.grant()
}

// failed lets the next address take the place of c.
func (r *race) failed(c *Conn, err error) {
	c.d.close()
	r.racing = slices.DeleteFunc(r.racing, func(o *Conn) bool { return o == c })
	r.errs = append(r.errs, netError("connect", c.peer, err))
	r.try()
	if len(r.racing) == 0 {
		r.task.waiter.grant()
	}
}

func (r *race) waitState() string {
	var attempts []string
	for _, c := range r.racing {
		attempts = append(attempts, fmt.Sprintf("fd %d %s", c.d.fd, c.peer))
	}
	return strings.Join(attempts, ", ") + " to be connected"
}
