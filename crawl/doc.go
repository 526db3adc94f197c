// Package crawl is what clew knows about crawling: which links a page holds,
// which of them are in scope, which were met before.
//
// It does no I/O. Bytes and the present time come in, values go out: there is
// no socket here, no clock and no loop, so that everything can be tested from
// tables and fuzzed.
//
// # Pages
//
// [IsHTML] says whether a response is worth reading, [ToUTF8] decodes it, and
// [ExtractLinks] finds its links as a browser that runs no scripts would:
//
//	if crawl.IsHTML(contentType, body) {
//		text, charset, err := crawl.ToUTF8(contentType, body)
//		...
//		doc := crawl.ExtractLinks(page, text, crawl.LinkOptions{Charset: charset})
//	}
//
// # Decisions
//
// A [Scope] says which URLs belong to the crawl; [Seen] remembers, in at most
// 16 bytes each, which were met; package trap, where it makes no sense to go on;
// package robots, what sites ask for. A [Frontier] applies them and says who may
// be asked now. A [SkipReason] names why a URL is not asked.
//
// # Concurrency
//
// The functions are pure and safe anywhere. A Scope, a Seen and a Frontier belong
// to one goroutine each.
package crawl
