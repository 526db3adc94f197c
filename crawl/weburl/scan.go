package weburl

// The scans report whether a part of s that begins at i is in the form in
// which the parser would write it, and where it ends. All are for special
// schemes.

// scanAuthority scans a domain and a port up to the slash of the path. It
// declines credentials, and IP addresses but for dotted quads.
func scanAuthority(s string, i int, kind kind) (hostEnd, path int, ok bool) {
	start, label := i, i
	for i < len(s) && sets[s[i]]&notPlainHost == 0 {
		if s[i] == '.' {
			label = i + 1
		}
		i++
	}
	if i == start || i == len(s) || i == label || isDigit(s[label]) && !isDottedQuad(s[start:i]) {
		return 0, 0, false
	}
	hostEnd = i
	if s[i] == ':' {
		i = scanPort(s, i+1, kind)
	}
	return hostEnd, i, i < len(s) && s[i] == '/'
}

// isDottedQuad reports whether host is an IPv4 address in normal form.
func isDottedQuad(host string) bool {
	parts, digits, n := 1, 0, 0
	for i := range len(host) {
		c := host[i]
		switch {
		case c == '.' && digits > 0:
			parts++
			digits, n = 0, 0
		case isDigit(c) && (digits == 0 || n > 0): // no leading zero
			digits++
			if n = n*10 + int(c-'0'); n > 255 {
				return false
			}
		default:
			return false
		}
	}
	return parts == 4 && digits > 0
}

// scanPort scans a port without leading zero that is not the default one, and
// returns where it ends, or len(s) where it is none.
func scanPort(s string, i int, kind kind) int {
	start, n := i, 0
	for i < len(s) && isDigit(s[i]) && i < start+5 {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i == start || s[start] == '0' || n >= 1<<16 || n == int(kind.defaultPort()) {
		return len(s)
	}
	return i
}

// scanPath scans the rest of a URL from the beginning of a segment.
func scanPath(s string, i int) (query, fragment int, ok bool) {
	if mayBeDots(s, i) {
		return 0, 0, false
	}
	for ; i < len(s); i++ {
		if sets[s[i]]&endsSegment == 0 {
			continue
		}
		if s[i] != '/' {
			break
		}
		if mayBeDots(s, i+1) {
			return 0, 0, false
		}
	}
	return scanQuery(s, i)
}

// mayBeDots reports whether the segment at i is a dot segment, or begins
// almost like one.
func mayBeDots(s string, i int) bool {
	if i == len(s) || s[i] != '.' && s[i] != '%' {
		return false
	}
	if s[i] == '%' {
		return i+2 < len(s) && s[i+1] == '2' && s[i+2]|0x20 == 'e'
	}
	if i+1 == len(s) {
		return true
	}
	switch s[i+1] {
	case '.', '/', '?', '#', '%':
		return true
	}
	return false
}

// scanQuery scans the rest of a URL from the end of its path.
func scanQuery(s string, i int) (query, fragment int, ok bool) {
	query = i
	if i < len(s) && s[i] == '?' {
		for i++; i < len(s) && sets[s[i]]&inSpecialQuery == 0; i++ {
		}
	}
	return query, i, scanFragment(s, i)
}

// scanFragment scans the rest of a URL from the end of its query.
func scanFragment(s string, i int) bool {
	if i < len(s) && s[i] == '#' {
		for i++; i < len(s) && sets[s[i]]&inFragment == 0; i++ {
		}
	}
	return i == len(s)
}
