package fetch_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
)

// parrot answers whatever comes with the same bytes, and allocates nothing.
func parrot(response string) func(ctx *aio.Context, p *fetchtest.Peer) error {
	answer := []byte(response)
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		for {
			if _, err := p.Next(ctx); err != nil {
				return err
			}
			if _, err := p.Write(ctx, answer); err != nil {
				return err
			}
		}
	}
}

// benchmark makes exchanges on one connection. The network in memory allocates
// three times for each of the two segments, which is part of what is reported.
func benchmark(b *testing.B, response string) {
	err := aiotest.New().Run(func(ctx *aio.Context) error {
		server, err := fetchtest.Listen(ctx, "1.1.1.1:80", fetchtest.Script{parrot(response)})
		if err != nil {
			return err
		}
		defer server.Close(ctx)
		client := fetch.NewClient(ctx.Loop(), fetch.Options{})
		defer client.Close()
		req := &fetch.Request{URL: link(b, "http://1.1.1.1/some/path?q=1"), Header: h1.Header{
			{Name: "User-Agent", Value: "clew"}, {Name: "Accept", Value: "*/*"}, {Name: "Accept-Encoding", Value: "gzip"},
		}}
		for b.Loop() {
			if err := exchange(ctx, client, req); err != nil {
				return err
			}
		}
		equal(b, "connections", server.Accepted, 1)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func exchange(ctx *aio.Context, client *fetch.Client, req *fetch.Request) error {
	resp, err := client.Do(ctx, req)
	for err == nil {
		_, err = resp.Body.Next(ctx)
	}
	if err != io.EOF {
		return err
	}
	return nil
}

var page = string(make([]byte, 1024))

func BenchmarkKeepAlive(b *testing.B) {
	b.Run("length", func(b *testing.B) {
		b.ReportAllocs()
		benchmark(b, fetchtest.OK(page, "Server: x", "Date: Sat, 01 Jan 2000 00:00:00 GMT", "Content-Type: text/html"))
	})
	b.Run("chunked", func(b *testing.B) {
		b.ReportAllocs()
		benchmark(b, fetchtest.Chunked(page, page))
	})
}

// parrot2 answers every request of HTTP/2 with the same head and a body.
func parrot2(body string, fields ...string) fetchtest.Step {
	var b bytes.Buffer
	f := fetchtest.Framer{Framer: http2.NewFramer(&b, nil), Stream: 1}
	f.Head(false, fields...)
	second := b.Len()
	f.WriteData(1, true, []byte(body))
	answer := b.Bytes()
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		var in []byte
		out := []byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00") // settings
		for {
			piece, err := p.Next(ctx)
			if err != nil {
				return err
			}
			in = append(in, piece...)
			in = bytes.TrimPrefix(in, []byte(http2.ClientPreface))
			for len(in) >= 9 && len(in) >= 9+int(in[1])<<8+int(in[2]) {
				if http2.FrameType(in[3]) == http2.FrameHeaders {
					copy(answer[5:], in[5:9])
					copy(answer[second+5:], in[5:9])
					out = append(out, answer...)
				}
				in = in[9+int(in[1])<<8+int(in[2]):]
			}
			if _, err := p.Write(ctx, out); err != nil {
				return err
			}
			out = out[:0]
		}
	}
}

// BenchmarkShared makes exchanges on one connection, 64 at once. The server does
// not compress its heads, as nginx does not.
func BenchmarkShared(b *testing.B) {
	err := aiotest.New().Run(func(ctx *aio.Context) error {
		fields := []string{"200", "server: nginx/1.24.0", "date: Mon, 01 Jan 2024 00:00:00 GMT", "content-type: text/html",
			"content-length: 1024", "last-modified: Sun, 31 Dec 2023 00:00:00 GMT", `etag: "6590b2e0-400"`, "accept-ranges: bytes"}
		server, err := fetchtest.Listen(ctx, "1.1.1.1:80", fetchtest.Script{parrot2(page, fields...)})
		if err != nil {
			return err
		}
		defer server.Close(ctx)
		client := fetch.NewClient(ctx.Loop(), fetch.Options{HTTP2: fetch.HTTP2PriorKnowledge, Limits: fetch.Limits{Head: time.Minute}})
		defer client.Close()
		req := &fetch.Request{URL: link(b, "http://1.1.1.1/some/path?q=1"), Header: h1.Header{
			{Name: "User-Agent", Value: "clew"}, {Name: "Accept", Value: "*/*"}, {Name: "Accept-Encoding", Value: "gzip"},
		}}
		b.ReportAllocs()
		b.ResetTimer()
		err = crowd(ctx, 64, b.N, func(ctx *aio.Context) error { return exchange(ctx, client, req) })
		equal(b, "connections", server.Accepted, 1)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
