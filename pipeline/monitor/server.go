package monitor

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"clew/aio"
	"clew/pipeline/httpd"
	"clew/pipeline/report"
)

const (
	maxConns = 32
	freshFor = 500 * time.Millisecond // a picture
)

// A Server shows a run. Its methods are for tasks of the run's loop.
type Server struct {
	look func() *report.View
	seen *report.View
	at   time.Time
}

// New returns a server of what look sees; look is called on the loop.
func New(look func() *report.View) *Server { return &Server{look: look} }

// Serve serves on ln until it is canceled or ln is closed, and returns that
// error. It suspends; it is meant for a daemon task.
func (s *Server) Serve(ctx *aio.Context, ln *aio.Listener) error {
	at, err := netip.ParseAddrPort(ln.Addr().String())
	guarded := err == nil && at.Addr().Unmap().IsLoopback()
	h := httpd.Server{MaxConns: maxConns, Answer: func(ctx *aio.Context, req *httpd.Request) (*httpd.Response, error) {
		if guarded && !namesLoopback(req.Host) {
			return httpd.Plain(http.StatusMisdirectedRequest), nil
		}
		return s.answer(ctx, req)
	}}
	return h.Serve(ctx, ln)
}

// namesLoopback reports whether a Host is an address, which nobody can have lead
// here, or localhost.
func namesLoopback(host string) bool {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil || strings.EqualFold(host, "localhost")
}

// A page is what can be asked for: its type, and how it is made of a picture.
type page struct {
	contentType string
	make        func(v *report.View) ([]byte, error)
}

var pages = map[string]page{
	"/": {"text/html; charset=utf-8", func(v *report.View) ([]byte, error) {
		var b bytes.Buffer
		err := v.Write(&b)
		return b.Bytes(), err
	}},
	"/state.json": {"application/json", func(v *report.View) ([]byte, error) { return json.Marshal(v) }},
	"/metrics":    {"text/plain; version=0.0.4; charset=utf-8", func(v *report.View) ([]byte, error) { return metricsOf(v), nil }},
}

func (s *Server) answer(ctx *aio.Context, req *httpd.Request) (*httpd.Response, error) {
	p, known := pages[req.Path]
	switch {
	case req.Path == "/healthz": // the loop turns, or it could not answer
		return httpd.Plain(http.StatusOK), nil
	case !known:
		return httpd.Plain(http.StatusNotFound), nil
	}
	v := s.picture(ctx.Loop().Now())
	text, err := aio.ToThread(ctx, func() ([]byte, error) { return p.make(v) })
	a := &httpd.Response{Status: http.StatusOK, Body: text}
	for _, f := range []httpd.Field{
		{Name: "Content-Type", Value: p.contentType},
		{Name: "Cache-Control", Value: "no-store"},
		{Name: "Content-Security-Policy", Value: "frame-ancestors 'none'"}, // the page has the rest
		{Name: "Cross-Origin-Resource-Policy", Value: "same-origin"},
		{Name: "X-Content-Type-Options", Value: "nosniff"},
	} {
		a.Add(f.Name, f.Value)
	}
	return a, err
}

// picture returns one that is not old.
func (s *Server) picture(now time.Time) *report.View {
	if s.seen == nil || now.Sub(s.at) >= freshFor {
		s.seen, s.at = s.look(), now
	}
	return s.seen
}
