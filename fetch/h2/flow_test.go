package h2

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// small is a connection on which windows run out soon: 1,000 bytes a stream; the
// connection's cannot be less than 65,535.
var small = Limits{StreamWindow: 1000, MaxStreams: 100}

func post(size int64) *h1.Request {
	return &h1.Request{Method: "POST", Target: "/", Host: "a", ContentLength: size}
}

func TestWindowsAreGrantedAgain(t *testing.T) {
	c := newClient(t, small, whole)
	c.feed(preface)
	s := c.get()
	c.sent()
	c.hold = true
	c.feed(head(1, 0, "200") + dataOf(1, 0, repeat("x", 600)))
	equal(t, "unread", c.sent(), "")
	s.Consumed(499)
	equal(t, "less than half of it read", c.sent(), "")
	s.Consumed(1)
	equal(t, "half of it read", c.sent(), "window 1 500")
	s.Consumed(100)
	c.feed(dataOf(1, end, repeat("x", 900)))
	s.Consumed(900)
	equal(t, "no more of a stream that is over", c.sent(), "")
}

func TestConnectionWindowIsGrantedAgain(t *testing.T) {
	c := newClient(t, Limits{StreamWindow: 40_000, MaxStreams: 2}, whole)
	c.feed(preface)
	c.hold = true
	a, b := c.get(), c.get()
	c.sent()
	page := repeat("x", 10_000)
	c.feed(head(1, 0, "200") + dataOf(1, 0, page) + dataOf(1, 0, page) + dataOf(1, 0, page) + dataOf(1, end, page))
	c.feed(head(3, 0, "200") + dataOf(3, 0, page))
	a.Consumed(30_000)
	equal(t, "less than half", c.sent(), "")
	b.Consumed(10_000)
	equal(t, "half", c.sent(), "window 0 40000")
	a.Close() // the rest counts as read
	c.feed(dataOf(3, 0, page) + dataOf(3, 0, page) + dataOf(3, 0, page))
	b.Close()
	equal(t, "closed", c.sent(), "window 0 40000, rst 3 CANCEL")
}

// TestPaddingIsGrantedAgain: it counts in flow control, and nobody reads it.
func TestPaddingIsGrantedAgain(t *testing.T) {
	c := newClient(t, small, whole)
	c.feed(preface)
	c.get()
	c.sent()
	c.feed(head(1, 0, "200"))
	for range 30 {
		c.feed(dataOf(1, padded, pad("x", 99)))
	}
	equal(t, "sent", c.sent(), "window 1 504, window 1 505, window 1 505, window 1 505, window 1 505, window 1 505")
}

func TestBeyondTheWindow(t *testing.T) {
	got, sent := everyWay(t, small, func(c *client) {
		c.hold = true
		c.feed(preface)
		c.get()
		c.get()
		c.sent()
		c.feed(head(1, 0, "200") + dataOf(1, 0, repeat("x", 1000)) + dataOf(1, 0, "y") + dataOf(1, end, "z") + head(3, end, "200"))
		c.notes[1] = "…"
	})
	equal(t, "the stream fails", got, "1 200; …; 1 failed: HTTP/2: DATA beyond the stream's window; 3 200; 3 complete")
	equal(t, "sent", sent, "rst 1 FLOW_CONTROL_ERROR")

	got, _ = everyWay(t, Limits{StreamWindow: 1000, MaxStreams: 1}, func(c *client) {
		c.hold = true
		c.feed(preface)
		for range 66 { // a thousand bytes each, and nobody reads
			s := c.get()
			c.feed(head(s.id, 0, "200") + dataOf(s.id, end, repeat("x", 1000)))
		}
		c.sent()
		c.notes = c.notes[len(c.notes)-2:]
	})
	equal(t, "the connection fails", got, "131 failed: HTTP/2: DATA beyond the connection's window (FLOW_CONTROL_ERROR); over: HTTP/2: DATA beyond the connection's window (FLOW_CONTROL_ERROR)")
}

func TestBodiesAreSentAsWindowsAllow(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface + settings(4, 20_000))
	s := c.ask(post(50_000))
	c.sent()
	body := make([]byte, 50_000)
	send := func(what string, want int, frames string) {
		t.Helper()
		n := s.Send(body, true)
		body = body[n:]
		equal(t, what, n, want)
		equal(t, what+": sent", c.sent(), frames)
	}
	send("a frame", 16384, "data 1 16384")
	send("the window's rest", 3616, "data 1 3616")
	send("nothing", 0, "")
	c.feed(windowUpdate(1, 1))
	send("one byte", 1, "data 1 1")
	c.feed(settings(4, 0))
	c.sent()
	send("less than nothing", 0, "")
	c.feed(settings(4, 30_000))
	c.sent()
	send("10,000 more", 9999+1, "data 1 10000")
	c.feed(windowUpdate(1, 1_000_000))
	send("all but the connection's", 16384, "data 1 16384")
	send("the end", 3615, "data 1 3615 end")
	equal(t, "of nothing", s.Send(nil, true), 0)
	equal(t, "afterwards", c.sent(), "")
	c.feed(head(1, end, "200"))
	equal(t, "complete", c.takeNotes(), "1 200; 1 complete")
}

func TestNoBodyBeforeTheSettings(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	s := c.ask(post(10))
	equal(t, "taken at once", s.Send(make([]byte, 10), true), 0)
	c.feed(settings(4, 5))
	equal(t, "taken then", s.Send(make([]byte, 10), true), 5)
}

