package httpd

import "strings"

// IsToken reports whether s is a name as methods and header fields have it.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
func IsToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !isAlphanumeric(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// isForbidden reports whether a field's value may not hold r.
func isForbidden(r rune) bool { return isControl(r) && r != '\t' }

// isNoHost reports whether r has no place in a host and port. It is narrower
// than the standard, so that a host can be written into a page.
func isNoHost(r rune) bool {
	return !isAlphanumeric(r) && !strings.ContainsRune("-._:[]", r)
}

// hasToken reports whether a list, "a, b", names token; case is nothing.
func hasToken(list, token string) bool {
	for item := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(item), token) {
			return true
		}
	}
	return false
}

// acceptsGzip reports whether a value of Accept-Encoding allows gzip by name.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
func acceptsGzip(list string) bool {
	for item := range strings.SplitSeq(list, ",") {
		coding, weight, _ := strings.Cut(item, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			weight = strings.TrimSpace(weight)
			return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
		}
	}
	return false
}
