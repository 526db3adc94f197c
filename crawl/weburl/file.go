package weburl

// appendFile writes a file URL, of which "file:" is written.
//
// https://url.spec.whatwg.org/#file-state
func appendFile(dst []byte, at *layout, rest string, base *URL) ([]byte, string) {
	slashes := 0
	for slashes < 2 && slashes < len(rest) && file.isSlash(rest[slashes]) {
		slashes++
	}
	baseFile := base.at.kind == file
	switch {
	case slashes == 2:
		return appendFileHost(dst, at, rest[2:])
	case slashes == 1 && baseFile:
		rest = rest[1:]
		dst = base.appendAuthority(dst[:0], at)
		if path := base.Path(); !startsWithDrive(rest) && len(path) >= 3 && isDrive(path[1:3], ':') && (len(path) == 3 || path[3] == '/') {
			dst = append(dst, path[:3]...)
		}
		return appendPath(dst, at, rest), ""
	case baseFile && startsWithDrive(rest):
		return appendPath(base.appendAuthority(dst[:0], at), at, rest), ""
	case baseFile:
		return appendSibling(dst[:0], at, rest, base), ""
	}
	dst = appendEmptyHost(dst, at)
	return appendPath(dst, at, rest[slashes:]), ""
}

// appendFileHost writes host and path. A drive letter in the place of the host
// is the first segment of the path.
//
// https://url.spec.whatwg.org/#file-host-state
func appendFileHost(dst []byte, at *layout, in string) ([]byte, string) {
	end := 0
	for end < len(in) && in[end] != '?' && in[end] != '#' && !file.isSlash(in[end]) {
		end++
	}
	host, rest := in[:end], in[end:]
	dst = appendEmptyHost(dst, at)
	if isDrive(host, '|') {
		return appendPath(dst, at, in), ""
	}
	if host != "" {
		var reason string
		if dst, reason = appendHost(dst, at, host); reason != "" {
			return dst, reason
		}
		if string(dst[at.host:]) == "localhost" {
			dst = dst[:at.host]
			at.hostEnd = at.host
		}
		at.path = at.hostEnd
	}
	return appendPathStart(dst, at, rest), ""
}

func appendEmptyHost(dst []byte, at *layout) []byte {
	dst = append(dst, "//"...)
	at.userEnd = uint32(len(dst))
	at.host, at.hostEnd, at.path = at.userEnd, at.userEnd, at.userEnd
	return dst
}

// isDrive reports whether s is a drive letter such as "C:", and, where the
// second argument is '|', also whether it is one such as "C|".
//
// https://url.spec.whatwg.org/#windows-drive-letter
func isDrive(s string, or byte) bool {
	return len(s) == 2 && isAlpha(s[0]) && (s[1] == ':' || s[1] == or)
}

// https://url.spec.whatwg.org/#start-with-a-windows-drive-letter
func startsWithDrive(s string) bool {
	if len(s) < 2 || !isDrive(s[:2], '|') {
		return false
	}
	return len(s) == 2 || s[2] == '?' || s[2] == '#' || file.isSlash(s[2])
}
