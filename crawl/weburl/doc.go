// Package weburl is the URL of the whole house: parsed, resolved and written
// exactly as the WHATWG URL standard has it (https://url.spec.whatwg.org/).
// It takes what browsers take ("http:\\a\b", "http://a/%zz", "HTTP://BÜCHER.de")
// and yields what browsers put on the wire.
//
// # Usage
//
//	base, err := weburl.Parse("https://example.com/docs/index.html")
//	next, err := base.Parse("../a b?q=ü#top")
//	next.String()        // https://example.com/a%20b?q=%C3%BC#top
//	next.RequestTarget() // /a%20b?q=%C3%BC
//
// [Parse] reads an absolute URL, [URL.Parse] a reference against a base, and
// [URL.ParseBytes] does the same for bytes of a page. Every failure is an
// [*Error]. [Canonical] makes different spellings of one page equal.
//
// # Values
//
// A [URL] is an immutable value: the serialised URL in one string, and where
// its parts begin. It may be copied, compared with ==, used as a map key and
// shared between goroutines; two URLs are equal exactly when their strings
// are. The accessors return substrings, percent-encoded as they stand in the
// URL, and allocate only where their comment says so. All of the result is
// printable ASCII.
//
// # Memory
//
// A URL keeps alive the string that it is a part of. [Parse] may reuse its
// argument; [URL.Parse] and [URL.ParseBytes] never keep theirs.
//
// # Limits
//
// No URL is longer than 16 MiB, and no domain that is not ASCII longer than
// 1 KiB. Domain names follow UTS #46 with the Unicode version of
// golang.org/x/net/idna: characters that are newer than it are refused, older
// ones whose treatment has changed since are treated as Unicode 16 asks, but
// for U+1806, which is refused too. Queries are encoded as UTF-8 whatever the
// encoding of the page.
package weburl
