package warc

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// surt returns the key under which a replay looks for a URI: the host's labels
// from the last to the first, then path and query, all of it made more alike
// than URLs are. Both sides have to do that in the same way, so the rules are
// those of the library that replays use, its oddities included: addresses are
// turned around like names, and a query may keep an empty parameter.
//
// https://github.com/internetarchive/surt
func surt(uri string) string {
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return uri
	}
	rest, _, _ = strings.Cut(rest, "#")
	authority, path := rest, ""
	if end := strings.IndexAny(rest, "/?"); end >= 0 {
		authority, path = rest[:end], rest[end:]
	}
	path, query, _ := strings.Cut(path, "?")
	key := surtHost(scheme, authority) + ")" + surtPath(path)
	if query = surtQuery(query); query != "" {
		key += "?" + query
	}
	return key
}

func surtHost(scheme, authority string) string {
	authority = strings.ToLower(authority[strings.LastIndexByte(authority, '@')+1:])
	host, port := authority, ""
	if at := strings.LastIndexByte(authority, ':'); at > strings.LastIndexByte(authority, ']') {
		host, port = authority[:at], authority[at:]
	}
	if port == ":" || scheme == "http" && port == ":80" || scheme == "https" && port == ":443" {
		port = ""
	}
	host = strings.TrimPrefix(strings.Trim(host, "."), anyWWW.FindString(host))
	labels := strings.Split(string(escape([]byte(host))), ".")
	slices.Reverse(labels)
	return strings.Join(labels, ",") + port
}

var anyWWW = regexp.MustCompile(`^www[0-9]*\.`)

func surtPath(path string) string {
	kept := []string{""}
	for _, s := range strings.Split(string(unescape([]byte(path))), "/") {
		switch {
		case s == "..":
			kept = kept[:max(1, len(kept)-1)]
		case s != "" && s != ".":
			kept = append(kept, s)
		}
	}
	path = strings.ToLower(string(escape([]byte(strings.Join(kept, "/")))))
	if strings.Contains(path, ".aspx") {
		path = without(inPath, path)
	}
	if path == "" {
		return "/"
	}
	return path
}

func surtQuery(query string) string {
	if query == "" {
		return ""
	}
	query = strings.ToLower(string(escape(unescape([]byte(query)))))
	if strings.Contains(query, "id") {
		query = without(inQuery, query)
	}
	params := strings.Split(query, "&")
	// By name, then by value: "a" before "a=", and "a=" before "a-b=".
	slices.SortFunc(params, func(a, b string) int {
		nameA, valueA, hasA := strings.Cut(a, "=")
		nameB, valueB, hasB := strings.Cut(b, "=")
		switch {
		case nameA != nameB:
			return strings.Compare(nameA, nameB)
		case hasA != hasB && hasB:
			return -1
		case hasA != hasB:
			return 1
		}
		return strings.Compare(valueA, valueB)
	})
	return strings.Join(params, "&")
}

// What servers put into URLs to tell visitors apart.
var (
	inPath = []*regexp.Regexp{
		regexp.MustCompile(`^(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)$`),
		regexp.MustCompile(`^(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)$`),
	}
	inQuery = []*regexp.Regexp{
		regexp.MustCompile(`^(.*)jsessionid=[0-9a-z]{32}(?:&(.*))?$`),
		regexp.MustCompile(`^(.*)phpsessid=[0-9a-z]{32}(?:&(.*))?$`),
		regexp.MustCompile(`^(.*)sid=[0-9a-z]{32}(?:&(.*))?$`),
		regexp.MustCompile(`^(.*)aspsessionid[a-z]{8}=[a-z]{24}(?:&(.*))?$`),
		regexp.MustCompile(`^(.*)cfid=[^&]+&cftoken=[^&]+(?:&(.*))?$`),
	}
)

func without(sessions []*regexp.Regexp, s string) string {
	for _, session := range sessions {
		s = session.ReplaceAllString(s, "$1$2")
	}
	return s
}

// unescape takes percent-encodings away, again where that makes new ones.
func unescape(p []byte) []byte {
	for bytes.IndexByte(p, '%') >= 0 {
		out := p[:0:0]
		for i := 0; i < len(p); i++ {
			if p[i] == '%' && i+2 < len(p) && nibble(p[i+1]) < 16 && nibble(p[i+2]) < 16 {
				out = append(out, nibble(p[i+1])<<4|nibble(p[i+2]))
				i += 2
				continue
			}
			out = append(out, p[i])
		}
		if len(out) == len(p) {
			break
		}
		p = out
	}
	return p
}

func nibble(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 16
}

// escape encodes what a key cannot hold, or would mean something else.
func escape(p []byte) []byte {
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(p))
	for _, c := range p {
		if c <= ' ' || c >= 0x7f || c == '#' || c == '%' {
			out = append(out, '%', hex[c>>4], hex[c&15])
			continue
		}
		out = append(out, c)
	}
	return out
}
