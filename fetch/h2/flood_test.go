package h2

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// What a hostile server sends again and again, and how it ends.
func TestFloods(t *testing.T) {
	const bored = "more than 1000 frames that bring nothing (ENHANCE_YOUR_CALM)"
	for _, f := range []struct{ what, before, again, want string }{
		{"SETTINGS", "", settings(), bored},
		{"SETTINGS acks", "", settingsAck, bored},
		{"PING", "", ping("8 bytes."), bored},
		{"PING acks", "", frame(http2.FramePing, http2.FlagPingAck, 0, "8 bytes."), bored},
		{"PRIORITY", "", frame(http2.FramePriority, 0, 3, word(0)+"\x01"), bored},
		{"unknown frames", "", frame(99, 0, 0, "abc"), bored},
		{"WINDOW_UPDATE", "", windowUpdate(0, 1), bored},
		{"WINDOW_UPDATE of a stream", "", windowUpdate(1, 1), bored},
		{"WINDOW_UPDATE by 0 on a closed stream", rst(1, 0), windowUpdate(1, 0), bored},
		{"WINDOW_UPDATE on a closed stream", rst(1, 0), windowUpdate(1, 1), bored},
		{"RST_STREAM", "", rst(1, http2.ErrCodeCancel), bored},
		{"GOAWAY", "", goAway(0, 0, repeat("x", 1000)), bored},
		{"empty DATA", head(1, 0, "200"), dataOf(1, 0, ""), bored},
		{"empty DATA on a closed stream", rst(1, 0), dataOf(1, 0, ""), bored},
		{"DATA of padding", head(1, 0, "200"), dataOf(1, padded, pad("", 127)), "too much on closed streams (ENHANCE_YOUR_CALM)"},
		{"heads on a closed stream", rst(1, 0), head(1, 0, "200"), bored},
		{"large heads on a closed stream", rst(1, 0), head(1, 0, "200", "x: "+repeat("y", 15_000)), "too much on closed streams (ENHANCE_YOUR_CALM)"},
		{"DATA on a closed stream", rst(1, 0), dataOf(1, 0, repeat("x", 10_000)), "too much on closed streams (ENHANCE_YOUR_CALM)"},
	} {
		c := newClient(t, Limits{}, whole)
		c.feed(preface)
		c.get()
		c.feed(f.before)
		sent := 0
		for ; c.conn.err == nil && sent < 100_000; sent++ {
			c.feed(f.again)
			c.conn.Sent(len(c.conn.Output()))
		}
		if got := c.takeNotes(); !strings.HasSuffix(got, "over: HTTP/2: "+f.want) {
			t.Errorf("%s, %d times\n got %.300s\nwant %s", f.what, sent, got, f.want)
		}
		if f.want == bored && f.what != "empty DATA" && sent > maxIdle+10 {
			t.Errorf("%s, %d times", f.what, sent)
		}
	}
}

// TestPaddedBody: honest padding is no attack, a little payload in much of it is.
func TestPaddedBody(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	c.get()
	c.get()
	c.feed(head(1, 0, "200") + repeat(dataOf(1, padded, pad(repeat("x", 1000), 127)), 1000))
	c.feed(head(3, 0, "200") + repeat(dataOf(3, padded, pad("x", 127)), 200))
	if got := c.takeNotes(); !strings.HasSuffix(got, "x; 3 failed: HTTP/2: too much padding, or too many empty frames") {
		t.Errorf("got %.20s … %s", got, got[len(got)-100:])
	}
	equal(t, "and the first goes on", c.streams[0].Err(), nil)
}

// TestUsefulFramesOutweighOthers: a server that pings with every answer is odd,
// and no attacker.
func TestUsefulFramesOutweighOthers(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	for range 5000 {
		s := c.get()
		c.feed(ping("8 bytes.") + head(s.id, 0, "200") + ping("8 bytes.") + dataOf(s.id, end, "x"))
		c.conn.Sent(len(c.conn.Output()))
	}
	equal(t, "error", c.conn.err, nil)
	equal(t, "streams", c.conn.Streams(), 0)
}

// TestPingsAlongWithABody: some servers measure the line with every frame.
func TestPingsAlongWithABody(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	c.get()
	c.feed(head(1, 0, "200"))
	for range 5000 {
		c.feed(dataOf(1, 0, "x") + ping("8 bytes."))
		c.conn.Sent(len(c.conn.Output()))
	}
	equal(t, "error", c.conn.err, nil)
}

