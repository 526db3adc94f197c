package config

import (
	"regexp"
	"strings"
)

// A Header is one field that --header names.
type Header struct {
	Name  string // as the user spelled it
	Value string // without surrounding white space
	// Remove asks that the field is not sent, where clew would send it by itself.
	Remove bool
}

// token is the syntax of methods and field names.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
var token = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

// framing names the fields that delimit a message. They follow from the body; another value
// would let both ends disagree about where the message stops.
var framing = []string{"Content-Length", "Transfer-Encoding"}

// parseHeader reads curl's three forms: "Name: value" sends the field, "Name:" keeps clew
// from sending it, "Name;" sends it empty.
func parseHeader(v string) (Header, error) {
	name, value, ok := strings.Cut(v, ":")
	value = strings.Trim(value, " \t")
	h := Header{Name: name, Value: value, Remove: value == ""}
	if empty, found := strings.CutSuffix(strings.TrimRight(v, " \t"), ";"); !ok && found {
		ok, h = true, Header{Name: empty}
	}
	if !ok || !token.MatchString(h.Name) || strings.ContainsAny(value, "\r\n\x00") {
		return Header{}, want(`"Name: value" on one line, or @FILE with such lines`)
	}
	for _, own := range framing {
		if strings.EqualFold(h.Name, own) {
			return Header{}, want("another field than %s, which clew derives from the body", own)
		}
	}
	return h, nil
}

// parseHeaderArg checks a value of --header. That of "@FILE" is checked when it is read.
func parseHeaderArg(v string) (string, error) {
	if name, isFile := strings.CutPrefix(v, "@"); isFile {
		_, err := parseFile(name)
		return v, err
	}
	_, err := parseHeader(v)
	return v, err
}

// parseMethod accepts a token. Case counts in methods, so it is kept.
func parseMethod(v string) (string, error) {
	if !token.MatchString(v) || strings.EqualFold(v, "CONNECT") {
		return "", want("a method such as GET, HEAD or POST (CONNECT is not one a page is asked with)")
	}
	return v, nil
}

// hasHeader reports whether a field of that name is sent or removed.
func hasHeader(headers []Header, name string) bool {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return true
		}
	}
	return false
}
