// Package warc writes WARC 1.1 (ISO 28500:2017), the format in which the web is
// archived, and the CDXJ index by which a replay finds what is in it. It has no
// loop, no clock and no names of files of its own: values in, bytes out. Its calls
// block in the readers and writers that they are given, so they belong in a lane.
//
// # Usage
//
//	w := warc.NewWriter(&warc.Options{Next: open, Earlier: originals.Find})
//	capture, err := w.Write(&exchange) // a response and its request
//	originals.Add(&capture)            // [Originals]: what comes again is a revisit
//	err = index.Add(&capture)          // [Sorter]
//	…
//	_, err = index.WriteTo(file)       // all lines, sorted
//
// A Writer may be used by one goroutine at a time.
//
// # Messages
//
// A record's header tells the length and the digests of what follows it, so a
// message is read twice: once to know them, once to be copied. It is a [Block],
// which may lie in memory or in a file, and a large one is never in memory whole.
//
// # Decisions
//
// Sections are those of ISO 28500:2017.
//
//	what                                 how                                  source
//	an exchange                          response, then its request, in one   §5.4, §5.7
//	                                     file, with one date
//	request and response                 the request has WARC-Concurrent-To   §5.7
//	WARC-Date                            the start of the request, in         §5.4
//	                                     microseconds
//	WARC-Payload-Digest                  transfer coding removed, content     §6.3.2
//	                                     coding kept
//	what came is no HTTP                 stored, without a payload digest     §6.3.2
//	digests                              sha1 in base32; sha256 in base16     §5.8
//	the same payload again               revisit with the response's head,    §6.7.2
//	                                     WARC-Truncated: length
//	304 to a conditional request         revisit with the whole 304           §6.7.3
//	what a revisit refers to             always by URI and date, which is     §5.12, §5.13
//	                                     what replays look it up by
//	a response that was cut              WARC-Truncated; never a revisit,     §5.15
//	                                     nor what one refers to
//	an exchange over HTTP/2              HTTP/1.1 messages, and               iipc/warc-specifications#42
//	                                     WARC-Protocol: h2
//	controls in a value                  a space                              §4
//	controls, space, <, > and what is    percent-encoded                      §5.14
//	  not ASCII in a URI
//	a name that ends in .gz              each record is its own gzip member   annex on compression
//	a file at its full size              ends after the exchange; no record   annex on size
//	                                     is ever split
//	another method than GET              in no index                          replays show what GET gets
//	the key of an index line             as the library of replays makes it   github.com/internetarchive/surt
package warc
