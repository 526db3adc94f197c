package crawl

import (
	"bytes"
	"iter"
)

// A LinkHeader is what the head of a response says of links: the values of its
// Link and Refresh fields, in their order.
type LinkHeader struct{ Link, Refresh []string }

// header adds the links of the response's head. They are relative to the
// page's own URL, whatever base element it has.
//
// https://www.rfc-editor.org/rfc/rfc8288#section-3.2
func (x *extractor) header(h LinkHeader) {
	for _, field := range h.Link {
		for ref, rel := range headerLinks([]byte(field)) {
			x.headerLink(ref, rel)
		}
	}
	for _, field := range h.Refresh {
		if ref, ok := ParseRefresh([]byte(field)); ok {
			x.add(&Link{Tag: "header", Attribute: "refresh"}, ref)
		}
	}
}

// headerLink adds one link of a Link field, but for a hint to connect: see
// [extractor.linkElement].
func (x *extractor) headerLink(ref, rel []byte) {
	link := Link{Tag: "header", Attribute: "link"}
	for t := range tokens(rel, asciiSpace) {
		switch {
		case equalFold(t, "dns-prefetch"), equalFold(t, "preconnect"):
			return
		case equalFold(t, "nofollow"):
			link.NoFollow = true
		case equalFold(t, "canonical") && x.doc.Canonical.IsZero():
			x.canonical(ref)
		}
	}
	if x.opts.Describe {
		link.Rel = string(rel)
	}
	x.add(&link, ref)
}

// headerLinks yields the references of a Link field with the rel of each:
// `</2>; rel="next prefetch", <//cdn/x>; rel=preload` has two. It ends where
// the field is broken.
//
// https://www.rfc-editor.org/rfc/rfc8288#appendix-B.2
func headerLinks(s []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(ref, rel []byte) bool) {
		for {
			s = bytes.TrimLeft(s, asciiSpace+",")
			if len(s) == 0 || s[0] != '<' {
				return
			}
			ref, rest, closed := bytes.Cut(s[1:], []byte(">"))
			if !closed {
				return
			}
			var rel []byte
			rel, s = linkRel(rest)
			if !yield(ref, rel) {
				return
			}
		}
	}
}

// linkRel reads the parameters of a link and returns the first rel among them,
// and what follows the link. A rel of Link fields has no escapes to undo.
func linkRel(s []byte) (rel, rest []byte) {
	for s = trimLeftSpace(s); len(s) > 0 && s[0] == ';'; s = trimLeftSpace(s) {
		var name, value []byte
		s = trimLeftSpace(s[1:])
		name, s = cutAny(s, "=;,")
		if len(s) > 0 && s[0] == '=' {
			value, s = paramValue(trimLeftSpace(s[1:]))
		}
		if rel == nil && equalFold(trimSpace(name), "rel") {
			rel = value
		}
	}
	return rel, s
}

// paramValue reads a token or a quoted string.
func paramValue(s []byte) (value, rest []byte) {
	if len(s) == 0 || s[0] != '"' {
		value, rest = cutAny(s, ";,")
		return trimSpace(value), rest
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[1:i], s[i+1:]
		}
	}
	return s[1:], nil
}

// cutAny cuts s before the first of the bytes.
func cutAny(s []byte, any string) (before, rest []byte) {
	if i := bytes.IndexAny(s, any); i >= 0 {
		return s[:i], s[i:]
	}
	return s, nil
}
