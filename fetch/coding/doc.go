// Package coding removes the content codings of a body, without I/O: gzip,
// deflate, br and zstd, one or several of them. The data formats are the
// libraries' business; what is decided here is what is taken for sound, and what
// a server can make us spend.
//
// # What is accepted
//
//	the list           codings on several lines or one, in any case; empty elements and identity change nothing
//	x-gzip             is gzip (RFC 9110 §8.4.1.3)
//	unknown, or > 5    an error
//	an empty body      is complete in every coding
//	gzip members       all of them, one after the other (RFC 1952 §2.2); browsers stop after the first
//	gzip header        fields of any length; reserved flags and a wrong header sum are errors
//	deflate            zlib (RFC 1950), or raw (RFC 1951) where it does not begin like zlib, as in browsers
//	preset dictionary  of zlib or zstd: an error
//	zstd frames        all of them, skippable ones skipped (RFC 8878 §3.1); windows up to 8 MiB (RFC 9659)
//	checksums, lengths are verified, and of zstd frames without one also what the library does not look at
//	cut short          is an error, in each of several codings
//	garbage behind     the end of gzip, deflate and br is not looked at; behind a zstd frame it is an error; both as in Chrome
//
// # What is bounded
//
//	what comes out                 by the caller, to the byte
//	the coded form, and what is    to twice that and 64 KiB: members, blocks, frames and names without content,
//	between two codings            and a bomb within a bomb, come to an end
//	memory                         to a window: 32 KiB (gzip, deflate), 8 MiB (zstd), 16 MiB (br, whose format has no larger ones)
//
// # Concurrency
//
// A [Decoder] belongs to one goroutine at a time; different ones are independent.
package coding
