package fetch_test

import (
	"io"
	"testing"

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
