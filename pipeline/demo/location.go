package demo

import "net/url"

// escapePath writes a path as a Location carries it.
func escapePath(at, query string) string {
	u := url.URL{Path: at, RawQuery: query}
	return u.RequestURI()
}