func TestConnectionWindowHoldsBodies(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface + settings(4, maxWindow))
	s := c.ask(post(100_000))
	body := make([]byte, 100_000)
	sent := 0
	for {
		n := s.Send(body[sent:], true)
		c.sent()
		if n == 0 {
			break
		}
		sent += n
	}
	equal(t, "sent", sent, defaultWindow)
	c.feed(windowUpdate(0, 5))
	equal(t, "sent then", s.Send(body[sent:], true), 5)
}

// TestOutputIsBounded: a body waits for the socket outside.
func TestOutputIsBounded(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface + settings(4, maxWindow) + windowUpdate(0, 1<<30))
	s := c.ask(post(1 << 20))
	body := make([]byte, 1<<20)
	for s.Send(body, false) > 0 {
	}
	if n := len(c.conn.Output()); n < maxOutput || n > maxOutput+maxFrame+100 {
		t.Errorf("%d bytes of output", n)
	}
	c.sent()
	equal(t, "and goes on", s.Send(body, false), maxFrame)
}

func TestBodyOfAStreamThatIsOver(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	s := c.ask(post(10))
	c.sent()
	c.feed(head(1, end, "413"))
	equal(t, "the server answers early", c.takeNotes(), "1 413; 1 complete")
	equal(t, "and is told", c.sent(), "rst 1 CANCEL")
	equal(t, "the body is swallowed", s.Send(make([]byte, 10), true), 10)
	equal(t, "sent", c.sent(), "")
}

func TestWindowOfAStreamOverflows(t *testing.T) {
	got, sent := everyWay(t, Limits{}, func(c *client) {
		c.feed(preface)
		c.get()
		c.get()
		c.sent()
		c.feed(windowUpdate(1, maxWindow) + windowUpdate(3, 0) + windowUpdate(3, 0))
	})
	equal(t, "events", got, "1 failed: HTTP/2: the stream's window became too large; 3 failed: HTTP/2: invalid WINDOW_UPDATE frame")
	equal(t, "sent", sent, "rst 1 FLOW_CONTROL_ERROR, rst 3 PROTOCOL_ERROR")
}

// TestWindowsAreConserved: whatever is sent, read, closed and reset in whatever
// order, in the end the server may send as much again as at the start, and it
// never may send more.
func TestWindowsAreConserved(t *testing.T) {
	for range 200 {
		conserve(t, newSeed())
	}
}

func conserve(t *testing.T, seed uint64) {
	rnd := rand.New(rand.NewPCG(seed, 0))
	limits := Limits{StreamWindow: 1 + rnd.IntN(3000), MaxStreams: 1 + rnd.IntN(40)}
	c := newClient(t, limits, inPieces(rnd, 2000))
	c.hold = true
	c.feed(preface)
	open := map[*Stream]bool{}
	for range 300 {
		switch rnd.IntN(10) {
		case 0, 1, 2:
			if c.conn.CanOpen() > 0 {
				s := c.get()
				open[s] = true
				c.feed(head(s.id, 0, "200"))
			}
		case 3:
			for s := range open {
				if s.Close(); rnd.IntN(2) == 0 { // its memory may be used again, or not
					s.Close()
				}
				delete(open, s)
				break
			}
		case 4, 5:
			for s := range open {
				s.Consumed(rnd.IntN(s.held + 1))
				break
			}
		default:
			serve(c, rnd)
		}
		if c.conn.err != nil {
			t.Fatalf("H2_SEED=%d: %v", seed, c.conn.err)
		}
		checkWindows(t, c, seed)
	}
	for s := range open {
		s.Close()
	}
	if c.conn.recv.left+c.conn.recv.back != c.conn.recv.size {
		t.Fatalf("H2_SEED=%d: %+v at the end", seed, c.conn.recv)
	}
}

// serve sends some DATA, perhaps the last, on a stream on which it is allowed.
func serve(c *client, rnd *rand.Rand) {
	if len(c.conn.streams) == 0 {
		return
	}
	s := c.conn.streams[rnd.IntN(len(c.conn.streams))]
	room := min(s.recv.left, c.conn.recv.left, maxFrame)
	if old := c.streams[rnd.IntN(len(c.streams))]; old.over { // on its way when we closed it
		c.feed(dataOf(old.id, 0, repeat("x", rnd.IntN(room+1))))
		return
	}
	flags := http2.Flags(0)
	if rnd.IntN(4) == 0 {
		flags |= end
	}
	if size := rnd.IntN(100); room > size && rnd.IntN(2) == 0 {
		c.feed(dataOf(s.id, flags|padded, pad(repeat("x", rnd.IntN(room-size)), size)))
	} else {
		c.feed(dataOf(s.id, flags, repeat("x", rnd.IntN(room+1))))
	}
}

// checkWindows adds up: what the server may still send, what waits to be granted, and
// what is unread, is the window.
func checkWindows(t *testing.T, c *client, seed uint64) {
	held := 0
	for _, s := range c.streams {
		held += s.held
		if s.over {
			continue
		}
		if w := s.recv; w.left < 0 || w.left+w.back+s.held != w.size {
			t.Fatalf("H2_SEED=%d: stream %d: %+v, %d unread", seed, s.id, w, s.held)
		}
	}
	if w := c.conn.recv; w.left < 0 || w.left+w.back+held != w.size {
		t.Fatalf("H2_SEED=%d: connection: %+v, %d unread", seed, w, held)
	}
}
