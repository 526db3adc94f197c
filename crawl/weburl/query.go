package weburl

import "strings"

// appendQuery writes the rest of a URL, which is empty or begins with '?' or
// '#'.
//
// https://url.spec.whatwg.org/#query-state
func appendQuery(dst []byte, at *layout, rest string) []byte {
	at.query = uint32(len(dst))
	if rest == "" || rest[0] != '?' {
		return appendFragment(dst, at, rest)
	}
	end := strings.IndexByte(rest, '#')
	if end < 0 {
		end = len(rest)
	}
	encode := inQuery
	if at.kind.special() {
		encode = inSpecialQuery
	}
	// The whole query is at hand here: the encoder of a legacy charset needs
	// it so, because some have a state.
	dst = append(dst, '?')
	dst = appendEncoded(dst, rest[1:end], encode)
	return appendFragment(dst, at, rest[end:])
}

// appendFragment writes the fragment, which is empty or begins with '#'.
//
// https://url.spec.whatwg.org/#fragment-state
func appendFragment(dst []byte, at *layout, rest string) []byte {
	at.fragment = uint32(len(dst))
	if rest == "" {
		return dst
	}
	dst = append(dst, '#')
	return appendEncoded(dst, rest[1:], inFragment)
}
