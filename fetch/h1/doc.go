// Package h1 is the HTTP/1.1 message codec of a client: bytes in, values out.
// It has no socket, no clock and no goroutine. [AppendRequest] writes the head
// of a request, and a [Reader] is fed with whatever arrived of the response.
//
// # Usage
//
// For each request on a connection, in this order:
//
//	r.Reset(method, h1.Limits{})
//	n, done, err := r.Head(p)          // with each piece that arrives, until done
//	head := r.Response()               // its strings stay valid
//	payload, n, done, err := r.Body(p) // with the rest and with each further piece
//	err = r.EOF()                      // where the peer closed
//	if r.Reusable() { … }              // the connection may carry the next request
//
// The example of [Reader] has the whole loop.
//
// How the input is cut into pieces changes nothing in what comes out, and no
// byte is looked at more than a constant number of times. A head that arrives
// in one piece costs two allocations, its text and its fields; a body none.
//
// A Reader may be used by one goroutine at a time.
//
// # Limits
//
// Head, trailer section, field count, interim responses and the overhead of the
// chunked coding are bounded: see [Limits]. Nothing is allocated for a length
// that was only announced.
//
// # Decisions
//
// Strict where the RFC gives the recipient a duty or where two readers could
// disagree on where a message ends; lenient where the RFC allows it and user
// agents agree. The code that obeys a line of this table names its section.
//
//	what came                            what is made of it             source
//	LF alone ends a head or trailer line accepted                       9112 §2.2
//	CR anywhere but before LF            error                          9112 §2.2
//	NUL in a head or trailer             error                          9110 §5.5
//	other controls, bytes over 0x7f,     kept, in values and reasons    9110 §5.5
//	  in values and reasons
//	up to 4 empty lines before a head    skipped                        (9112 §2.2 for servers)
//	anything else before "HTTP/"         error, at its first byte       9112 §4
//	http/1.1 in lower case               error                          9112 §2.3
//	HTTP/0.9 without a status line       error                          9112 §4
//	HTTP/1.2 to 1.9                      read as 1.1                    9110 §2.5
//	another major version                error                          9110 §2.5
//	not one SP before the status code    error                          9112 §4
//	status not of 3 digits, or under 100 error                          9110 §15
//	status 600 to 999                    accepted                       9110 §15
//	no reason, or no SP before it        accepted                       9112 §4
//	white space before the first field   error                          9112 §2.2
//	white space before the colon         error                          9112 §5.1
//	name empty or no token, no colon     error                          9112 §5, 9110 §5.1
//	obs-fold                             one SP                         9112 §5.2
//	101 (no upgrade is ever asked for)   error                          9110 §15.2.2
//	other 1xx                            skipped, with their framing    9110 §15.2
//	HEAD, 204, 304                       no body, framing fields unread 9112 §6.3 (1)
//	2xx to CONNECT                       no body, then the tunnel       9112 §6.3 (2)
//	Transfer-Encoding and Content-Length error                          9112 §6.3 (3)
//	Transfer-Encoding: chunked           decoded                        9112 §7.1
//	  in an HTTP/1.0 response            decoded, not reused            9112 §6.1
//	Transfer-Encoding: identity          until the close                9112 §6.3 (4)
//	other codings, as gzip, chunked;     error: they were not asked for 9112 §6.1, §7
//	  chunked not last, or twice
//	Content-Length repeated alike        accepted, also as a list       9112 §6.3 (5)
//	Content-Length differing, empty, no  error; 30 and 030 differ       9112 §6.3 (5)
//	  number, over 63 bits
//	neither of both                      until the close                9112 §6.3 (8)
//	LF alone in the chunked framing      error                          9112 §7.1
//	chunk size without digits, with a    error                          9112 §7.1
//	  sign, 0x, over 63 bits
//	white space after a chunk size       skipped                        (old servers pad it)
//	chunk extensions, be they empty      skipped unread                 9112 §7.1.1
//	  text without ";", controls         error                          9112 §7.1.1
//	trailer fields                       kept apart from the header     9112 §7.1.2
//	end of stream before the end of a    [*TruncatedError]              9112 §8
//	  head, a length, the last chunk,
//	  the trailer section
//	Connection: close                    wins over keep-alive           9112 §9.3
//	HTTP/1.0 without keep-alive          not reused                     9112 §9.3
//	Proxy-Connection                     not looked at                  9112 C.2.2
//	bytes after the message              not part of it; not reused     9112 §9.2
//
// Content-Encoding is not looked at: it belongs to the content, not to the message.
package h1
