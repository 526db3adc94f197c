package weburl

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// An Error says why a string is no URL.
type Error struct {
	// Input is what was to be parsed, a copy; long ones are cut to about
	// 100 bytes and end in "...".
	Input string

	// Reason is one of a fixed set of phrases, such as "unclosed bracket".
	Reason string
}

// The reasons: the standard's validation errors that end in failure, in its
// order, and two limits of this package.
//
// https://url.spec.whatwg.org/#validation-error
const (
	badDomain       = "invalid international domain name"
	longDomain      = "international domain name longer than 1 KiB"
	forbiddenInHost = "forbidden character in host"
	badIPv4         = "invalid ipv4 address"
	unclosedBracket = "unclosed bracket"
	badIPv6         = "invalid ipv6 address"
	noScheme        = "relative reference without a base"
	opaqueBase      = "relative reference to a base that has no hierarchy"
	hostMissing     = "missing host"
	portTooBig      = "port out of range"
	badPort         = "invalid port"
	tooLong         = "longer than 16 MiB"
)

// Error returns a message of the form `parse url "http://[::1": unclosed bracket`.
func (e *Error) Error() string { return "parse url " + strconv.Quote(e.Input) + ": " + e.Reason }

func newError(input, reason string) *Error {
	const limit = 100
	if len(input) <= limit {
		return &Error{strings.Clone(input), reason}
	}
	cut := limit
	for cut > limit-utf8.UTFMax && !utf8.RuneStart(input[cut]) {
		cut--
	}
	return &Error{input[:cut] + "...", reason}
}
