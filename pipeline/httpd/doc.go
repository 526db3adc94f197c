// Package httpd is a small HTTP/1.1 server on a listener of aio (RFC 9110,
// RFC 9112): GET and HEAD, for what is in memory. The demo's site and the
// monitor are served by it.
//
// Each connection is a task. Every wait has a deadline, heads and connections
// are bounded, and a request that is not understood ends its connection, as
// nobody knows where the next one would begin.
package httpd
