// Package robots reads robots.txt files (RFC 9309) and says what they allow.
// It does no I/O: how a file is fetched, and what an answer that is no file
// means, is [Verdict]'s to say and the caller's to do.
//
// Where sites and standard part ways it does what Google's parser does, as that
// is what sites are tested with: a missing colon, "useragent", common slips in
// the writing of "disallow", any line end, and HTML line breaks are read as
// they were meant. Crawl-delay, which the standard does not know, is read. A
// line that begins with an unknown word and a colon counts as a rule that says
// nothing: user agents named behind it belong to another group.
package robots
