package weburl

import "strings"

// A URL is a parsed absolute URL. The zero URL is no URL: its accessors return
// empty values.
//
// https://url.spec.whatwg.org/#concept-url
type URL struct {
	href string
	at   layout
}

// A layout says where the parts of a serialised URL begin:
//
//	https://user:pass@example.com:8080/path?query#fragment
//	     |      |     |          |    |    |     |
//	     |      |     |          |    |    |     fragment
//	     |      |     |          |    |    query
//	     |      |     |          |    path
//	     |      |     |          hostEnd
//	     |      |     host
//	     |      userEnd
//	     scheme
//
// It follows from the string alone, so that URLs compare by ==: a part that is
// absent begins where the next one does, the query and the fragment with their
// '?' and '#'. Without an authority userEnd, host and hostEnd stand behind the
// colon, and path there too, or behind the "/." that keeps a path which begins
// with two slashes from being read as a host.
type layout struct {
	scheme, userEnd, host, hostEnd, path, query, fragment uint32

	kind kind
}

// hasAuthority reports whether the URL has a host, though it may be empty
// (the standard's "host is non-null").
func (at *layout) hasAuthority() bool { return at.host > at.scheme+1 }

// beforePath is the end of scheme and authority, without a "/." that belongs
// to the path.
func (at *layout) beforePath() uint32 {
	if at.hasAuthority() {
		return at.path
	}
	return at.scheme + 1
}

// String returns the serialised URL, fragment included, and "" for the zero URL.
//
// https://url.spec.whatwg.org/#concept-url-serializer
func (u URL) String() string { return u.href }

// IsZero reports whether u is the zero URL.
func (u URL) IsZero() bool { return u.href == "" }

// Clone returns u with a string of its own, for a URL that outlives the longer
// string that [Parse] took it from. It allocates.
func (u URL) Clone() URL {
	u.href = strings.Clone(u.href)
	return u
}

// Path returns the path: for http and https it begins with '/'; for a scheme
// such as mailto it is all between the colon and the query.
func (u URL) Path() string { return u.href[u.at.path:u.at.query] }

// HasQuery reports whether u has a query; "http://a/?" has an empty one.
func (u URL) HasQuery() bool { return u.at.query < u.at.fragment }

// Query returns the query without its '?'.
func (u URL) Query() string {
	if !u.HasQuery() {
		return ""
	}
	return u.href[u.at.query+1 : u.at.fragment]
}

// RequestTarget returns path and query in the form in which a request line
// carries them: "/path?query".
func (u URL) RequestTarget() string { return u.href[u.at.path:u.at.fragment] }

// Fragment returns the fragment without its '#'.
func (u URL) Fragment() string {
	if int(u.at.fragment) == len(u.href) {
		return ""
	}
	return u.href[u.at.fragment+1:]
}

// WithoutFragment returns u without its fragment and the '#'. It does not
// allocate: the result shares u's string.
func (u URL) WithoutFragment() URL {
	u.href = u.href[:u.at.fragment]
	return u
}
