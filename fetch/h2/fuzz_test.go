package h2

import (
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// FuzzConn: no panic, the same events and the same output however the input is
// cut, progress with each call (feed fails without), windows conserved, memory
// bounded, and no body for whole that does not fit its head.
//
// The input is a list of frames in a short form, see script; what looks like no
// frame is fed as it is.
func FuzzConn(f *testing.F) {
	short := func(frames string) (in string) { // the short form of frames on streams below 256
		for frames != "" {
			size := int(frames[0])<<16 | int(frames[1])<<8 | int(frames[2])
			if size > 255 {
				return in
			}
			in += frames[3:5] + frames[8:9] + frames[2:3] + frames[9:9+size]
			frames = frames[9+size:]
		}
		return in
	}
	for _, frames := range []string{
		head(1, 0, "200", "content-length: 5") + dataOf(1, 0, "hel") + dataOf(1, end, "lo") + head(3, end, "204"),
		head(1, more, "103", "link: x") + continuation(1, true, list("a: b")) + head(1, 0, "200") + dataOf(1, padded, pad("x", 9)) + head(1, end, "sum: 1"),
		settings(1, 0, 3, 2, 4, 100, 5, 20_000) + ping("8 bytes.") + windowUpdate(5, 100) + windowUpdate(0, 100) + rst(1, http2.ErrCodeRefusedStream) + goAway(3, 0, "bye"),
		frame(http2.FramePushPromise, http2.FlagHeadersEndHeaders, 1, word(2)+list(":method: GET")),
		frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x3f\xe1\xff\x03\x88\xbe\xbe"),
	} {
		f.Add([]byte(short(frames)+"\xf0\x01\x02\x00\xf1\x00\x02\x00\xf2\x00\x05\x00\xf3\x00\x05\x00"), uint64(1))
		f.Add([]byte(short(frames)), uint64(2))
	}
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), uint64(0))
	f.Fuzz(func(t *testing.T, in []byte, seed uint64) {
		limits := Limits{MaxHead: 300, StreamWindow: 500, MaxStreams: 8}
		want := play(t, in, limits, whole)
		for _, cut := range []func(int) int{oneByte, inPieces(rand.New(rand.NewPCG(seed, 0)), 30)} {
			if got := play(t, in, limits, cut); got != want {
				t.Fatalf("differs from whole\n got %s\nwant %s", got, want)
			}
		}
	})
}

// play feeds a script to a new connection with five streams, and returns all
// that came of it.
func play(t *testing.T, in []byte, limits Limits, cut func(int) int) string {
	c := newClient(t, limits, cut)
	c.hold = true
	c.feed(preface)
	for _, req := range []h1.Request{{Method: "GET"}, {Method: "GET"}, {Method: "POST", ContentLength: 500}, {Method: "HEAD"}, {Method: "GET"}} {
		req.Host, req.Target = "a", "/"
		c.ask(&req)
	}
	for len(in) >= 4 {
		size := min(int(in[3]), len(in)-4)
		t, flags, id, payload := in[0], in[1], in[2], string(in[4:4+size])
		in = in[4+size:]
		if t < 0xf0 {
			c.feed(frame(http2.FrameType(t), http2.Flags(flags), uint32(id), payload))
		} else if s := c.streams[int(id)%len(c.streams)]; s.conn != nil {
			c.act(t, s)
		}
		c.checkSound()
	}
	c.feed(string(in))
	c.checkSound()
	c.conn.End(io.EOF)
	c.feed("")
	c.checkSound()
	return c.takeNotes() + " | " + c.sent()
}

// act is something that the user of a connection does.
func (c *client) act(what byte, s *Stream) {
	switch what {
	case 0xf0:
		s.Consumed(s.held / 2)
	case 0xf1:
		s.Close()
	case 0xf2:
		s.Send([]byte("some of the body"), false)
	case 0xf3:
		s.Send(nil, true)
	case 0xf4:
		c.conn.Ping()
	case 0xf5:
		c.note("sent %s", c.sent())
	case 0xf6:
		if c.conn.CanOpen() > 0 {
			c.get()
		}
	}
}

func (c *client) checkSound() {
	conn := c.conn
	held := 0
	for _, s := range c.streams {
		held += s.held
		var malformed *StreamError
		var broken *ConnError
		var cut *h1.TruncatedError
		var away *GoAwayError
		var reset *ResetError
		switch err := s.err; {
		case !s.over && s.recv.left+s.recv.back+s.held != s.recv.size:
			c.t.Fatalf("stream %d: window %+v, %d unread", s.id, s.recv, s.held)
		case s.over && err == nil && !s.noBody && s.head.ContentLength >= 0 && s.got != s.head.ContentLength:
			c.t.Fatalf("stream %d is complete with %d of %d bytes", s.id, s.got, s.head.ContentLength)
		case s.over && err == nil && (!s.hasHead || s.noBody && s.got > 0):
			c.t.Fatalf("stream %d is complete: %+v", s.id, s)
		case err != nil && !errors.As(err, &malformed) && !errors.As(err, &broken) && !errors.As(err, &cut) && !errors.As(err, &away) &&
			!errors.As(err, &reset) && !errors.Is(err, h1.ErrHeadTooLarge) && !errors.Is(err, h1.ErrNoResponse) && err != ErrClosed && err != io.EOF:
			c.t.Fatalf("stream %d: unknown error %T: %v", s.id, err, err)
		}
		for _, f := range append(s.head.Header[:len(s.head.Header):len(s.head.Header)], s.trailer...) {
			if !isFieldName(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") || f.Value != trim(f.Value) {
				c.t.Fatalf("field %q", f)
			}
		}
	}
	switch {
	case conn.recv.left+conn.recv.back+held > conn.recv.size:
		c.t.Fatalf("connection: window %+v, %d unread", conn.recv, held)
	case conn.recv.left+conn.recv.back+held < conn.recv.size && conn.err == nil && conn.in.data.stream == nil:
		c.t.Fatalf("connection: window %+v, %d unread", conn.recv, held)
	case conn.out.len() > maxOutput+2*maxFrame || cap(conn.in.part) > 2*maxFrame || cap(conn.block.fields) > 2*maxFields:
		c.t.Fatalf("%d bytes of output, %d of a frame, %d fields", conn.out.len(), cap(conn.in.part), cap(conn.block.fields))
	case len(conn.streams) > conn.limits.MaxStreams:
		c.t.Fatalf("%d streams", len(conn.streams))
	}
}
