// Package cookies is a cookie jar without I/O: fields, bytes and `now` in, fields
// and bytes out. It follows RFC 6265, and its successor (draft
// ietf-httpbis-rfc6265bis, "6265bis" in the comments) where that tells what
// browsers came to do.
//
// net/http/cookiejar does most of this too, but nothing that it holds can be
// listed, so that no file could be written; it keeps as many cookies as servers
// send; and it lets insecure responses replace secure cookies.
//
// # What is decided here
//
//	a Domain that is a public suffix      the cookie is the host's alone, or refused where the host is another
//	Secure from http                      refused, but from localhost; so is what would replace a secure cookie
//	__Secure- and __Host-                 must keep their promises, in any case, also where the name is empty
//	SameSite=None without Secure          refused; SameSite matters no further, as no request here is of another site's page
//	names that are empty                  kept, values that are empty too, but not both
//	control characters                    refused, but for tabs
//	a dot at a host's end                 changes nothing
//
// # Limits
//
//	4,096 bytes    a name and its value together
//	1,024 bytes    the value of an attribute; a longer one is as if it were not there
//	400 days       until a cookie expires
//	180            cookies of a site, which is a public suffix and one label more; and fields of a response
//	10,000         cookies in all
//	8,190 bytes    in the Cookie field of one request, as in curl; servers refuse longer ones
//
// Where there are too many, those go first that have expired, then those that were
// not used for longest, of a site the insecure ones before the secure.
//
// # Concurrency
//
// A Jar belongs to one goroutine at a time.
package cookies
