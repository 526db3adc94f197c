// Package pipeline joins the parts to a run: inputs come in, records go out.
//
//	source ──► frontier ──► fetch ──► parse ──► sink
//	             ▲   ▲        │         │
//	             │   └─ hops, retries   │
//	             └────── found links ───┘
//
// source reads arguments, lists and standard input, a line at a time, and is
// held back while too much is unfinished. The frontier, a [crawl.Frontier],
// decides who may be asked now. fetch is one task for each request under way,
// bounded by a semaphore: it makes one exchange and asks for the next item.
// parse takes what has a body that somebody needs to other threads, several
// pages at a time, and brings links and hashes back. sink turns records into
// bytes and writes them behind the loop's back.
//
// The [coordinator] owns what they share: the frontier, the counts, and why the
// run ends. It is a plain struct on the loop's thread; its methods never
// suspend. An input is open from the moment it is read or found until its
// record is written, and the run ends when the source has ended and nothing is
// open.
//
// robots.txt files and sitemaps are items as pages are, see errands.go: nobody's
// input, and without a record.
//
// A crawl is a cycle, so one element must never refuse: links enter the
// frontier by a call that does not wait. Everything else is a bounded queue.
package pipeline
