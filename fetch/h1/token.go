package h1

// tchar holds the characters of a token (RFC 9110 §5.6.2).
var tchar = func() (t [256]bool) {
	for _, c := range "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		t[c] = true
	}
	return t
}()

func isToken(s string) bool {
	for i := range len(s) {
		if !tchar[s[i]] {
			return false
		}
	}
	return s != ""
}

func isOWS(c byte) bool { return c == ' ' || c == '\t' }

// trimOWS cuts optional white space, SP and HTAB, from both ends (RFC 9110 §5.6.3).
func trimOWS(s string) string {
	for s != "" && isOWS(s[0]) {
		s = s[1:]
	}
	for s != "" && isOWS(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// equalFold compares as ASCII: the Kelvin sign is no k.
func equalFold(a, b string) bool { return a == b || len(a) == len(b) && equalLower(a, b) }

func equalLower(a, b string) bool {
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// nextElement cuts the first element off a comma-separated list, trimmed, and
// returns the rest after its comma. more is false with the last element.
func nextElement(list string) (element, rest string, more bool) {
	for i := range len(list) {
		if list[i] == ',' {
			return trimOWS(list[:i]), list[i+1:], true
		}
	}
	return trimOWS(list), "", false
}
