package h2

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"clew/fetch/h1"
)

// Frames as a server sends them. Tests join them as strings.

func frame(t http2.FrameType, flags http2.Flags, stream uint32, payload string) string {
	var b bytes.Buffer
	f := http2.NewFramer(&b, nil)
	f.AllowIllegalWrites = true
	f.WriteRawFrame(t, flags, stream, []byte(payload))
	return b.String()
}

// end, more and padded are flags: the stream ends; the header block goes on.
const (
	end     = http2.FlagDataEndStream
	more    = http2.Flags(0x80) // of no meaning on the wire
	padded  = http2.FlagDataPadded
	hasPrio = http2.FlagHeadersPriority
)

// head is a HEADERS frame; fields are "name: value", a status stands alone.
func head(stream uint32, flags http2.Flags, fields ...string) string {
	if flags&more == 0 {
		flags |= http2.FlagHeadersEndHeaders
	}
	return frame(http2.FrameHeaders, flags&^more, stream, list(fields...))
}

// list encodes header fields.
func list(fields ...string) string {
	var b bytes.Buffer
	enc := hpack.NewEncoder(&b)
	for _, f := range fields {
		name, value, ok := strings.Cut(f, ": ")
		if !ok {
			name, value = ":status", f
		}
		enc.WriteField(hpack.HeaderField{Name: name, Value: value})
	}
	return b.String()
}

func continuation(stream uint32, last bool, fragment string) string {
	flags := http2.Flags(0)
	if last {
		flags = http2.FlagContinuationEndHeaders
	}
	return frame(http2.FrameContinuation, flags, stream, fragment)
}

func dataOf(stream uint32, flags http2.Flags, payload string) string {
	return frame(http2.FrameData, flags, stream, payload)
}

// pad puts padding around a payload.
func pad(payload string, size int) string {
	return string(rune(size)) + payload + strings.Repeat("\x00", size)
}

// settings are pairs of an ID and a value.
func settings(pairs ...uint32) string {
	var p []byte
	for i := 0; i < len(pairs); i += 2 {
		id, v := pairs[i], pairs[i+1]
		p = append(p, byte(id>>8), byte(id), byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
	}
	return frame(http2.FrameSettings, 0, 0, string(p))
}

func word(v uint32) string {
	return string([]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)})
}

func rst(stream uint32, code Code) string {
	return frame(http2.FrameRSTStream, 0, stream, word(uint32(code)))
}

func windowUpdate(stream, increment uint32) string {
	return frame(http2.FrameWindowUpdate, 0, stream, word(increment))
}

func goAway(last uint32, code Code, debug string) string {
	return frame(http2.FrameGoAway, 0, 0, word(last)+word(uint32(code))+debug)
}

func ping(text string) string { return frame(http2.FramePing, 0, 0, text) }

var (
	settingsAck = frame(http2.FrameSettings, http2.FlagSettingsAck, 0, "")
	preface     = settings() + settingsAck
)

// A client is a Conn whose events are written down.
type client struct {
	t       testing.TB
	conn    *Conn
	cut     func(left int) int
	streams []*Stream
	notes   []string
	hold    bool // payload is not consumed
	in      *http2.Framer
	out     bytes.Buffer
	decoder *hpack.Decoder
}

func newClient(t testing.TB, limits Limits, cut func(int) int) *client {
	c := &client{t: t, conn: NewConn(limits, nil), cut: cut}
	c.in = http2.NewFramer(nil, &c.out)
	c.in.AllowIllegalReads = true
	c.decoder = hpack.NewDecoder(4096, nil)
	return c
}

// get opens a stream; what it asks for is of no matter.
func (c *client) get() *Stream { return c.ask(&h1.Request{Method: "GET", Target: "/", Host: "a.test"}) }

func (c *client) ask(req *h1.Request) *Stream {
	s := &Stream{}
	if err := c.conn.Open(s, "https", req); err != nil {
		c.t.Errorf("open: %v", err)
	}
	c.streams = append(c.streams, s)
	return s
}

// feed gives input to the connection and notes the events. Each piece is
// overwritten once it is used.
func (c *client) feed(input string) {
	buf := make([]byte, len(input))
	for first := true; first || input != ""; first = false {
		piece := buf[:copy(buf[:min(len(input), max(1, c.cut(len(input))))], input)]
		input = input[len(piece):]
		if c.feedPiece(piece); c.conn.err != nil {
			return
		}
		clear(piece)
	}
}

func (c *client) feedPiece(p []byte) {
	for {
		ev, n, err := c.conn.Feed(p)
		if n > len(p) || err == nil && ev.Kind == Nothing && n != len(p) {
			c.t.Errorf("%d of %d bytes consumed, and %v", n, len(p), ev.Kind)
		}
		p = p[n:]
		if err != nil {
			c.note("over: %v", err)
			return
		}
		if ev.Kind == Nothing {
			return
		}
		c.noteEvent(ev)
	}
}

