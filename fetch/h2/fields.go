package h2

import "clew/fetch/h1"

// setStatus takes a pseudo-header field. RFC 9113 §8.3: they come first, only
// those that are defined, once each, and never in trailers. §8.3.2: responses
// have :status.
func (b *block) setStatus(f h1.Field) error {
	switch {
	case b.trailer:
		return malformed("a pseudo-header field in the trailers", f.Name)
	case len(b.fields) > 0:
		return malformed("a pseudo-header field behind others", f.Name)
	case f.Name != ":status":
		return malformed("a pseudo-header field that responses have not", f.Name)
	case b.status != 0:
		return malformed("a second status", f.Value)
	}
	v := f.Value
	if len(v) != 3 || v[0] < '1' || v[0] > '9' || v[1] < '0' || v[1] > '9' || v[2] < '0' || v[2] > '9' {
		return malformed("the status is not of three digits", v)
	}
	b.status = int(v[0]-'0')*100 + int(v[1]-'0')*10 + int(v[2]-'0')
	return nil
}

// checkField refuses what would be something else in a message of HTTP/1.
func checkField(f h1.Field) error {
	switch {
	case !isFieldName(f.Name): // RFC 9113 §8.2.1
		return malformed("a field name that is no token in lower case", f.Name)
	case !isFieldValue(f.Value): // RFC 9113 §8.2.1
		return malformed("NUL, CR or LF in the field "+f.Name, f.Value)
	case isConnectionField(f.Name): // RFC 9113 §8.2.2
		return malformed("a field that is about the connection", f.Name)
	}
	return nil
}

// isConnectionField knows the fields of RFC 9113 §8.2.2, in lower case.
func isConnectionField(name string) bool {
	switch name {
	case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
		return true
	}
	return false
}

// nameChar holds the characters of a token (RFC 9110 §5.6.2) but capitals.
var nameChar = func() (t [256]bool) {
	for _, c := range "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz" {
		t[c] = true
	}
	return t
}()

func isFieldName(s string) bool {
	for i := range len(s) {
		if !nameChar[s[i]] {
			return false
		}
	}
	return s != ""
}

func isFieldValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= '\r' && (c == 0 || c == '\r' || c == '\n') {
			return false
		}
	}
	return true
}

// trim cuts off the white space that RFC 9113 §8.2.1 forbids at both ends, and
// that user agents let pass.
func trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}
