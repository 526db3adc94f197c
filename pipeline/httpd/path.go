package httpd

import (
	"errors"
	"net/url"
	"path"
	"strings"
)

var errPath = errors.New("malformed path")

// ParsePath takes a path and its query, as a request names them, apart. The
// path is decoded and without dot segments and empty ones: it begins with one
// slash, and ends in one where the target's did.
//
// https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.3
func ParsePath(target string) (at, query string, err error) {
	raw, query, _ := strings.Cut(target, "?")
	if !strings.HasPrefix(raw, "/") || strings.Contains(target, "#") {
		return "", "", errPath
	}
	at, err = url.PathUnescape(raw)
	if err != nil || strings.ContainsFunc(at, isControl) {
		return "", "", errPath
	}
	return cleanPath(at), query, nil
}

// cleanPath is path.Clean that keeps a directory's slash. Beyond the top there
// is nothing: "/../a" is "/a".
func cleanPath(at string) string {
	clean := path.Clean(at)
	dir := strings.HasSuffix(at, "/") || strings.HasSuffix(at, "/.") || strings.HasSuffix(at, "/..")
	if dir && clean != "/" {
		clean += "/"
	}
	return clean
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