func (c *client) noteEvent(ev Event) {
	s := ev.Stream
	switch ev.Kind {
	case Head:
		c.note("%d %d %s", s.id, s.Response().StatusCode, fields(s.Response().Header))
	case Data:
		if !c.hold {
			s.Consumed(len(ev.Payload))
		}
		text := fmt.Sprintf("%d data ", s.id)
		if last := len(c.notes) - 1; last >= 0 && strings.HasPrefix(c.notes[last], text) {
			c.notes[last] += string(ev.Payload)
		} else {
			c.notes = append(c.notes, text+string(ev.Payload)) // to the byte
		}
	case Closed:
		switch {
		case s.Err() != nil:
			c.note("%d failed: %v", s.id, s.Err())
		case s.Trailer() != nil:
			c.note("%d complete, %s", s.id, fields(s.Trailer()))
		default:
			c.note("%d complete", s.id)
		}
	}
}

func (c *client) note(format string, args ...any) {
	c.notes = append(c.notes, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

func fields(h h1.Header) string {
	var b strings.Builder
	for i, f := range h {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s=%s", f.Name, f.Value)
	}
	return b.String()
}

// takeNotes returns what happened since it was called last.
func (c *client) takeNotes() string {
	text := strings.Join(c.notes, "; ")
	c.notes = nil
	return text
}

// sent takes the output and returns its frames, one word or two each.
func (c *client) sent() string {
	p := c.conn.Output()
	c.out.Write(p)
	c.conn.Sent(len(p))
	if b := c.out.Bytes(); bytes.HasPrefix(b, []byte(http2.ClientPreface)) {
		c.out.Next(len(http2.ClientPreface))
	}
	var frames []string
	for c.out.Len() > 0 {
		f, err := c.in.ReadFrame()
		if err != nil {
			c.t.Errorf("what was sent: %v", err)
			break
		}
		frames = append(frames, c.describe(f))
	}
	return strings.Join(frames, ", ")
}

func (c *client) describe(f http2.Frame) string {
	id := f.Header().StreamID
	last := ""
	if f.Header().Flags.Has(end) {
		last = " end"
	}
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if f.IsAck() {
			return "settings ack"
		}
		var b strings.Builder
		f.ForeachSetting(func(s http2.Setting) error { fmt.Fprintf(&b, " %v", s); return nil })
		return "settings" + b.String()
	case *http2.HeadersFrame:
		list, err := c.decoder.DecodeFull(f.HeaderBlockFragment())
		text := fmt.Sprintf("head %d", id)
		for _, f := range list {
			text += " " + f.Name + "=" + f.Value
		}
		if err != nil {
			text += err.Error()
		}
		return text + last
	case *http2.DataFrame:
		return fmt.Sprintf("data %d %d%s", id, len(f.Data()), last)
	case *http2.RSTStreamFrame:
		return fmt.Sprintf("rst %d %v", id, f.ErrCode)
	case *http2.WindowUpdateFrame:
		return fmt.Sprintf("window %d %d", id, f.Increment)
	case *http2.PingFrame:
		return strings.TrimSpace("ping " + string(f.Data[:]) + map[bool]string{true: " ack"}[f.IsAck()])
	case *http2.GoAwayFrame:
		return fmt.Sprintf("goaway %v", f.ErrCode)
	}
	return f.Header().String()
}

func whole(left int) int { return left }
func oneByte(int) int    { return 1 }
func inPieces(rnd *rand.Rand, size int) func(int) int {
	return func(left int) int { return 1 + rnd.IntN(size) }
}

// everyWay runs a story with input that is cut in several ways, and fails where
// that makes a difference. It returns the notes.
func everyWay(t testing.TB, limits Limits, story func(c *client)) (notes, sent string) {
	t.Helper()
	seed := newSeed()
	rnd := rand.New(rand.NewPCG(seed, 0))
	for i, cut := range []func(int) int{whole, oneByte, inPieces(rnd, 7), inPieces(rnd, 90)} {
		c := newClient(t, limits, cut)
		story(c)
		gotNotes, gotSent := c.takeNotes(), c.sent()
		if i == 0 {
			notes, sent = gotNotes, gotSent
		} else if gotNotes != notes || gotSent != sent {
			t.Errorf("way %d, H2_SEED=%d: differs from whole\n got %.500s | %s\nwant %.500s | %s", i, seed, gotNotes, gotSent, notes, sent)
		}
	}
	return notes, sent
}

// newSeed returns a seed for a random source, which a failing test prints;
// H2_SEED gives it back.
func newSeed() uint64 {
	if s, err := strconv.ParseUint(os.Getenv("H2_SEED"), 10, 64); err == nil {
		return s
	}
	return uint64(time.Now().UnixNano())
}

// fact is one line of a table: what the server sends in answer to a GET on
// stream 1, and what comes of it.
type fact struct{ what, in, want string }

func checkFacts(t *testing.T, method string, facts []fact) {
	t.Helper()
	for _, f := range facts {
		got, _ := everyWay(t, Limits{}, func(c *client) {
			c.feed(preface)
			c.ask(&h1.Request{Method: method, Target: "/", Host: "a.test"})
			c.feed(f.in)
		})
		if got != f.want {
			t.Errorf("%s\n got %.300s\nwant %s", f.what, got, f.want)
		}
	}
}

func repeat(s string, n int) string { return strings.Repeat(s, n) }
