package weburl

import "bytes"

// appendReference resolves a reference without scheme.
//
// https://url.spec.whatwg.org/#no-scheme-state
func appendReference(dst []byte, at *layout, ref string, base *URL) ([]byte, string) {
	switch {
	case base.IsZero():
		return dst, noScheme
	case base.opaque():
		if ref == "" || ref[0] != '#' {
			return dst, opaqueBase
		}
		return appendSibling(dst, at, ref, base), ""
	case base.at.kind == file:
		dst = append(dst, "file:"...)
		at.kind = file
		at.setNoAuthority(len("file"))
		return appendFile(dst, at, ref, base)
	}
	return appendRelative(dst, at, ref, base)
}

// opaque reports whether the path is a string and no list of segments, as in
// mailto:a@b.
func (u *URL) opaque() bool {
	return !u.at.hasAuthority() && (u.at.path == u.at.query || u.href[u.at.path] != '/')
}

// appendRelative resolves against a base that has segments and is no file.
//
// https://url.spec.whatwg.org/#relative-state
func appendRelative(dst []byte, at *layout, ref string, base *URL) ([]byte, string) {
	kind := base.at.kind
	if ref == "" || !kind.isSlash(ref[0]) {
		return appendSibling(dst, at, ref, base), ""
	}
	if len(ref) == 1 || !kind.isSlash(ref[1]) {
		return appendPath(base.appendAuthority(dst, at), at, ref[1:]), ""
	}
	dst = append(dst, base.href[:base.at.scheme+1]...)
	at.kind = kind
	at.setNoAuthority(int(base.at.scheme))
	ref = ref[2:]
	if kind.special() {
		ref = trimSlashes(ref)
	}
	return appendAuthority(dst, at, ref)
}

// appendSibling resolves a reference that keeps the authority of base and does
// not begin with a slash.
func appendSibling(dst []byte, at *layout, ref string, base *URL) []byte {
	switch {
	case ref == "" || ref[0] == '#':
		*at = base.at
		dst = append(dst, base.href[:base.at.fragment]...)
		return appendFragment(dst, at, ref)
	case ref[0] == '?':
		*at = base.at
		dst = append(dst, base.href[:base.at.query]...)
		return appendQuery(dst, at, ref)
	}
	dst = base.appendAuthority(dst, at)
	dst = append(dst, base.Path()...)
	return appendPath(shorten(dst, at), at, ref)
}

// appendAuthority writes the part of u before its path.
func (u *URL) appendAuthority(dst []byte, at *layout) []byte {
	*at = u.at
	at.path = u.at.beforePath()
	return append(dst, u.href[:at.path]...)
}

// shorten removes the last segment of the path, with its slash. The drive
// letter of a file stays.
//
// https://url.spec.whatwg.org/#shorten-a-urls-path
func shorten(dst []byte, at *layout) []byte {
	path := dst[at.path:]
	if at.kind == file && len(path) == 3 && isDrive(string(path[1:]), ':') {
		return dst
	}
	return dst[:int(at.path)+max(0, bytes.LastIndexByte(path, '/'))]
}
