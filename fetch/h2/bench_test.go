package h2

import (
	"bytes"
	"encoding/binary"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"clew/fetch/h1"
)

var typicalRequest = h1.Request{
	Method: "GET", Target: "/path/to/page.html?query=1", Host: "www.example.com",
	Header: h1.Header{
		{Name: "User-Agent", Value: "clew/1.0 (+https://example.com/clew)"},
		{Name: "Accept", Value: "text/html,application/xhtml+xml,*/*;q=0.8"},
		{Name: "Accept-Encoding", Value: "gzip, deflate, br, zstd"},
		{Name: "Accept-Language", Value: "en"},
	},
}

var typicalHead = []string{
	"200", "server: nginx/1.24.0", "date: Mon, 01 Jan 2024 00:00:00 GMT",
	"content-type: text/html; charset=utf-8", "content-length: 1024", "last-modified: Sun, 31 Dec 2023 00:00:00 GMT",
	`etag: "6590b2e0-400"`, "cache-control: max-age=3600", "accept-ranges: bytes",
}

// answerer makes responses of 1 KB with nine fields.
type answerer struct {
	enc   *hpack.Encoder
	block bytes.Buffer
	out   bytes.Buffer
	frame *http2.Framer
	plain bool // no field is ever an index of the dynamic table, as with nginx
}

func newAnswerer(plain bool) *answerer {
	a := &answerer{plain: plain}
	a.enc = hpack.NewEncoder(&a.block)
	if plain {
		a.enc.SetMaxDynamicTableSize(0)
	}
	a.frame = http2.NewFramer(&a.out, nil)
	return a
}

var page = make([]byte, 1024)

func (a *answerer) answer(stream uint32) []byte {
	a.block.Reset()
	a.out.Reset()
	for _, f := range typicalHead {
		name, value, ok := bytes.Cut([]byte(f), []byte(": "))
		if !ok {
			name, value = []byte(":status"), name
		}
		a.enc.WriteField(hpack.HeaderField{Name: string(name), Value: string(value)})
	}
	a.frame.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: a.block.Bytes(), EndHeaders: true})
	a.frame.WriteData(stream, true, page)
	return a.out.Bytes()
}

// exchange is one request and its response.
func exchange(tb testing.TB, c *Conn, s *Stream, response []byte) {
	if err := c.Open(s, "https", &typicalRequest); err != nil {
		tb.Fatal(err)
	}
	c.Sent(len(c.Output()))
	binary.BigEndian.PutUint32(response[5:], s.id)
	binary.BigEndian.PutUint32(response[len(response)-len(page)-4:], s.id)
	size := 0
	for {
		ev, n, err := c.Feed(response)
		if err != nil {
			tb.Fatal(err)
		}
		response = response[n:]
		switch ev.Kind {
		case Data:
			size += len(ev.Payload)
			s.Consumed(len(ev.Payload))
		case Nothing:
			if size != len(page) || s.Err() != nil || len(s.Response().Header) != len(typicalHead)-1 {
				tb.Fatal(size, s.Err())
			}
			return
		}
	}
}

// begin returns a connection that has exchanged its first messages, and further
// responses on it.
func begin(tb testing.TB, plain bool) (*Conn, []byte) {
	c := NewConn(Limits{}, nil)
	feedAll(tb, c, []byte(preface))
	a := newAnswerer(plain)
	exchange(tb, c, new(Stream), a.answer(1))
	return c, a.answer(1)
}

func feedAll(tb testing.TB, c *Conn, p []byte) {
	for len(p) > 0 {
		_, n, err := c.Feed(p)
		if err != nil {
			tb.Fatal(err)
		}
		p = p[n:]
	}
}

// The costs that the design counts on: the header and the Framer's frame, and
// strings that were not said before.
func TestAllocations(t *testing.T) {
	for what, plain := range map[string]bool{"compressed": false, "not compressed": true} {
		c, response := begin(t, plain)
		s := new(Stream)
		if got := testing.AllocsPerRun(100, func() { exchange(t, c, s, response) }); got > 2 {
			t.Errorf("%s: %v allocations, want at most 2", what, got)
		}
	}
}

func BenchmarkExchange(b *testing.B) {
	for name, plain := range map[string]bool{"compressed": false, "plain": true} {
		b.Run(name, func(b *testing.B) {
			c, response := begin(b, plain)
			s := new(Stream)
			b.SetBytes(int64(len(response)))
			b.ReportAllocs()
			for b.Loop() {
				exchange(b, c, s, response)
			}
		})
	}
}
