//go:build linux

package aio_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// host is a host with some addresses at port 80 of which each has its way.
type host struct {
	*aiotest.World
	addrs []aio.Addr
	links []aiotest.Link // of addrs
	tried diary          // in the order in which they were, and when
}

// newHost makes the host and servers that listen at all of its addresses; clean
// ends them.
func newHost(ctx *aio.Context, w *aiotest.World, links []aiotest.Link, addrs ...string) (h *host, clean func(), err error) {
	h = &host{World: w, links: links}
	var listeners []*aio.Listener
	for _, a := range addrs {
		h.addrs = append(h.addrs, address(a))
		ln, err := aio.Listen(ctx, "tcp", a)
		if err != nil {
			return nil, nil, err
		}
		listeners = append(listeners, ln)
	}
	begin, seen := w.Elapsed(), map[aio.Addr]bool{}
	w.Links = func(a aio.Addr) *aiotest.Link {
		for i, own := range h.addrs {
			if a != own {
				continue
			}
			if !seen[a] {
				seen[a] = true
				h.tried.note(i, "@", (w.Elapsed() - begin).Milliseconds())
			}
			return &h.links[i]
		}
		return nil
	}
	return h, func() {
		for _, ln := range listeners {
			ln.Close()
		}
	}, nil
}

// ms is a link on which an answer takes so many milliseconds.
func ms(answer int) aiotest.Link {
	return aiotest.Link{Latency: time.Duration(answer) * time.Millisecond / 2}
}

// fails is a link on which a failure takes so many milliseconds.
func fails(failure syscall.Errno, answer int) aiotest.Link {
	l := ms(answer)
	l.Fail = failure
	return l
}

var silent = aiotest.Link{Silent: true}

const unreachable, refused = syscall.ENETUNREACH, syscall.ECONNREFUSED

func TestR49_Race(t *testing.T) {
	for _, c := range []struct {
		what   string
		links  []aiotest.Link
		tried  string // index@milliseconds
		winner int    // index; -1: none
		after  int    // milliseconds
	}{
		{"the first answers: no other is asked", []aiotest.Link{ms(249), ms(0)}, "0@0", 0, 249},
		{"the first is slow: the second begins, and the first still wins", []aiotest.Link{ms(400), ms(200)}, "0@0 1@250", 0, 400},
		{"the second overtakes the first", []aiotest.Link{ms(400), ms(100)}, "0@0 1@250", 1, 350},
		{"the first is silent", []aiotest.Link{silent, ms(100)}, "0@0 1@250", 1, 350},
		{"one after the other while nobody answers", []aiotest.Link{silent, silent, silent, ms(10)}, "0@0 1@250 2@500 3@750", 3, 760},
		{"no way to the first: the second at once", []aiotest.Link{fails(unreachable, 0), ms(100)}, "0@0 1@0", 1, 100},
		{"the first refuses: the second at once", []aiotest.Link{fails(refused, 100), ms(100)}, "0@0 1@100", 1, 200},
		{"a late failure makes room too", []aiotest.Link{fails(refused, 300), silent, ms(10)}, "0@0 1@250 2@300", 2, 310},
		{"the delay counts from the last attempt", []aiotest.Link{fails(refused, 100), silent, ms(10)}, "0@0 1@100 2@350", 2, 360},
		{"none is left to begin", []aiotest.Link{fails(refused, 100), fails(refused, 400), ms(1000)}, "0@0 1@100 2@350", 2, 1350},
		{"both answer at the same time", []aiotest.Link{ms(300), ms(50)}, "0@0 1@250", 0, 300},
		{"all fail", []aiotest.Link{fails(refused, 100), fails(unreachable, 0), fails(refused, 50)}, "0@0 1@100 2@100", -1, 150},
		{"all fail at once", []aiotest.Link{fails(unreachable, 0), fails(unreachable, 0)}, "0@0 1@0", -1, 0},
	} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			addrs := []string{"10.0.0.2:80", "10.0.0.3:80", "10.0.0.4:80", "10.0.0.5:80"}[:len(c.links)]
			h, clean, err := newHost(ctx, w, c.links, addrs...)
			if err != nil {
				return err
			}
			defer clean()
			conn, err := aio.DialAny(ctx, h.addrs)
			equal(t, c.what+": time", w.Elapsed(), time.Duration(c.after)*time.Millisecond)
			h.tried.reads(t, c.what+": tried", c.tried)
			if c.winner < 0 {
				equal(t, c.what+": open besides the listeners", w.Open(), len(addrs))
				for i, a := range addrs {
					is(t, c.what, err, c.links[i].Fail)
					contains(t, c.what, err.Error(), "connect tcp "+a+": connect: ")
				}
				return nil
			}
			if err != nil {
				t.Errorf("%s: %v", c.what, err)
				return nil
			}
			defer conn.Close()
			equal(t, c.what+": winner", conn.RemoteAddr(), h.addrs[c.winner])
			equal(t, c.what+": open besides the listeners", w.Open()-len(addrs), 1)
			return nil
		})
	}
}

