package h2

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// What ends the connection, and what the server is told; a GET is open on
// stream 1, and the one on stream 3 is closed.
func TestConnectionErrors(t *testing.T) {
	const protocol, size, flow = "PROTOCOL_ERROR", "FRAME_SIZE_ERROR", "FLOW_CONTROL_ERROR"
	large := strings.Repeat("x", maxFrame+1)
	for _, f := range []struct{ what, in, want, code string }{
		{"frame too large", dataOf(1, 0, large), "DATA frame of 16385 bytes", size},
		{"unknown frame too large", frame(99, 0, 0, large), "UNKNOWN_FRAME_TYPE_99 frame of 16385 bytes", size},
		{"SETTINGS of 5 bytes", frame(http2.FrameSettings, 0, 0, "12345"), "invalid SETTINGS frame", size},
		{"SETTINGS ack with payload", frame(http2.FrameSettings, http2.FlagSettingsAck, 0, "123456"), "invalid SETTINGS frame", size},
		{"SETTINGS on a stream", frame(http2.FrameSettings, 0, 1, ""), "invalid SETTINGS frame", protocol},
		{"push switched on", settings(2, 1), "invalid value of a setting", protocol},
		{"push 2", settings(2, 2), "invalid value of a setting", protocol},
		{"window of 2^31", settings(4, 1<<31), "invalid SETTINGS frame", flow},
		{"window of 2^31, later in the frame", settings(4, 1, 4, 1<<31), "invalid value of a setting", flow},
		{"frames of 16383", settings(5, 16383), "invalid value of a setting", protocol},
		{"frames of 0", settings(5, 0), "invalid value of a setting", protocol},
		{"frames of 2^24", settings(5, 1<<24), "invalid value of a setting", protocol},
		{"streams' windows overflow", windowUpdate(1, maxWindow-defaultWindow) + settings(4, defaultWindow+1), "the initial window makes that of stream 1 too large", flow},
		{"window overflows", windowUpdate(0, maxWindow) + windowUpdate(0, maxWindow), "the connection's window became too large", flow},
		{"window grows by 0", windowUpdate(0, 0), "invalid WINDOW_UPDATE frame", protocol},
		{"WINDOW_UPDATE of 3 bytes", frame(http2.FrameWindowUpdate, 0, 1, "abc"), "invalid WINDOW_UPDATE frame", size},
		{"PING of 7 bytes", ping("7 bytes"), "invalid PING frame", size},
		{"PING on a stream", frame(http2.FramePing, 0, 1, "8 bytes."), "invalid PING frame", protocol},
		{"RST_STREAM of 3 bytes", frame(http2.FrameRSTStream, 0, 1, "abc"), "invalid RST_STREAM frame", size},
		{"RST_STREAM on the connection", rst(0, 0), "invalid RST_STREAM frame", protocol},
		{"RST_STREAM on an idle stream", rst(99, http2.ErrCodeCancel), "RST_STREAM on stream 99, which was never opened", protocol},
		{"RST_STREAM on an even stream", rst(2, http2.ErrCodeCancel), "RST_STREAM on stream 2, which was never opened", protocol},
		{"GOAWAY of 7 bytes", frame(http2.FrameGoAway, 0, 0, "7 bytes"), "invalid GOAWAY frame", size},
		{"GOAWAY on a stream", frame(http2.FrameGoAway, 0, 1, "8 bytes."), "invalid GOAWAY frame", protocol},
		{"WINDOW_UPDATE on an idle stream", windowUpdate(5, 1), "WINDOW_UPDATE on stream 5, which was never opened", protocol},
		{"HEADERS on an idle stream", head(5, end, "200"), "HEADERS on stream 5, which was never opened", protocol},
		{"HEADERS on an even stream", head(2, end, "200"), "HEADERS on stream 2, which was never opened", protocol},
		{"HEADERS on the connection", head(0, end, "200"), "HEADERS frame with stream ID 0", protocol},
		{"HEADERS shorter than their padding", frame(http2.FrameHeaders, padded|http2.FlagHeadersEndHeaders, 1, "\x10abc"), "invalid HEADERS frame", protocol},
		{"HEADERS without the length of their padding", frame(http2.FrameHeaders, padded|http2.FlagHeadersEndHeaders, 1, ""), "invalid HEADERS frame", protocol},
		{"DATA on the connection", dataOf(0, 0, "x"), "DATA on stream 0, which was never opened", protocol},
		{"DATA on an idle stream", dataOf(5, 0, "x"), "DATA on stream 5, which was never opened", protocol},
		{"DATA shorter than its padding", head(1, 0, "200") + dataOf(1, padded, "\xffaa"), "pad size larger than data payload", protocol},
		{"DATA without the length of its padding", head(1, 0, "200") + dataOf(1, padded, ""), "DATA frame without the length of its padding", size},
		{"push", frame(http2.FramePushPromise, http2.FlagHeadersEndHeaders, 1, word(2)+list(":method: GET")), "a push was promised, which our settings forbid", protocol},
		{"CONTINUATION of nothing", continuation(1, true, ""), "unexpected CONTINUATION for stream 1", protocol},
		{"CONTINUATION of another stream", head(1, more, "200") + continuation(3, true, ""), "got CONTINUATION for stream 3; expected stream 1", protocol},
		{"something within a header block", head(1, more, "200") + ping("8 bytes."), "got PING for stream 0; expected CONTINUATION following HEADERS for stream 1", protocol},
		{"an unknown frame within a header block", head(1, more, "200") + frame(99, 0, 0, ""), "got UNKNOWN_FRAME_TYPE_99 for stream 0; expected CONTINUATION following HEADERS for stream 1", protocol},
		{"table too large", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x3f\xe1\xff\x03\x88"), "header block of stream 1: its table may not become as large", "COMPRESSION_ERROR"},
		{"truncated block", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x40\x0acus"), "header block of stream 1: it ends within a field", "COMPRESSION_ERROR"},
		{"table's size behind a field", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x88\x20"), "header block of stream 1: the size of the table changes behind a field", "COMPRESSION_ERROR"},
		{"unknown index", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\xff\x7f"), "header block of stream 1: there is no field 254", "COMPRESSION_ERROR"},
		{"invalid Huffman code", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x00\x01a\x84\xff\xff\xff\xff"), "header block of stream 1: hpack: invalid Huffman-encoded data", "COMPRESSION_ERROR"},
		{"the same on a closed stream", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 3, "\xff\x7f"), "header block of stream 3: there is no field 254", "COMPRESSION_ERROR"},
	} {
		got, sent := everyWay(t, Limits{}, func(c *client) {
			c.feed(preface)
			c.get()
			c.get().Close()
			c.sent()
			c.feed(f.in)
		})
		if want := "HTTP/2: " + f.want + " (" + f.code + ")"; !strings.HasSuffix(got, "1 failed: "+want+"; over: "+want) {
			t.Errorf("%s\n got %.300s\nwant %s", f.what, got, want)
		}
		if !strings.HasSuffix(sent, "goaway "+f.code) {
			t.Errorf("%s: sent %s", f.what, sent)
		}
	}
}

func TestServerPreface(t *testing.T) {
	for _, f := range []fact{
		{"empty settings", settings(), "1 complete"},
		{"ack first", settingsAck + settings(), "over: HTTP/2: the first frame is not SETTINGS but SETTINGS (PROTOCOL_ERROR)"},
		{"head first", head(1, end, "200"), "over: HTTP/2: the first frame is not SETTINGS but HEADERS (PROTOCOL_ERROR)"},
		{"HTTP/1", "HTTP/1.1 400 Bad Request\r\n\r\n", "over: HTTP/2: the server speaks HTTP/1 (PROTOCOL_ERROR)"},
		{"noise", "220 mail.test ESMTP\r\n", "over: HTTP/2: the first frame is not SETTINGS but UNKNOWN_FRAME_TYPE_32 (PROTOCOL_ERROR)"},
	} {
		got, _ := everyWay(t, Limits{}, func(c *client) {
			c.get()
			c.feed(f.in + head(1, end, "200"))
		})
		if !strings.HasSuffix(got, f.want) {
			t.Errorf("%s\n got %s\nwant %s", f.what, got, f.want)
		}
	}
}

func TestClientPreface(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	if p := c.conn.Output(); !strings.HasPrefix(string(p), http2.ClientPreface) {
		t.Errorf("sent %q", p)
	}
	equal(t, "settings", c.sent(), "settings [ENABLE_PUSH = 0] [INITIAL_WINDOW_SIZE = 262144] [MAX_HEADER_LIST_SIZE = 262144], window 0 33488897")
	c.feed(preface)
	equal(t, "answer", c.sent(), "settings ack")
}

func TestRequests(t *testing.T) {
	for _, tt := range []struct {
		req  h1.Request
		want string
	}{
		{h1.Request{Method: "GET", Target: "/p?q", Host: "a.test:8080"}, "head 1 :method=GET :path=/p?q :scheme=https :authority=a.test:8080 end"},
		{h1.Request{Method: "GET", Header: h1.Header{{Name: "User-Agent", Value: "clew"}, {Name: "X-B", Value: ""}, {Name: "a", Value: "1"}}}, "head 1 :method=GET :path=/ :scheme=https :authority=a user-agent=clew x-b= a=1 end"},
		{h1.Request{Method: "POST"}, "head 1 :method=POST :path=/ :scheme=https :authority=a content-length=0 end"},
		{h1.Request{Method: "POST", ContentLength: 3}, "head 1 :method=POST :path=/ :scheme=https :authority=a content-length=3"},
		{h1.Request{Method: "GET", Header: h1.Header{{Name: "Connection", Value: "x"}, {Name: "Keep-Alive", Value: "1"}, {Name: "Proxy-Connection", Value: "x"}, {Name: "Upgrade", Value: "h2c"}, {Name: "HTTP2-Settings", Value: "AA"}, {Name: "TE", Value: "gzip"}, {Name: "b", Value: "2"}}}, "head 1 :method=GET :path=/ :scheme=https :authority=a b=2 end"},
		{h1.Request{Method: "GET", Header: h1.Header{{Name: "TE", Value: "trailers"}, {Name: "Cookie", Value: "a=b"}, {Name: "Authorization", Value: "Basic x"}}}, "head 1 :method=GET :path=/ :scheme=https :authority=a te=trailers cookie=a=b authorization=Basic x end"},
	} {
		if tt.req.Host == "" {
			tt.req.Host, tt.req.Target = "a", "/"
		}
		c := newClient(t, Limits{}, whole)
		c.feed(preface)
		c.sent()
		c.ask(&tt.req)
		equal(t, "sent", c.sent(), tt.want)
	}
}

func TestRequestsThatAreNotMade(t *testing.T) {
	for _, req := range []h1.Request{
		{Method: "G T", Target: "/", Host: "a"},
		{Method: "GET", Target: "/ x", Host: "a"},
		{Method: "GET", Target: "/", Host: "a/b"},
		{Method: "GET", Target: "/", Host: "a", Header: h1.Header{{Name: "a", Value: "b\r\nc: d"}}},
		{Method: "GET", Target: "/", Host: "a", Header: h1.Header{{Name: "Host", Value: "b"}}},
		{Method: "CONNECT", Target: "a:1", Host: "a:1"},
	} {
		c := newClient(t, Limits{}, whole)
		c.sent()
		var refused *h1.RequestError
		if err := c.conn.Open(new(Stream), "https", &req); !errors.As(err, &refused) {
			t.Errorf("%+v: got %v", req, err)
		}
		equal(t, "sent", c.sent(), "")
		equal(t, "streams", c.conn.Streams(), 0)
	}
}

// A field that comes again is sent as an index; a path, and what must not be
// guessed, never enters the table.
func TestRequestsAreCompressed(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	req := h1.Request{Method: "GET", Target: "/" + repeat("p", 50), Host: "www.example.test", Header: h1.Header{{Name: "User-Agent", Value: repeat("u", 40)}}}
	size := func() int {
		c.conn.Sent(len(c.conn.Output()))
		c.feed(settings())
		c.conn.Sent(len(c.conn.Output()))
		c.ask(&req)
		n := len(c.conn.Output())
		c.sent()
		return n
	}
	first, second := size(), size()
	if second > first-30 || second < 9+40 {
		t.Errorf("%d bytes, then %d", first, second)
	}
}

// TestTableSizes: what the server sets holds from the next head on (RFC 7541
// §4.2); the decoder of the harness checks that.
func TestTableSizes(t *testing.T) {
	for _, sizes := range [][]uint32{{0}, {0, 4096}, {4096}, {100}, {1 << 31}, {0, 64, 0}} {
		c := newClient(t, Limits{}, whole)
		c.feed(preface)
		c.get()
		var pairs []uint32
		for _, size := range sizes {
			pairs = append(pairs, 1, size)
		}
		c.sent()
		c.feed(settings(pairs...))
		c.decoder.SetAllowedMaxDynamicTableSize(min(4096, sizes[len(sizes)-1]))
		c.get()
		equal(t, "sent", c.sent(), "settings ack, head 3 :method=GET :path=/ :scheme=https :authority=a.test end")
	}
}

func TestLargeRequestHead(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	c.sent()
	c.ask(&h1.Request{Method: "GET", Target: "/", Host: "a", Header: h1.Header{{Name: "a", Value: repeat("\xff", 40_000)}}})
	p := c.conn.Output()
	f := http2.NewFramer(nil, strings.NewReader(string(p))) // checks the order of frames
	var sizes []uint32
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			break
		}
		sizes = append(sizes, frame.Header().Length)
	}
	if len(sizes) != 3 || sizes[0] != maxFrame || sizes[1] != maxFrame || sizes[2] < 7000 {
		t.Errorf("frames of %v bytes", sizes)
	}
}

func TestHowManyStreams(t *testing.T) {
	c := newClient(t, Limits{MaxStreams: 5}, whole)
	room := func(what string, want int) {
		t.Helper()
		equal(t, what, c.conn.CanOpen(), want)
	}
	room("before the settings", 1)
	c.get()
	room("one is open", 0)
	if err := c.conn.Open(new(Stream), "https", &h1.Request{Method: "GET", Target: "/", Host: "a"}); err != ErrNoStream {
		t.Errorf("open: %v", err)
	}
	c.feed(preface)
	room("as many as we want", 4)
	c.feed(settings(3, 2))
	room("as many as the server takes", 1)
	c.get()
	room("full", 0)
	c.feed(settings(3, 0))
	room("more are open than it takes", 0)
	c.feed(head(1, end, "200") + settings(3, 3))
	room("more again", 2)
	c.streams[1].Close()
	room("one was closed", 3)
	c.feed(goAway(3, 0, ""))
	room("it is going away", 0)
	equal(t, "for good", c.conn.Over(), true)
}

func TestNumbersAreUsedUp(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	c.conn.next = maxWindow
	equal(t, "the last", c.conn.CanOpen() > 0, true)
	equal(t, "its number", c.get().id, maxWindow)
	equal(t, "after it", c.conn.CanOpen(), 0)
	equal(t, "for good", c.conn.Over(), true)
	c.feed(head(maxWindow, end, "200"))
	equal(t, "answered", c.takeNotes(), "2147483647 200; 2147483647 complete")
}

func TestGoAway(t *testing.T) {
	for _, f := range []struct{ what, in, want, unprocessed string }{
		{"covers all", goAway(5, 0, "") + head(1, end, "200") + head(3, end, "200") + head(5, end, "200"), "1 200; 1 complete; 3 200; 3 complete; 5 200; 5 complete", ""},
		{"covers some", goAway(1, 0, "bye") + head(1, end, "200"), `5 failed: HTTP/2: the server ended the connection (NO_ERROR): "bye"; 3 failed: HTTP/2: the server ended the connection (NO_ERROR): "bye"; 1 200; 1 complete`, "3 5"},
		{"none", goAway(0, http2.ErrCodeEnhanceYourCalm, repeat("x", 16000)), "", "1 3 5"},
		{"all at first", goAway(maxWindow, 0, "") + goAway(3, 0, "") + goAway(5, 0, "") + head(1, end, "200") + head(3, end, "200"), "5 failed: HTTP/2: the server ended the connection (NO_ERROR); 1 200; 1 complete; 3 200; 3 complete", "5"},
		{"covered and reset", goAway(5, 0, "") + rst(1, http2.ErrCodeRefusedStream) + rst(3, http2.ErrCodeCancel), "1 failed: HTTP/2: reset by the server (REFUSED_STREAM); 3 failed: HTTP/2: reset by the server (CANCEL)", "1"},
	} {
		got, _ := everyWay(t, Limits{}, func(c *client) {
			c.feed(preface)
			c.get()
			c.get()
			c.get()
			c.feed(f.in)
			var unprocessed []string
			for i, s := range c.streams {
				if errors.Is(s.Err(), ErrNotProcessed) {
					unprocessed = append(unprocessed, []string{"1", "3", "5"}[i])
				}
			}
			equal(t, f.what+": not processed", strings.Join(unprocessed, " "), f.unprocessed)
			equal(t, f.what+": over", c.conn.Over(), true)
		})
		if f.want != "" && got != f.want {
			t.Errorf("%s\n got %s\nwant %s", f.what, got, f.want)
		}
	}
}

func TestClosedByItsUser(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	one, three := c.get(), c.get()
	ev, _, _ := c.conn.Feed([]byte(head(1, end, "200")))
	equal(t, "event", ev.Kind, Head)
	one.Close() // its end is known, and not told yet
	c.feed("")
	equal(t, "is not told any more", c.takeNotes(), "")
	c.sent()
	c.feed(head(3, more, "200"))
	three.Close() // within its head
	three.Close()
	c.feed(continuation(3, true, list("a: b")))
	equal(t, "neither", c.takeNotes(), "")
	equal(t, "sent", c.sent(), "rst 3 CANCEL")
	new(Stream).Close() // was never opened
}

// TestTablesOfClosedStreams: what came too late still counts for the tables of
// HPACK, and for nothing else.
func TestTablesOfClosedStreams(t *testing.T) {
	got, _ := everyWay(t, Limits{}, func(c *client) {
		c.feed(preface)
		c.get()
		c.get().Close()
		c.feed(head(3, end, "200", "x: y"))
		equal(t, "looked at", c.conn.block.list, 0)
		c.feed(frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|end, 1, "\x88\xbe"))
	})
	equal(t, "events", got, "1 200 x=y; 1 complete")
}

func TestWireBytes(t *testing.T) {
	block := list("200", "a: b")
	for what, in := range map[string]string{
		"padding and priority":            frame(http2.FrameHeaders, padded|hasPrio|http2.FlagHeadersEndHeaders, 1, "\x07"+word(0)+"\x10"+block+repeat("\x00", 7)) + dataOf(1, padded|end, pad("hello", 100)),
		"interim, continuation, trailers": head(1, 0, "100") + head(1, more, "200") + continuation(1, true, list("a: b")) + dataOf(1, 0, "hello") + head(1, end, "c: d"),
	} {
		everyWay(t, Limits{}, func(c *client) {
			c.feed(preface)
			c.get()
			c.feed(settings() + in + ping("8 bytes."))
			equal(t, what, c.streams[0].WireBytes(), int64(len(in)))
		})
	}
}

// TestOutputInPieces: however much of it is written at once.
func TestOutputInPieces(t *testing.T) {
	seed := newSeed()
	rnd := rand.New(rand.NewPCG(seed, 0))
	pieces, all := newClient(t, Limits{}, whole), newClient(t, Limits{}, whole)
	var got, want []byte
	for range 2000 {
		for _, c := range []*client{pieces, all} {
			c.feed(preface)
			c.conn.Ping()
		}
		out := pieces.conn.Output()
		out = out[:rnd.IntN(len(out)+1)]
		got = append(got, out...)
		pieces.conn.Sent(len(out))
		want = append(want, all.conn.Output()...)
		all.conn.Sent(len(all.conn.Output()))
		pieces.conn.answers, pieces.conn.idle, all.conn.idle = 0, 0, 0
	}
	got = append(got, pieces.conn.Output()...)
	equal(t, fmt.Sprintf("H2_SEED=%d: the same", seed), string(got) == string(want), true)
}

// TestEndOfTransport: stream 1 has had nothing, 3 is within its head, 5 within
// its body.
func TestEndOfTransport(t *testing.T) {
	broken := errors.New("connection reset by peer")
	for _, f := range []struct {
		what, before string
		err          error
		want         string
	}{
		{"closed", "", io.EOF, "1 failed: no response: closed before its first byte; 3 failed: head: broke off after 10 bytes; 5 failed: body: broke off after 2 of 5 bytes; over: EOF"},
		{"broken", "", broken, "1 failed: connection reset by peer; 3 failed: connection reset by peer; 5 failed: connection reset by peer; over: connection reset by peer"},
		{"after a polite GOAWAY", goAway(1, 0, ""), io.EOF, "1 failed: no response: closed before its first byte; over: EOF"},
		{"after a GOAWAY", goAway(1, http2.ErrCodeInternal, "oops"), io.EOF, `1 failed: HTTP/2: the server ended the connection (INTERNAL_ERROR): "oops"; over: EOF`},
	} {
		got, _ := everyWay(t, Limits{}, func(c *client) {
			c.feed(preface)
			c.get()
			c.get()
			c.get()
			c.feed(head(5, 0, "200", "content-length: 5") + dataOf(5, 0, "he") + f.before)
			c.takeNotes()
			if f.before == "" {
				c.feed(head(3, more, "200") + dataOf(3, 0, "")[:5])
			}
			c.takeNotes()
			c.conn.End(f.err)
			c.conn.End(errTest)
			c.feed("")
		})
		equal(t, f.what, got, f.want)
	}
}

var errTest = errors.New("test error")

func TestClose(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	c.get()
	c.sent()
	c.conn.Close()
	c.conn.Close()
	c.feed(head(1, end, "200"))
	equal(t, "events", c.takeNotes(), "1 failed: the connection is closed; over: the connection is closed")
	equal(t, "sent", c.sent(), "goaway NO_ERROR")
	equal(t, "over", c.conn.Over(), true)
}

func TestPings(t *testing.T) {
	c := newClient(t, Limits{}, whole)
	c.feed(preface)
	c.sent()
	c.feed(ping("8 bytes."))
	equal(t, "answer", c.sent(), "ping 8 bytes. ack")
	c.conn.Ping()
	c.conn.Ping()
	equal(t, "sent", c.sent(), "ping clew\x00\x00\x00\x00, ping clew\x00\x00\x00\x00")
	equal(t, "unanswered", c.conn.Unanswered(), 2)
	c.feed(frame(http2.FramePing, http2.FlagPingAck, 0, "clew\x00\x00\x00\x00"))
	equal(t, "answered", c.conn.Unanswered(), 0)
	c.feed(frame(http2.FramePing, http2.FlagPingAck, 0, "unasked."))
	equal(t, "answered", c.conn.Unanswered(), 0)
	equal(t, "sent", c.sent(), "")
}

// equal checks one fact.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}
