package demo

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"clew/aio"
)

// serveLoopback serves s on a port of the loopback until the test ends.
func serveLoopback(t *testing.T, s *Site) (origin string) {
	started, ended := make(chan func(), 1), make(chan error, 1)
	go func() {
		ended <- aio.Run(func(ctx *aio.Context) error {
			ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
			if err != nil {
				started <- nil
				return err
			}
			loop := ctx.Loop()
			origin = "http://" + ln.Addr().String()
			started <- func() { loop.Post(func() { ln.Close() }) }
			return s.Serve(ctx, ln)
		})
	}()
	stop := <-started
	if stop == nil {
		t.Fatal(<-ended)
	}
	t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, aio.ErrClosed) {
			t.Error(err)
		}
	})
	return origin
}

// TestLoopback reads all pages by another client, over the kernel's network;
// but for the slow ones, for which the virtual clock is there.
func TestLoopback(t *testing.T) {
	s := museum(t)
	origin := serveLoopback(t, s)
	client := &http.Client{
		Transport:     &http.Transport{MaxConnsPerHost: 4},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	var readers sync.WaitGroup
	for at, p := range s.pages {
		if r := s.rules[at]; r.delay == 0 && r.failStatus == 0 {
			readers.Go(func() { readPage(t, client, origin, at, p, r) })
		}
	}
	for at, r := range s.rules {
		if r.location != "" {
			readers.Go(func() { readRedirect(t, client, origin+at, r) })
		}
	}
	readers.Wait()
}

// readPage compares what the client gets with the page.
func readPage(t *testing.T, client *http.Client, origin, at string, p *page, r rule) {
	resp, err := client.Get(origin + escapePath(at, ""))
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	want := p.body
	if r.origin {
		want = bytes.ReplaceAll(want, []byte("{origin}"), []byte(origin))
	}
	if err != nil || resp.StatusCode != http.StatusOK || !bytes.Equal(body, want) {
		t.Errorf("%s: status %d, %d bytes, want %d; %v", at, resp.StatusCode, len(body), len(want), err)
	}
	if resp.Uncompressed != r.gzip || (resp.ContentLength < 0) != (r.gzip || r.chunk > 0) {
		t.Errorf("%s: uncompressed %v, length %d", at, resp.Uncompressed, resp.ContentLength)
	}
}

// readRedirect compares where the client is sent with the rule.
func readRedirect(t *testing.T, client *http.Client, url string, r rule) {
	resp, err := client.Head(url)
	if err != nil {
		t.Error(err)
		return
	}
	resp.Body.Close()
	if resp.StatusCode != r.status || resp.Header.Get("Location") != r.location {
		t.Errorf("%s: status %d to %q", url, resp.StatusCode, resp.Header.Get("Location"))
	}
}
