package demo

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

// A response is an answer before it is written.
type response struct {
	status int
	header []field
	body   []byte
	chunk  int           // bytes in each chunk; 0: sent as a whole, with its length
	delay  time.Duration // before it is sent
}

func (a *response) add(name, value string) { a.header = append(a.header, field{name, value}) }

// answer says what a request gets. It does not suspend.
func (s *server) answer(req *request) *response {
	r := s.site.rules[req.path]
	a := s.choose(req, r)
	a.delay = r.delay
	for _, f := range r.header {
		a.set(f)
	}
	return a
}

// choose finds the answer: a failure, a redirect or a page.
func (s *server) choose(req *request, r rule) *response {
	switch p := s.site.pages[req.path]; {
	case r.failStatus != 0 && !s.failed[req.path]:
		s.failed[req.path] = true
		a := s.site.apology(r.failStatus)
		if r.retryAfter != "" {
			a.add("Retry-After", r.retryAfter)
		}
		return a
	case r.location != "":
		return redirect(r.status, r.location)
	case p != nil:
		return show(p, req, r)
	case r.status != 0:
		return s.site.apology(r.status)
	case s.site.pages[req.path+"/"] != nil:
		return redirect(http.StatusMovedPermanently, escapePath(req.path+"/", req.query))
	}
	return s.site.apology(http.StatusNotFound)
}

// show returns a page as its rule has it and the client can read it.
func show(p *page, req *request, r rule) *response {
	a := &response{status: http.StatusOK, body: p.body, chunk: r.chunk}
	if r.status != 0 {
		a.status = r.status
	}
	a.add("Content-Type", p.contentType)
	if p.zipped != nil {
		a.add("Vary", "Accept-Encoding")
		if req.gzip {
			a.body = p.zipped
			a.add("Content-Encoding", "gzip")
		}
	}
	if r.origin {
		a.body = bytes.ReplaceAll(a.body, []byte("{origin}"), []byte("http://"+req.host))
	}
	return a
}

// redirect returns an answer that leads elsewhere.
func redirect(status int, location string) *response {
	a := plain(status)
	a.add("Location", location)
	return a
}

// apology returns an answer that says what went wrong, in the words of the site
// where it has a page for the status.
func (s *Site) apology(status int) *response {
	p := s.pages["/"+strconv.Itoa(status)+".html"]
	if p == nil {
		return plain(status)
	}
	a := &response{status: status, body: p.body}
	a.add("Content-Type", p.contentType)
	return a
}

// plain returns an answer that is nothing but its status.
func plain(status int) *response {
	a := &response{status: status}
	a.body = []byte(strconv.Itoa(status) + " " + http.StatusText(status) + "\n")
	a.add("Content-Type", "text/plain; charset=utf-8")
	return a
}

// set puts a field in the place of those of its name.
func (a *response) set(f field) {
	for i := range a.header {
		if a.header[i].name == f.name {
			a.header[i] = f
			return
		}
	}
	a.header = append(a.header, f)
}
