package weburl

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// The standard asks for no transitional processing, and turns off the checks
// that names in use on the web fail (CheckHyphens, UseSTD3ASCIIRules,
// VerifyDnsLength).
var profile = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.StrictDomainName(false),
	idna.CheckHyphens(false),
	idna.CheckJoiners(true),
	idna.VerifyDNSLength(false),
	idna.BidiRule(),
)

// maxIDN bounds the bytes of a domain that is not ASCII. The time that Punycode
// takes grows with the square of the length: without a bound one link of
// 200 KB would hold a worker for ten seconds. Names in DNS fit several times.
const maxIDN = 1024

// appendASCIIDomain decodes a host and writes it as an ASCII domain. A domain
// that is ASCII is put into lower case and not looked at further: "xn--a"
// passes, though it encodes nothing.
//
// https://url.spec.whatwg.org/#concept-domain-to-ascii
func appendASCIIDomain(dst []byte, host string) ([]byte, string) {
	ascii := true
	for i := range len(host) {
		ascii = ascii && host[i] < utf8.RuneSelf && host[i] != '%'
	}
	if ascii {
		return appendLower(dst, host), ""
	}
	host = string(percentDecode(host))
	if isASCII(host) {
		return appendLower(dst, host), ""
	}
	if !utf8.ValidString(host) {
		return dst, badDomain
	}
	if len(host) > maxIDN {
		return dst, longDomain
	}
	host = strings.Map(unicode16, host)
	domain, err := profile.ToASCII(host)
	if err != nil || lostLabel(host, domain) {
		return dst, badDomain
	}
	return append(dst, domain...), ""
}

// lostLabel reports whether an empty label of domain was "xn--" in host: an
// error to UTS #46, but not to the idna package.
func lostLabel(host, domain string) bool {
	if !strings.Contains("."+domain+".", "..") {
		return false
	}
	isDot := func(r rune) bool { return r == '.' || r == '。' }
	labels := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(host)), isDot)
	return slices.Contains(labels, "xn--")
}

func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		dst = append(dst, toLower(s[i]))
	}
	return dst
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
