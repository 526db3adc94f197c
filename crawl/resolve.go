package crawl

import (
	"bytes"
	"unsafe"

	"clew/crawl/weburl"
)

// base takes the href of a base element: the first one that has an href
// counts, even where it is no URL. One inside a shadow root is none.
//
// https://html.spec.whatwg.org/multipage/semantics.html#set-the-frozen-base-url
func (x *extractor) base(attrs attributes) {
	if x.hasBase || x.templates.any() || !attrs.has(attrHref) {
		return
	}
	base, err := x.parse(x.page, attrs.get(attrHref))
	if err != nil || base.Scheme() == "data" || base.Scheme() == "javascript" {
		base = x.page
	}
	x.lateBase = x.resolved && base != x.doc.Base
	x.setBase(base)
}

func (x *extractor) setBase(base weburl.URL) {
	x.hasBase = true
	x.doc.Base = base
}

// resolve makes a URL of a reference. ok is false where that is none, or has
// another scheme than http and https.
func (x *extractor) resolve(ref []byte) (u weburl.URL, ok bool) {
	if otherScheme(ref) {
		return weburl.URL{}, false
	}
	x.resolved = true
	u, err := x.parse(x.doc.Base, ref)
	return u, err == nil && u.IsHTTP()
}

// parse resolves ref against base, its query in the page's encoding.
func (x *extractor) parse(base weburl.URL, ref []byte) (weburl.URL, error) {
	if x.query != nil {
		ref = x.query.encode(ref)
	}
	return base.ParseBytes(ref)
}

// otherScheme reports whether ref plainly has another scheme than http and
// https. It spares the parser long data URLs; what it lets pass is decided there.
func otherScheme(ref []byte) bool {
	for len(ref) > 0 && ref[0] <= ' ' {
		ref = ref[1:]
	}
	for i, c := range ref {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return !equalFold(ref[:i], "http") && !equalFold(ref[:i], "https")
		default:
			return false
		}
	}
	return false
}

// maxLinkBytes bounds the memory of a page's links. A long base in front of
// many short references would otherwise make gigabytes of a few megabytes.
const maxLinkBytes = 64 << 20

// links adds the references that a tag holds in the attributes wanted.
func (x *extractor) links(el *element, wanted attrSet, attrs attributes) {
	first, noFollow := len(x.doc.Links), false
	if wanted == 0 || x.templates.inert > 0 {
		return
	}
	if rel := attrs.get(attrRel); rel != nil {
		noFollow = hasToken(rel, asciiSpace, "nofollow")
	}
	for _, a := range attrs {
		if a.attr&wanted == 0 {
			continue
		}
		link := Link{Tag: el.name, Attribute: a.attr.name(), NoFollow: noFollow}
		if a.attr&attrCandidates == 0 {
			x.add(&link, a.value)
			continue
		}
		for ref := range srcsetURLs(a.value) {
			x.add(&link, ref)
		}
	}
	x.describe(el, first, attrs)
}

// add adds a link that leads to ref, if that is a reference that leads
// anywhere. An empty one does so only on an a element, where it names the base.
func (x *extractor) add(link *Link, ref []byte) {
	if x.opts.HeadOnly || x.doc.Truncated || link.Tag != "a" && len(trimControls(ref)) == 0 {
		return
	}
	u, ok := x.resolve(ref)
	if !ok {
		return
	}
	x.held += len(u.String()) + int(unsafe.Sizeof(*link))
	if x.held > maxLinkBytes {
		x.doc.Truncated = true
		return
	}
	if x.doc.Links == nil { // pages have a link for some 200 bytes
		x.doc.Links = make([]Link, 0, min(len(x.body)/192, 64)+1)
	}
	link.URL, link.Fragment = u.WithoutFragment(), u.Fragment()
	x.doc.Links = append(x.doc.Links, *link)
}

// describe fills in what only some callers want of the links from first on.
func (x *extractor) describe(el *element, first int, attrs attributes) {
	if !x.opts.Describe {
		return
	}
	if rel := string(attrs.get(attrRel)); rel != "" {
		for i := first; i < len(x.doc.Links); i++ {
			x.doc.Links[i].Rel = rel
		}
	}
	if el.role == roleAnchor {
		x.endAnchor()
		x.startAnchor(first)
	}
}

// trimControls removes what the URL parser ignores around a reference.
func trimControls(ref []byte) []byte {
	return bytes.TrimFunc(ref, func(r rune) bool { return r <= ' ' })
}
