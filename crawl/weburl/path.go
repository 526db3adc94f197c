package weburl

import (
	"slices"
	"strings"
)

// appendPath writes the segments that in begins with behind those already
// written, then query and fragment. The slash before the first segment is not
// part of in.
//
// https://url.spec.whatwg.org/#path-state
func appendPath(dst []byte, at *layout, in string) []byte {
	end, plain := scanSegments(in)
	path, tail := in[:end], in[end:]
	if plain && at.kind != file {
		dst = append(dst, '/')
		dst = appendEncoded(dst, path, inPath)
	} else {
		dst = appendSegments(dst, at, path)
	}
	// https://url.spec.whatwg.org/#url-serializing, step 3
	if !at.hasAuthority() && len(dst) > int(at.path)+1 && dst[at.path+1] == '/' {
		dst = slices.Insert(dst, int(at.path), '/', '.')
		at.path += 2
	}
	return appendQuery(dst, at, tail)
}

// scanSegments returns where a path ends, and whether all of its segments can
// be written as they are but for their encoding.
func scanSegments(s string) (end int, plain bool) {
	plain = !mayBeDots(s, 0)
	for i := range len(s) {
		switch s[i] {
		case '?', '#':
			return i, plain
		case '\\':
			plain = false
		case '/':
			plain = plain && !mayBeDots(s, i+1)
		}
	}
	return len(s), plain
}

func appendSegments(dst []byte, at *layout, path string) []byte {
	for more := true; more; {
		var segment string
		segment, path, more = cutSegment(path, at.kind)
		dst = appendSegment(dst, at, segment, !more)
	}
	return dst
}

// cutSegment cuts path at its first slash.
func cutSegment(path string, kind kind) (segment, rest string, more bool) {
	for i := range len(path) {
		if kind.isSlash(path[i]) {
			return path[:i], path[i+1:], true
		}
	}
	return path, "", false
}

// appendSegment writes one segment with the slash before it; dot segments act
// on what is written. A dot segment at the end leaves the slash.
func appendSegment(dst []byte, at *layout, segment string, last bool) []byte {
	dots := dotSegment(segment)
	if dots == 2 {
		dst = shorten(dst, at)
	}
	if dots > 0 {
		if last {
			dst = append(dst, '/')
		}
		return dst
	}
	first := len(dst) == int(at.path)
	dst = append(dst, '/')
	if at.kind == file && first && isDrive(segment, '|') {
		return append(dst, segment[0], ':')
	}
	return appendEncoded(dst, segment, inPath)
}

// dotSegment returns 1 for ".", 2 for "..", else 0; a dot may be written %2e.
//
// https://url.spec.whatwg.org/#single-dot-path-segment
func dotSegment(s string) int {
	for n := range 3 {
		switch {
		case s == "":
			return n
		case s[0] == '.':
			s = s[1:]
		case len(s) >= 3 && s[0] == '%' && s[1] == '2' && s[2]|0x20 == 'e':
			s = s[3:]
		default:
			return 0
		}
	}
	return 0
}

// appendOpaquePath writes a path without segments, then query and fragment.
//
// https://url.spec.whatwg.org/#cannot-be-a-base-url-path-state
func appendOpaquePath(dst []byte, at *layout, in string) []byte {
	end := index(in, endsPath)
	path := in[:end]
	// A space at the end would be lost when the URL, cut there, is parsed again.
	trimmed, space := strings.CutSuffix(path, " ")
	dst = appendEncoded(dst, trimmed, c0Control)
	if space {
		dst = append(dst, "%20"...)
	}
	return appendQuery(dst, at, in[end:])
}
