package fetch

import (
	"slices"

	"clew/aio"
	"clew/fetch/auth"
	"clew/fetch/cookies"
	"clew/fetch/h1"
)

// A Doer makes one exchange, as [Client.Do] does. A [Client] is one; the others are
// around a Doer and add what they know to a copy of the request, so that nothing of
// it is left when a redirect leads elsewhere.
type Doer interface {
	Do(ctx *aio.Context, req *Request) (*Response, error)
}

// WithCookies returns a Doer that sends the cookies of a jar and keeps in it those
// that responses set (RFC 6265), redirects included. A Cookie field of the request
// goes behind the jar's.
func WithCookies(next Doer, jar *cookies.Jar) Doer { return &cookieDoer{next, jar} }

type cookieDoer struct {
	next Doer
	jar  *cookies.Jar
}

func (d *cookieDoer) Do(ctx *aio.Context, req *Request) (*Response, error) {
	url := req.URL
	if value := d.jar.Cookies(url, ctx.Loop().Now()); value != "" {
		for given := range req.Header.Values("Cookie") {
			value = cookies.Join(value, given)
		}
		req = req.with(without(req.Header, "Cookie"), "Cookie", value)
	}
	resp, err := d.next.Do(ctx, req)
	if err == nil {
		d.jar.Set(url, resp.Header.Values("Set-Cookie"), ctx.Loop().Now())
	}
	return resp, err
}

// WithLogins returns a Doer that sends who a request comes from; see [Identify].
func WithLogins(next Doer, file auth.Netrc) Doer { return &loginDoer{next, file} }

type loginDoer struct {
	next Doer
	file auth.Netrc
}

func (d *loginDoer) Do(ctx *aio.Context, req *Request) (*Response, error) {
	return d.next.Do(ctx, Identify(req, d.file))
}

// Identify returns the request as it says who it comes from, if it does not say so
// by an Authorization of its own: the user that stands in its URL, else the one that
// the netrc file has for its host. The URL goes on without the user, as errors,
// records and logs name it.
func Identify(req *Request, file auth.Netrc) *Request {
	url := req.URL
	if !req.Header.Has("Authorization") {
		if user, password, ok := auth.Login(url, file); ok {
			req = req.with(req.Header, "Authorization", auth.Basic(user, password))
		}
	}
	if url.HasCredentials() {
		anonymous := *req
		anonymous.URL = url.WithoutCredentials()
		req = &anonymous
	}
	return req
}

// with returns a copy of the request that has the fields of h and one more.
func (r *Request) with(h h1.Header, name, value string) *Request {
	more := *r
	more.Header = append(slices.Clip(h), h1.Field{Name: name, Value: value})
	return &more
}
