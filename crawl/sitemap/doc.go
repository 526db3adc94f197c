// Package sitemap reads what sites publish as lists of their pages: sitemaps and
// sitemap indexes (https://www.sitemaps.org/protocol.html), plain lists of URLs,
// and RSS and Atom feeds. It does no I/O.
//
// It reads as much as can be read. What is broken further down gives an error
// after everything before it has been handed on; entities of a document type are
// not expanded, and nothing that a document names is loaded.
package sitemap