// TestWhatWasOnTheWay: a stream that we close may have been answered meanwhile,
// as far as its window goes, in frames of any size.
func TestWhatWasOnTheWay(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	for range 200 {
		s := c.get()
		s.Close()
		c.feed(repeat(head(s.id, 0, "100"), 5) + head(s.id, 0, "200") + repeat(dataOf(s.id, 0, repeat("x", 1000)), 256))
	}
	equal(t, "error", c.conn.err, nil)
	equal(t, "events", c.takeNotes(), "")
}

// TestUploadsAreAnswered: each frame of a body may bring two updates.
func TestUploadsAreAnswered(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	s := c.ask(post(1 << 30))
	for range 5000 {
		n := s.Send(make([]byte, 100), false)
		c.conn.Sent(len(c.conn.Output()))
		c.feed(windowUpdate(0, uint32(n)) + windowUpdate(1, uint32(n)))
	}
	equal(t, "error", c.conn.err, nil)
}

// TestServerThatDoesNotRead: what it makes us answer stays in the output.
func TestServerThatDoesNotRead(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	for c.conn.err == nil {
		s := c.get()
		c.feed(head(s.id, end, "200") + ping("8 bytes."))
		s.Close()
	}
	equal(t, "error", c.conn.err.Error(), "HTTP/2: the server does not read our answers (ENHANCE_YOUR_CALM)")
	if n := len(c.conn.Output()); n > 100_000 {
		t.Errorf("%d bytes of output", n)
	}
}

func TestLargeHeads(t *testing.T) {
	limits := Limits{MaxHead: 1000}
	line := "x: " + repeat("y", 67) // counts 100
	for _, f := range []struct{ what, in, want string }{
		{"fits", head(1, end, append([]string{"200"}, lines(line, 9)...)...), "complete"},
		{"list", head(1, end, append([]string{"200"}, lines(line, 10)...)...), "1 failed: HTTP/2: head: too large: over 1000 bytes"},
		{"trailers", head(1, 0, "200") + head(1, end, lines(line, 11)...), "1 200; 1 failed: HTTP/2: head: too large: over 1000 bytes"},
		{"CONTINUATION", head(1, more, "200") + repeat(continuation(1, false, list("a: b")), 100), "over: HTTP/2: the header block of stream 1 has over 1000 bytes (ENHANCE_YOUR_CALM)"},
		{"empty CONTINUATION", head(1, more, "200") + repeat(continuation(1, false, ""), 1000), "over: HTTP/2: the header block of stream 1 has over 1000 bytes (ENHANCE_YOUR_CALM)"},
		{"CONTINUATION on a closed stream", rst(1, 0) + head(1, more, "200") + repeat(continuation(1, false, list("a: b")), 100), "over: HTTP/2: the header block of stream 1 has over 1000 bytes (ENHANCE_YOUR_CALM)"},
		{"a long value", head(1, end, "200", "x: "+repeat("y", 2000)), "over: HTTP/2: the header block of stream 1 has over 1000 bytes (ENHANCE_YOUR_CALM)"},
	} {
		got, _ := everyWay(t, limits, func(c *client) {
			c.feed(preface)
			c.get()
			c.feed(f.in)
			err := c.streams[0].Err()
			equal(t, f.what+": errors.Is ErrHeadTooLarge", errors.Is(err, h1.ErrHeadTooLarge), err != nil && !errors.As(err, new(*ResetError)))
		})
		if !strings.HasSuffix(got, f.want) {
			t.Errorf("%s\n got %.300s\nwant %s", f.what, got, f.want)
		}
	}
}

func lines(line string, n int) (all []string) {
	for range n {
		all = append(all, line)
	}
	return all
}

// TestHPACKBomb: one field of 4,000 bytes in the table, and a byte for each time
// that it comes again.
func TestHPACKBomb(t *testing.T) {
	bomb := list("200", "x: "+repeat("y", 4000)) + repeat("\xbe", 10_000)
	got, _ := everyWay(t, Limits{}, func(c *client) {
		c.feed(preface)
		c.get()
		c.feed(frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|end, 1, bomb))
	})
	equal(t, "events", got, "1 failed: HTTP/2: head: too large: over 262144 bytes")
}

func TestManyFields(t *testing.T) {
	got, _ := everyWay(t, Limits{MaxHead: 1 << 20}, func(c *client) {
		c.feed(preface)
		c.get()
		c.feed(frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|end, 1, "\x88"+repeat("\x0f\x0d\x00", 5001)))
	})
	equal(t, "events", got, "1 failed: HTTP/2: head: too large: over 5000 fields")
}
