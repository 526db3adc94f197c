// Package demo is a small web in a box: a museum of labyrinths, served on the
// same loop that crawls it.
//
// # The site
//
// [Load] reads a site from a file system: pages, pictures, and one file of
// rules, _server.txt, which names every path that is more than a file: those
// that redirect, fail, dawdle, or come in chunks. There is no such case in the
// code; the head of that file says what a rule can ask for.
//
// # The server
//
// [Site.Serve] answers by package httpd. The site is in memory, so that no
// request waits for a disk and no path leads out of it.
package demo
