// Package trap keeps a crawl out of the endless parts of a site: calendars,
// session ids, mazes that answer every URL, combinations of filters, paths that
// repeat themselves. A [Guard] is asked of each URL that was found and told of
// each page that was read. It does no I/O; what it says depends on nothing but
// what it was asked and told before.
//
// # Principle
//
// A page without end is made by a program that has nothing to say. So what
// counts is what a chain of pages brought: each item carries a [Debt], what
// the pages above it cost since one of them last brought something. A page
// that brings something pays all of it. What is cut is always a link on a page
// that brought nothing itself (but for the last rule of the table): the rest
// of the site keeps its way in, through its own pages.
//
// Learning is by shape: host, first directory, the kinds of the other segments
// (number, word, mixture; repetitions count once), extension and names of the
// parameters (beyond two, only that there are many). /p/123 and /p/7 have one
// shape, /cal?y=1&m=2 and /cal?m=3&y=4 as well.
//
// # Rules
//
// By the URL alone, links only, never seeds:
//
//	URL over 2,083 bytes                            as Scrapy
//	more than 24 segments                           Heritrix has 20
//	a sequence of segments 3 times in a row         BUbiNG; Heritrix has more than 2, Zeno more than 3
//	  (a single segment: 4 times)
//	a segment 6 times anywhere                      links relative by mistake
//	more than 20 parameters, one name over 8 times
//	%2525                                           a URL within a URL within a URL
//
// Learned:
//
//	debt of 100 pages    a chain: a calendar, endless pagination. A page whose title or text
//	                     is new, digits aside, pays all; one with new links of other shapes
//	                     costs 1/64, until 10,000 pages of that shape have brought nothing;
//	                     any other costs 1, and 4 if it repeats a text to the letter
//	an alias             session ids, soft 404s: 8 pages have the very text of one whose URL
//	                     differs in tokens that look random alone, and at most 1 in 8 has
//	                     another. Then such a URL is cut once its like was read
//	barren: 32 repeats,  a maze: pages that bring nothing but new links of their own shape,
//	128 random names,    while fewer than 1 in 16 of these links meet, that is, stand on a
//	10,000 of a series   second page too. What has an end shows it there: of 20 links on each
//	                     of 100,000 pages 1 in 16 has met after 600 pages. A series are numbers
//	                     not above 64 times their count
//	4,096 pages          a maze that writes new texts: fewer than 1 in 256 links meet, and
//	                     fewer than half of the pages have new links of other shapes. The
//	                     only rule that cuts links of pages that seem to bring something.
//	                     65,536 where the links lead further down, as in directories
//	64 URLs + 16 a pair  filters: URLs of three or more parameters against the name=value
//	+ 4 a yielding page  pairs that they are made of; of more than some 2,000 pairs one is an
//	                     identifier, and the rule is off
//
// A URL that was let in is judged again before it is asked, by [Guard.Holds]: a
// maze is known only when hundreds of its links wait.
//
// IRLbot gives budgets to domains by how many others link to them. Within a site,
// which is what this package looks at, news take the place of links.
//
// What is measured on models of sites and traps is in the tests, which print it:
// go test -v -run 'Real|Traps' ./crawl/trap.
//
// # Choices
//
// A chain of photos whose pages differ in their numbers alone is followed for 6,400
// pages, as each brings an image; a calendar with a page for each day costs some 19,000
// requests, because nothing tells it from a blog whose articles have numbers for titles.
// Pages under random names that have neither a title nor a text of their own, and to
// which few others link, are taken for a maze, however many there are. A page that is
// found in a trap first and cut there is not asked when it is found elsewhere: a URL
// has one record.
//
// # Limits
//
// What is known is kept in two generations of at most 16,384 shapes and 65,536
// texts each; when the younger is full the older is forgotten, but for what was
// asked for. A shape takes at most 1,100 bytes. A host has at most 256 shapes of its
// own; for what comes later its first directories and the names of its parameters do
// not count, which makes some hundred more. That is 500 KB for a host and 45 MB for
// all together, at the very most.
package trap