func TestR49_FamiliesTakeTurns(t *testing.T) {
	for addrs, order := range map[string]string{
		"[::6]:80 [::7]:80 [::8]:80 10.0.0.2:80 10.0.0.3:80": "[::6]:80 10.0.0.2:80 [::7]:80 10.0.0.3:80 [::8]:80",
		"10.0.0.2:80 10.0.0.3:80 [::6]:80":                   "10.0.0.2:80 [::6]:80 10.0.0.3:80",
		"10.0.0.2:80 10.0.0.3:80":                            "10.0.0.2:80 10.0.0.3:80",
	} {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			var all []aio.Addr
			for _, a := range strings.Fields(addrs) {
				all = append(all, address(a))
			}
			w.Fail = unreachable
			_, err := aio.DialAny(ctx, all)
			said := strings.NewReplacer("connect tcp ", "", ": connect: network is unreachable", "", "\n", " ").Replace(err.Error())
			equal(t, "order", said, order)
			return nil
		})
	}
}

func TestR49_RaceToNowhere(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		_, err := aio.DialAny(ctx, nil)
		contains(t, "no address", fmt.Sprint(err), "no address")
		udp := address("10.0.0.2:80")
		udp.UDP = true
		_, err = aio.DialAddr(ctx, udp)
		contains(t, "an address of UDP", fmt.Sprint(err), "unknown network udp")
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		w.MaxFDs = w.Open()
		_, err = aio.DialAny(ctx, []aio.Addr{ln.Addr(), ln.Addr()})
		is(t, "no descriptor is left", err, syscall.EMFILE)
		return nil
	})
}

// TestR26: what a limit and a cancel make of a connection that is made in the
// same turn.
func TestR26_RaceThatEndsWithItsLimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		h, clean, err := newHost(ctx, w, []aiotest.Link{silent, ms(50)}, "10.0.0.2:80", "10.0.0.3:80")
		if err != nil {
			return err
		}
		defer clean()
		dial := func(ctx *aio.Context) (*aio.Conn, error) { return aio.DialAny(ctx, h.addrs) }
		c, err := aio.WaitFor(ctx, 300*time.Millisecond, dial)
		is(t, "the connection wins over the limit", err, nil)
		c.Close()

		a, b, err := pair(ctx, "tcp", "10.0.0.9:80")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		task := aio.Go(ctx, dial)
		b.OnReadable(func() { task.Cancel(errTest) })
		w.Latency = 300 * time.Millisecond // of a and b
		a.Write(ctx, []byte("cancel"))
		_, err = task.Wait(ctx)
		isCancel(t, "and loses to a cancel", err, errTest)
		equal(t, "open besides the listeners and the other two", w.Open(), 4)
		return nil
	})
}

func TestR49_RaceWhereNothingMaySuspendLeavesNothing(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		func() {
			defer func() { contains(t, "panic", fmt.Sprint(recover()), "10.0.0.2:80 to be connected") }()
			aio.NoSuspend(ctx, func() error {
				_, err := aio.DialAddr(ctx, address("10.0.0.2:80"))
				return err
			})
		}()
		equal(t, "sockets", w.Open(), 0)
		return stuck(ctx) // the loop does not count on the connect any more
	}, deadlocks)
}

func TestR49_AttemptsAreSeenInTheTree(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		w.Silent = true
		task := aio.Go(ctx, func(ctx *aio.Context) (*aio.Conn, error) {
			return aio.DialAny(ctx, []aio.Addr{address("10.0.0.2:80"), address("[::2]:80")})
		})
		aio.Sleep(ctx, 300*time.Millisecond)
		contains(t, "tree", ctx.Loop().Tree(), "waits for fd 1048577 10.0.0.2:80, fd 1048578 [::2]:80 to be connected")
		task.Cancel(nil)
		task.Wait(ctx)
		return nil
	})
}

// eagerPoller tells once of every descriptor that it is writable, though it is
// not.
type eagerPoller struct {
	aio.Poller
	added []uint64
}

func (p *eagerPoller) Add(fd int, token uint64, interest aio.Readiness) error {
	p.added = append(p.added, token)
	return p.Poller.Add(fd, token, interest)
}

func (p *eagerPoller) Wait(dst []aio.PollEvent, timeout time.Duration) (int, error) {
	if len(p.added) == 0 {
		return p.Poller.Wait(dst, timeout)
	}
	dst[0] = aio.PollEvent{Token: p.added[0], Ready: aio.Writable}
	p.added = p.added[1:]
	return 1, nil
}

