package h1

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

const nginxHead = "HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n" +
	"Content-Type: text/html; charset=utf-8\r\nContent-Length: 1024\r\nLast-Modified: Sun, 31 Dec 2023 00:00:00 GMT\r\n" +
	"Connection: keep-alive\r\nETag: \"6590b2e0-400\"\r\nCache-Control: max-age=3600\r\nAccept-Ranges: bytes\r\n\r\n"

func readWhole(tb testing.TB, r *Reader, p []byte) (body int) {
	n, _, err := r.Head(p)
	for ok := false; err == nil && !ok; {
		var payload []byte
		var k int
		payload, k, ok, err = r.Body(p[n:])
		body, n = body+len(payload), n+k
	}
	if err != nil || n != len(p) || !r.Reusable() {
		tb.Fatal(n, err)
	}
	return body
}

func chunkedResponse(size, chunk int) []byte {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
	for ; size > 0; size -= chunk {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", chunk, strings.Repeat("x", chunk))
	}
	b.WriteString("0\r\n\r\n")
	return b.Bytes()
}

// The costs that the design counts on: text and fields of the head, nothing else.
func TestAllocations(t *testing.T) {
	var r Reader
	for name, c := range map[string]struct {
		in   []byte
		most float64
	}{
		"nginx":   {[]byte(nginxHead + strings.Repeat("x", 1024)), 2},
		"chunked": {chunkedResponse(64<<10, 4<<10), 2},
	} {
		got := testing.AllocsPerRun(100, func() {
			r.Reset("GET", Limits{})
			readWhole(t, &r, c.in)
		})
		if got > c.most {
			t.Errorf("%s: %v allocations, want at most %v", name, got, c.most)
		}
	}
	dst := make([]byte, 0, 1024)
	if got := testing.AllocsPerRun(100, func() { dst, _ = AppendRequest(dst[:0], &typicalRequest) }); got > 0 {
		t.Errorf("request: %v allocations, want none", got)
	}
}

func BenchmarkReadNginx(b *testing.B) {
	in := []byte(nginxHead + strings.Repeat("x", 1024))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	var r Reader
	for b.Loop() {
		r.Reset("GET", Limits{})
		if readWhole(b, &r, in) != 1024 {
			b.Fatal("body")
		}
	}
}

// A head in two pieces: what a slow or busy network makes of it.
func BenchmarkReadNginxSplit(b *testing.B) {
	in := []byte(nginxHead + strings.Repeat("x", 1024))
	b.ReportAllocs()
	var r Reader
	for b.Loop() {
		r.Reset("GET", Limits{})
		if n, ok, err := r.Head(in[:100]); n != 100 || ok || err != nil {
			b.Fatal(n, ok, err)
		}
		readWhole(b, &r, in[100:])
	}
}

func BenchmarkReadChunked64K(b *testing.B) {
	for _, chunk := range []int{64, 4 << 10, 64 << 10} {
		b.Run(fmt.Sprint(chunk), func(b *testing.B) {
			in := chunkedResponse(64<<10, chunk)
			b.SetBytes(64 << 10)
			b.ReportAllocs()
			var r Reader
			for b.Loop() {
				r.Reset("GET", Limits{})
				if readWhole(b, &r, in) != 64<<10 {
					b.Fatal("body")
				}
			}
		})
	}
}

var typicalRequest = Request{
	Method: "GET", Target: "/path/to/page.html?query=1", Host: "www.example.com",
	Header: Header{
		{"User-Agent", "clew/1.0 (+https://example.com/clew)"},
		{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
		{"Accept-Encoding", "gzip, deflate, br, zstd"},
		{"Accept-Language", "en"},
	},
}

func BenchmarkAppendRequest(b *testing.B) {
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		var err error
		if dst, err = AppendRequest(dst[:0], &typicalRequest); err != nil {
			b.Fatal(err)
		}
	}
}
