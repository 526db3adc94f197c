package fetch

import (
	"fmt"
	"strings"

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
// 301 and 302 of a POST; the body goes then. What identifies the user to one
// origin (Authorization, Cookie) does not go to another, and AllowPrivate not to
// another host. A fragment is inherited where the new URL has none.
//
// The error is an [*Error] of kind redirect: the Location does not parse or is
// no http or https URL.
func Redirect(req *Request, status int, location string) (*Request, error) {
	fail := func(err error) error {
		return &Error{Op: "follow redirect", URL: req.URL.String(), Kind: KindRedirect, Err: err}
	}
	target, err := req.URL.Parse(location)
	if err != nil {
		return nil, fail(err)
	}
	if !target.IsHTTP() {
		return nil, fail(fmt.Errorf("to %q: scheme is neither http nor https", cut(target.String())))
	}
	if f := req.URL.Fragment(); f != "" && !strings.Contains(target.String(), "#") {
		if target, err = target.Parse("#" + f); err != nil {
			return nil, fail(err)
		}
	}
	next := *req
	next.URL = target
	if becomesGet(req.method(), status) {
		next.Method, next.Body = "GET", nil
		next.Header = without(next.Header, "Content-Type", "Content-Encoding", "Content-Language", "Content-Location")
	}
	if target.Origin() != req.URL.Origin() {
		next.Header = without(next.Header, "Authorization", "Cookie", "Proxy-Authorization", "Host")
	}
	if target.Hostname() != req.URL.Hostname() {
		next.AllowPrivate = false
	}
	return &next, nil
}

func becomesGet(method string, status int) bool {
	switch status {
	case 303:
		return method != "HEAD" && method != "GET"
	case 301, 302:
		return method == "POST"
	}
	return false
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
