// Package auth says who a request comes from, without I/O: the values of
// Authorization fields, and where user names and passwords are found.
//
// As with curl, what the request says already wins (--user, --header), then what
// stands in the URL, then the .netrc file: [Login] looks at the last two. None of
// it follows a redirect to another origin, which is fetch.Redirect's business.
package auth
