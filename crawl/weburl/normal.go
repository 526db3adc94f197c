package weburl

import "strings"

// The fast paths: what is already in normal form is checked in one scan and
// then taken as it is, or put behind a part of the base in one allocation.
// They decline where they are not sure, and the general parser decides. Both
// give the same result; a test holds them against each other.

// parseNormal reads an absolute http or https URL in normal form. The result
// is s itself.
func parseNormal(s string) (URL, bool) {
	var at layout
	switch {
	case strings.HasPrefix(s, "http://"):
		at.kind, at.scheme = http, uint32(len("http"))
	case strings.HasPrefix(s, "https://"):
		at.kind, at.scheme = https, uint32(len("https"))
	default:
		return URL{}, false
	}
	host := int(at.scheme) + len("://")
	hostEnd, path, ok := scanAuthority(s, host, at.kind)
	if !ok || len(s) > maxLen {
		return URL{}, false
	}
	query, fragment, ok := scanPath(s, path+1)
	at.userEnd, at.host, at.hostEnd = uint32(host), uint32(host), uint32(hostEnd)
	at.path, at.query, at.fragment = uint32(path), uint32(query), uint32(fragment)
	return URL{s, at}, ok
}

// resolveNormal resolves a reference in normal form against a base that has a
// special scheme and is no file.
func (u *URL) resolveNormal(ref string) (URL, bool) {
	if next, ok := parseNormal(ref); ok {
		return next.Clone(), true
	}
	if ref == "" || len(ref) > maxLen-len(u.href) || u.at.kind == other || u.at.kind == file {
		return URL{}, false
	}
	switch {
	case ref[0] == '#':
		return u.resolveFragment(ref)
	case ref[0] == '?':
		query, fragment, ok := scanQuery(ref, 0)
		return u.join(u.at.query, ref, query, fragment, ok)
	case ref[0] != '/':
		return u.resolvePath(ref)
	case len(ref) > 1 && ref[1] == '/':
		return u.resolveAuthority(ref)
	}
	query, fragment, ok := scanPath(ref, 1)
	return u.join(u.at.path, ref, query, fragment, ok)
}

// join puts ref behind the first n bytes of u, which contain its authority;
// query and fragment are offsets in ref.
func (u *URL) join(n uint32, ref string, query, fragment int, ok bool) (URL, bool) {
	if !ok {
		return URL{}, false
	}
	next := URL{u.href[:n] + ref, u.at}
	next.at.query, next.at.fragment = n+uint32(query), n+uint32(fragment)
	return next, true
}

func (u *URL) resolveFragment(ref string) (URL, bool) {
	if !scanFragment(ref, 0) {
		return URL{}, false
	}
	return URL{u.href[:u.at.fragment] + ref, u.at}, true
}

// resolveAuthority resolves "//host/path".
func (u *URL) resolveAuthority(ref string) (URL, bool) {
	hostEnd, path, ok := scanAuthority(ref, len("//"), u.at.kind)
	if !ok {
		return URL{}, false
	}
	query, fragment, ok := scanPath(ref, path+1)
	if !ok {
		return URL{}, false
	}
	n := u.at.scheme + 1
	at := layout{scheme: u.at.scheme, userEnd: n + 2, host: n + 2, kind: u.at.kind}
	at.hostEnd, at.path = n+uint32(hostEnd), n+uint32(path)
	at.query, at.fragment = n+uint32(query), n+uint32(fragment)
	return URL{u.href[:n] + ref, at}, true
}

// resolvePath resolves "path", "./path" and "../path".
func (u *URL) resolvePath(ref string) (URL, bool) {
	if colonInFirstSegment(ref) {
		return URL{}, false // may be a scheme
	}
	path := u.Path()
	dir := strings.LastIndexByte(path, '/')
	for {
		if rest, ok := strings.CutPrefix(ref, "../"); ok {
			dir, ref = max(0, strings.LastIndexByte(path[:dir], '/')), rest
		} else if rest, ok := strings.CutPrefix(ref, "./"); ok {
			ref = rest
		} else {
			break
		}
	}
	query, fragment, ok := scanPath(ref, 0)
	return u.join(u.at.path+uint32(dir)+1, ref, query, fragment, ok)
}

func colonInFirstSegment(ref string) bool {
	for i := range len(ref) {
		switch ref[i] {
		case ':':
			return true
		case '/', '?', '#':
			return false
		}
	}
	return false
}
