package demo

import (
	"time"

	"clew/aio"
	"clew/pipeline/httpd"
)

// A server is one run of a site.
type server struct {
	site   *Site
	failed map[string]bool // paths that were to fail once, and did
}

// Serve serves the site on ln until it is canceled or ln is closed, and returns
// that error; connections that are open then are cut. What fails once does so
// once in each Serve. It suspends.
func (s *Site) Serve(ctx *aio.Context, ln *aio.Listener) error {
	srv := &server{site: s, failed: make(map[string]bool)}
	h := httpd.Server{Answer: func(ctx *aio.Context, req *httpd.Request) (*httpd.Response, error) {
		a := srv.answer(req)
		return &a.Response, pause(ctx, a.delay)
	}}
	return h.Serve(ctx, ln)
}

// pause waits before an answer that is slow on purpose.
func pause(ctx *aio.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	return aio.Sleep(ctx, d)
}
