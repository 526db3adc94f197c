package cookies

import (
	"strings"

	"golang.org/x/net/publicsuffix"

	"clew/crawl/weburl"
)

// hostOf returns a URL's host, without the dot at the end of a fully qualified
// name: with it, the list of public suffixes would not know the name.
func hostOf(u weburl.URL) string { return strings.TrimSuffix(u.Hostname(), ".") }

// within reports whether host is domain or a name below it (RFC 6265 §5.1.3). An
// address is below nothing.
func within(host, domain string) bool {
	rest, ok := strings.CutSuffix(host, domain)
	return ok && (rest == "" || strings.HasSuffix(rest, ".") && !isAddress(host))
}

// isAddress reports whether a host is an IP address: no name ends in a number
// (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func isAddress(host string) bool {
	return host != "" && (host[0] == '[' || '0' <= host[len(host)-1] && host[len(host)-1] <= '9' && strings.Trim(host, "0123456789.") == "")
}

// isPublicSuffix reports whether a name is one below which anybody may register:
// "com", "co.uk", "github.io"; every name without a dot is one, and every address.
func isPublicSuffix(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// siteOf returns the public suffix of a host and one label more: what one owner
// has. A suffix and an address are their own sites.
func siteOf(host string) string {
	suffix, _ := publicsuffix.PublicSuffix(host)
	dot := len(host) - len(suffix) - 1
	if dot <= 0 {
		return host
	}
	return host[strings.LastIndexByte(host[:dot], '.')+1:]
}

// isSecure reports whether nobody on the way to the URL's host can read along: with
// https, and where there is no way, as browsers have it.
func isSecure(u weburl.URL) bool {
	host := hostOf(u)
	if u.Scheme() == "https" || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, ok := u.IP()
	return ok && ip.IsLoopback()
}
