package proxy

import (
	"errors"
	"fmt"

	"clew/crawl/weburl"
)

// Settings say which requests go through which proxy. The zero Settings need none.
type Settings struct {
	HTTP  Proxy // for http URLs
	HTTPS Proxy // for https URLs
	No    List  // for which hosts there is none, whatever the others say
}

// For returns the proxy for a request, zero for none.
func (s Settings) For(u weburl.URL) Proxy {
	switch {
	case s.HTTP.IsZero() && s.HTTPS.IsZero(), s.No.Contains(u):
		return Proxy{}
	case u.Scheme() == "https":
		return s.HTTPS
	}
	return s.HTTP
}

// FromEnvironment reads the environment, of which getenv is as os.Getenv. The error
// names the variables that are no proxies.
func FromEnvironment(getenv func(string) string) (Settings, error) {
	lookup := func(names ...string) (name, value string) {
		for _, name := range names {
			if value := getenv(name); value != "" {
				return name, value
			}
		}
		return "", ""
	}
	var failed []error
	parse := func(names ...string) (p Proxy) {
		name, value := lookup(append(names, "all_proxy", "ALL_PROXY")...)
		if value == "" {
			return Proxy{}
		}
		p, err := Parse(value)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
		}
		return p
	}
	var s Settings
	if getenv("REQUEST_METHOD") == "" {
		s.HTTP = parse("http_proxy", "HTTP_PROXY")
	} else {
		s.HTTP = parse("http_proxy")
	}
	s.HTTPS = parse("https_proxy", "HTTPS_PROXY")
	_, no := lookup("no_proxy", "NO_PROXY")
	s.No = ParseList(no)
	return s, errors.Join(failed...)
}
