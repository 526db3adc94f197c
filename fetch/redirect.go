package fetch

import (
	"fmt"
	"strings"

	"clew/crawl/weburl"
	"clew/fetch/auth"
	"clew/fetch/h1"
)

// IsRedirect reports whether a response with this status and header asks for
// another request: 301, 302, 303, 307 or 308 with a Location.
func IsRedirect(status int, header h1.Header) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return header.Has("Location")
	}
	return false
}

// Redirect returns the request that a redirect asks for (RFC 9110 §15.4). The
// method becomes GET where browsers do so: after 303 but for HEAD, and after
// 301 and 302 of a POST; the body goes then. A fragment is inherited where the
// new URL has none.
//
// What identifies the user to one origin (Authorization, Cookie,
// Proxy-Authorization) does not go to another, be it the same host without TLS or
// with it, and does not come back. A Referer goes to another origin as its own
// origin alone, and from https to http not at all (strict-origin-when-cross-origin,
// https://w3c.github.io/webappsec-referrer-policy/). AllowPrivate does not go to
// another host. A user in the new URL becomes its Authorization, see [Identify]. What the request says of its one URL is the caller's to add for
// each hop: the cookies of a jar, the conditions of a [Validators].
//
// The error is an [*Error] of kind redirect: the Location does not parse, is no
// http or https URL, or is there several times and not the same.
func Redirect(req *Request, status int, header h1.Header) (*Request, error) {
	target, err := redirectTarget(req.URL, header)
	if err != nil {
		return nil, redirectError(req.URL, err)
	}
	next := *req
	next.URL, next.Tap = target, nil // another exchange, for which the caller may have another tap
	if becomesGet(req.method(), status) {
		next.Method, next.Body = "GET", nil
		next.Header = without(next.Header, "Content-Type", "Content-Encoding", "Content-Language", "Content-Location")
	}
	if target.Origin() != req.URL.Origin() {
		next.Header = refererFor(target, Abroad(next.Header))
	}
	if target.Hostname() != req.URL.Hostname() {
		next.AllowPrivate = false
	}
	return Identify(&next, auth.Netrc{}), nil
}

// Abroad returns what of a header may go to another origin than the one that it was
// made for: nothing that identifies the user to that one, nor its Host.
func Abroad(h h1.Header) h1.Header {
	return without(h, "Authorization", "Cookie", "Proxy-Authorization", "Host")
}

func redirectError(from weburl.URL, err error) error {
	return &Error{Op: "follow redirect", URL: from.String(), Kind: KindRedirect, Err: err}
}

// redirectTarget returns the URL that the Location leads to.
func redirectTarget(from weburl.URL, header h1.Header) (target weburl.URL, err error) {
	location := header.Get("Location")
	for other := range header.Values("Location") {
		if other != location { // one of them was smuggled in, and nobody knows which
			return target, fmt.Errorf("to %q and to %q", cut(location), cut(other))
		}
	}
	target, err = from.Parse(escapeBytes(location))
	if err != nil {
		return target, err
	}
	if !target.IsHTTP() {
		return target, fmt.Errorf("to %q: scheme is neither http nor https", cut(target.String()))
	}
	if f := from.Fragment(); f != "" && !strings.Contains(target.String(), "#") {
		return target.Parse("#" + f)
	}
	return target, nil
}

// escapeBytes percent-encodes what is not ASCII as it is, whatever character set the
// server had in mind: it gets back the bytes that it sent, as from browsers.
func escapeBytes(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= 0x80 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// becomesGet reports whether a redirect makes a GET of a request.
func becomesGet(method string, status int) bool {
	switch status {
	case 303:
		return method != "HEAD" && method != "GET"
	case 301, 302:
		return method == "POST"
	}
	return false
}

// refererFor returns the header as it goes to another origin: its Referer tells
// that much less.
func refererFor(target weburl.URL, h h1.Header) h1.Header {
	from, err := weburl.Parse(h.Get("Referer"))
	h = without(h, "Referer") // a new one, if there was one
	switch {
	case err != nil || !from.IsHTTP(), from.Scheme() == "https" && target.Scheme() == "http":
		return h
	case from.Origin() == target.Origin():
		return append(h, h1.Field{Name: "Referer", Value: from.WithoutFragment().WithoutCredentials().String()})
	}
	return append(h, h1.Field{Name: "Referer", Value: from.Origin() + "/"})
}

// A Chain is the URLs that were asked for one input, in their order.
type Chain []weburl.URL

// Allow returns an error where next may not be asked after the chain: there would
// be more than max redirects, or it was asked before, which is a loop. The error is
// an [*Error] of kind redirect.
func (c Chain) Allow(next weburl.URL, max int) error {
	if len(c) == 0 {
		return nil
	}
	last := c[len(c)-1]
	if len(c) > max {
		return redirectError(last, fmt.Errorf("more than %d redirects", max))
	}
	for _, u := range c {
		if u.WithoutFragment() == next.WithoutFragment() {
			return redirectError(last, fmt.Errorf("a loop: %s was asked before", next))
		}
	}
	return nil
}

// without returns the header without some fields; it is the same where it has
// none of them.
func without(h h1.Header, names ...string) h1.Header {
	found := false
	for _, name := range names {
		found = found || h.Has(name)
	}
	if !found {
		return h
	}
	var kept h1.Header
next:
	for _, f := range h {
		for _, name := range names {
			if (h1.Header{f}).Has(name) {
				continue next
			}
		}
		kept = append(kept, f)
	}
	return kept
}

func cut(s string) string { return s[:min(len(s), 100)] }
