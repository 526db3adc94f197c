package weburl

import "strings"

// appendAuthority writes "//", the authority that in begins with, and all that
// follows it. The slashes before the authority are not part of in.
//
// https://url.spec.whatwg.org/#authority-state
func appendAuthority(dst []byte, at *layout, in string) ([]byte, string) {
	end := 0
	for end < len(in) && in[end] != '?' && in[end] != '#' && !at.kind.isSlash(in[end]) {
		end++
	}
	host := in[:end]
	dst = append(dst, "//"...)
	at.userEnd = uint32(len(dst))
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		if host[i+1:] == "" {
			return dst, hostMissing
		}
		dst = appendUserinfo(dst, at, host[:i])
		host = host[i+1:]
	}
	at.host = uint32(len(dst))
	dst, reason := appendHostPort(dst, at, host)
	if reason != "" {
		return dst, reason
	}
	at.path = uint32(len(dst))
	return appendPathStart(dst, at, in[end:]), ""
}

// appendUserinfo writes user name and password with the '@' behind them, or
// nothing where both are empty. The first colon divides them.
func appendUserinfo(dst []byte, at *layout, s string) []byte {
	username, password, _ := strings.Cut(s, ":")
	dst = appendEncoded(dst, username, inUserinfo)
	at.userEnd = uint32(len(dst))
	if password != "" {
		dst = append(dst, ':')
		dst = appendEncoded(dst, password, inUserinfo)
	}
	if username != "" || password != "" {
		dst = append(dst, '@')
	}
	return dst
}

// appendHostPort writes the host, and the port unless it is the default one.
//
// https://url.spec.whatwg.org/#host-state
func appendHostPort(dst []byte, at *layout, s string) ([]byte, string) {
	host, port, colon := cutPort(s)
	if host == "" && (colon || at.kind.special()) {
		return dst, hostMissing
	}
	dst, reason := appendHost(dst, at, host)
	if reason != "" {
		return dst, reason
	}
	return appendPort(dst, at.kind, port)
}

// cutPort cuts s at the first colon outside of brackets.
func cutPort(s string) (host, port string, colon bool) {
	inside := false
	for i := range len(s) {
		switch s[i] {
		case '[':
			inside = true
		case ']':
			inside = false
		case ':':
			if !inside {
				return s[:i], s[i+1:], true
			}
		}
	}
	return s, "", false
}

// appendPathStart writes what follows an authority: a special URL always gets
// a path.
//
// https://url.spec.whatwg.org/#path-start-state
func appendPathStart(dst []byte, at *layout, rest string) []byte {
	switch {
	case rest != "" && at.kind.isSlash(rest[0]):
		return appendPath(dst, at, rest[1:])
	case at.kind.special():
		return appendPath(dst, at, rest)
	}
	return appendQuery(dst, at, rest)
}