func TestR49_SpuriousEventIsNoConnection(t *testing.T) {
	at, cleanUp := full(t)
	defer cleanUp()
	p, err := aio.NewPoller()
	is(t, "poller", err, nil)
	err = inMode(t, aio.Runner{Poller: &eagerPoller{Poller: p}}).Run(func(ctx *aio.Context) error {
		_, err := aio.WaitFor(ctx, 20*time.Millisecond, func(ctx *aio.Context) (*aio.Conn, error) { return aio.DialAddr(ctx, at) })
		isTimeout(t, "a connect that hangs", err)
		return nil
	})
	is(t, "run", err, nil)

	w := aiotest.New()
	w.Latency = time.Second
	r := inMode(t, w.Runner())
	r.Poller = &eagerPoller{Poller: r.Poller}
	err = r.Run(func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		equal(t, "time", w.Elapsed(), 2*time.Second)
		a.Close()
		return b.Close()
	})
	is(t, "run", err, nil)
}

// noAnswer is when a silent address answers.
const noAnswer time.Duration = 1 << 62

// expected is what must come of a race by the rules of RFC 8305, worked out step
// by step: the winner, or -1, and when.
func expected(links []aiotest.Link) (winner int, end time.Duration) {
	type attempt struct {
		index int
		ends  time.Duration
	}
	var open []attempt
	begun, next, now := 0, time.Duration(0), time.Duration(0)
	begin := func() {
		for ; begun < len(links) && links[begun].Fail == unreachable; begun++ {
		}
		if begun < len(links) {
			ends := now + 2*links[begun].Latency
			if links[begun].Silent {
				ends = noAnswer
			}
			open = append(open, attempt{begun, ends})
			begun++
			next = now + 250*time.Millisecond
		}
	}
	for begin(); len(open) > 0; {
		first := 0
		for i, a := range open {
			if a.ends < open[first].ends {
				first = i
			}
		}
		a := open[first]
		switch {
		case begun < len(links) && next < a.ends:
			now = next
			begin()
		case a.ends == noAnswer:
			return -1, a.ends
		case links[a.index].Fail == 0:
			return a.index, a.ends
		default:
			now = a.ends
			open = append(open[:first], open[first+1:]...)
			begin()
		}
	}
	return -1, now
}

// randomLinks makes up to six, with times of which no two are the same.
func randomLinks(rng *rand.Rand) []aiotest.Link {
	links := make([]aiotest.Link, 1+rng.IntN(6))
	for i := range links {
		links[i].Latency = time.Duration(rng.IntN(int(400 * time.Millisecond)))
		switch rng.IntN(6) {
		case 0:
			links[i] = silent
		case 1:
			links[i].Fail = unreachable
		case 2, 3:
			links[i].Fail = refused
		}
	}
	return links
}

func TestR49_RandomRacesHaveOneWinnerAndLeaveNothingOpen(t *testing.T) {
	rng := seeded(t)
	addrs := []string{"10.0.0.2:80", "10.0.0.3:80", "10.0.0.4:80", "10.0.0.5:80", "10.0.0.6:80", "10.0.0.7:80"}
	wins := 0
	for range 500 {
		links := randomLinks(rng)
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			h, clean, err := newHost(ctx, w, links, addrs[:len(links)]...)
			if err != nil {
				return err
			}
			defer clean()
			winner, end := expected(links)
			limit := min(end+1, time.Hour)
			if rng.IntN(3) == 0 {
				limit = time.Duration(rng.IntN(int(2 * time.Second)))
			}
			var in func(aio.Spawner, func(*aio.Context) (*aio.Conn, error)) *aio.Task[*aio.Conn] = aio.Go
			if rng.IntN(2) == 0 {
				in = aio.GoEager
			}
			task := in(ctx, func(ctx *aio.Context) (*aio.Conn, error) { return aio.DialAny(ctx, h.addrs) })
			ctx.Loop().CallLater(limit, func() { task.Cancel(errTest) }).Daemon()
			c, err := task.Wait(ctx)
			switch {
			case limit < end:
				isCancel(t, "a race that was canceled", err, errTest)
				equal(t, "its time", w.Elapsed(), limit)
			case winner < 0:
				is(t, "a race that nobody wins", err, links[len(links)-1].Fail)
				equal(t, "its time", w.Elapsed(), end)
			case err != nil:
				t.Errorf("got %v, want a connection to %d", err, winner)
			default:
				wins++
				equal(t, "winner", c.RemoteAddr(), h.addrs[winner])
				equal(t, "its time", w.Elapsed(), end)
			}
			open := len(links)
			if c != nil {
				open++
				defer c.Close()
			}
			equal(t, "sockets", w.Open(), open)
			return nil
		})
		if t.Failed() {
			t.Logf("links: %+v", links)
			return
		}
	}
	t.Log(wins, "of 500 races were won")
	if wins < 100 {
		t.Error("too few to mean anything")
	}
}

func TestR49_RaceOnTheKernelsSockets(t *testing.T) {
	hangs, cleanUp := full(t)
	defer cleanUp()
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer ln.Close()
		refuses, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		refuses.Close()
		before := descriptors()
		c, err := aio.DialAny(ctx, []aio.Addr{address(refuses.Addr().String()), hangs, ln.Addr()})
		if err != nil {
			return err
		}
		defer c.Close()
		equal(t, "winner", c.RemoteAddr(), ln.Addr())
		equal(t, "descriptors of the race", descriptors()-before, 1)
		return nil
	})
}
