package crawl

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// registrableDomain is the public suffix of host and one label more
// ("example.co.uk" of "www.example.co.uk"). An address, and a host that is
// itself a public suffix ("github.io", "localhost"), is its own.
//
// https://url.spec.whatwg.org/#host-registrable-domain
func registrableDomain(host string) string {
	host = trimDot(host)
	if strings.HasPrefix(host, "[") {
		return host // the list knows an address only without its brackets
	}
	suffix, _ := publicsuffix.PublicSuffix(host)
	dot := len(host) - len(suffix) - 1
	if dot <= 0 || host[dot] != '.' {
		return host
	}
	return host[strings.LastIndexByte(host[:dot], '.')+1:]
}

// trimDot removes the final dot of a fully qualified name: "example.com." is
// below the same domains as "example.com".
func trimDot(host string) string { return strings.TrimSuffix(host, ".") }
