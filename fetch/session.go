package fetch

import (
	"errors"
	"io"
	"time"

	"clew/aio"
	"clew/crawl/weburl"
	"clew/fetch/auth"
	"clew/fetch/coding"
	"clew/fetch/h1"
)

// A Session fetches pages whole: it follows redirects, tries again what may go better
// next time, and decodes bodies, each within its bound. Cookies and logins are its
// Doer's.
type Session struct {
	Doer         Doer
	Retry        Retry // the zero Retry tries once
	MaxRedirects int   // 0 = 10; negative: a redirect is a page like any other
	MaxBody      int64 // bytes of a decoded body; 0 = 10 MiB
}

// A Page is a response that has come whole.
type Page struct {
	URL        weburl.URL // that answered
	StatusCode int
	Header     h1.Header
	Body       []byte // decoded
	Chain      Chain  // what was asked, the last of it URL
}

// Fetch asks for a page. It suspends until that is there, waits for retries included,
// during which it holds no connection. A limit for all of it is the caller's
// aio.WaitFor around it. The error is an [*Error], or that of a cancel.
func (s *Session) Fetch(ctx *aio.Context, req *Request) (*Page, error) {
	req = Identify(req, auth.Netrc{})
	if !req.Header.Has("Accept-Encoding") {
		req = req.with(req.Header, "Accept-Encoding", coding.Accept)
	}
	var chain Chain
	for {
		chain = append(chain, req.URL)
		page, err := s.persist(ctx, req)
		if err != nil {
			return nil, err
		}
		page.Chain = chain
		if s.MaxRedirects < 0 || !IsRedirect(page.StatusCode, page.Header) {
			return page, nil
		}
		if req, err = Redirect(req, page.StatusCode, page.Header); err != nil {
			return nil, err
		}
		if err := chain.Allow(req.URL, or(s.MaxRedirects, 10)); err != nil {
			return nil, err
		}
	}
}

// persist tries as often as the policy says.
func (s *Session) persist(ctx *aio.Context, req *Request) (*Page, error) {
	for attempt := 1; ; attempt++ {
		var wait time.Duration
		var again bool
		page, err := s.try(ctx, req)
		if err != nil {
			wait, again = s.Retry.AfterError(req, attempt, err)
		} else {
			wait, again = s.Retry.AfterStatus(req, attempt, page.StatusCode, page.Header, ctx.Loop().Now())
		}
		if !again {
			return page, err
		}
		if err := aio.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// try makes one exchange and reads it to its end.
func (s *Session) try(ctx *aio.Context, req *Request) (*Page, error) {
	resp, err := s.Doer.Do(ctx, req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	page := &Page{URL: req.URL, StatusCode: resp.StatusCode, Header: resp.Header}
	max := or(s.MaxBody, 10<<20)
	codings := coding.Of(resp.Header)
	room := max
	if coding.IsCoded(codings) {
		room = 2*max + 64<<10 // the decoder looks at no more
	}
	if page.Body, err = readUpTo(ctx, &resp.Body, room); err == nil && coding.IsCoded(codings) {
		raw := page.Body
		page.Body, err = aio.ToThread(ctx, func() ([]byte, error) { return decode(codings, max, raw) })
	}
	return page, bodyError(req, err)
}

// readUpTo reads a body to its end, if that comes before max.
func readUpTo(ctx *aio.Context, body *Body, max int64) (all []byte, err error) {
	for {
		p, err := body.Next(ctx)
		switch {
		case err == io.EOF:
			return all, nil
		case err != nil:
			return nil, err
		case int64(len(all)+len(p)) > max:
			return nil, coding.ErrTooLarge
		}
		all = append(all, p...)
	}
}

// decode removes the codings of a body.
func decode(codings string, max int64, raw []byte) (body []byte, err error) {
	d := coding.NewDecoder(codings, max, func(p []byte) error {
		body = append(body, p...)
		return nil
	})
	if _, err := d.Write(raw); err != nil {
		return nil, err
	}
	return body, d.Close()
}

// bodyError is what went wrong with a body as an Error.
func bodyError(req *Request, err error) error {
	if errors.Is(err, coding.ErrTooLarge) {
		return &Error{Op: "read body", URL: req.URL.String(), Kind: KindTooLarge, Err: err}
	}
	return wrapError("decode", req.URL.String(), err)
}

// or is n, or what stands for its zero.
func or[T int | int64](n, otherwise T) T {
	if n == 0 {
		return otherwise
	}
	return n
}
