package demo

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"clew/pipeline/httpd"
)

// A response is an answer, and how long it is held back.
type response struct {
	httpd.Response
	delay time.Duration
}

// answer says what a request gets. It does not suspend.
func (s *server) answer(req *httpd.Request) *response {
	r := s.site.rules[req.Path]
	a := s.choose(req, r)
	a.delay = r.delay
	for _, f := range r.header {
		a.Set(f)
	}
	return a
}

// choose finds the answer: a failure, a redirect or a page.
func (s *server) choose(req *httpd.Request, r rule) *response {
	switch p := s.site.pages[req.Path]; {
	case r.failStatus != 0 && !s.failed[req.Path]:
		s.failed[req.Path] = true
		a := s.site.apology(r.failStatus)
		if r.retryAfter != "" {
			a.Add("Retry-After", r.retryAfter)
		}
		return a
	case r.location != "":
		return redirect(r.status, r.location)
	case p != nil:
		return show(p, req, r)
	case r.status != 0:
		return s.site.apology(r.status)
	case s.site.pages[req.Path+"/"] != nil:
		return redirect(http.StatusMovedPermanently, escapePath(req.Path+"/", req.Query))
	}
	return s.site.apology(http.StatusNotFound)
}

// show returns a page as its rule has it and the client can read it.
func show(p *page, req *httpd.Request, r rule) *response {
	a := &response{Response: httpd.Response{Status: http.StatusOK, Body: p.body, Chunk: r.chunk}}
	if r.status != 0 {
		a.Status = r.status
	}
	a.Add("Content-Type", p.contentType)
	if p.zipped != nil {
		a.Add("Vary", "Accept-Encoding")
		if req.Gzip {
			a.Body = p.zipped
			a.Add("Content-Encoding", "gzip")
		}
	}
	if r.origin {
		a.Body = bytes.ReplaceAll(a.Body, []byte("{origin}"), []byte("http://"+req.Host))
	}
	return a
}

// redirect returns an answer that leads elsewhere.
func redirect(status int, location string) *response {
	a := plain(status)
	a.Add("Location", location)
	return a
}

// apology returns an answer that says what went wrong, in the words of the site
// where it has a page for the status.
func (s *Site) apology(status int) *response {
	p := s.pages["/"+strconv.Itoa(status)+".html"]
	if p == nil {
		return plain(status)
	}
	a := &response{Response: httpd.Response{Status: status, Body: p.body}}
	a.Add("Content-Type", p.contentType)
	return a
}

// plain returns an answer that is nothing but its status.
func plain(status int) *response { return &response{Response: *httpd.Plain(status)} }
