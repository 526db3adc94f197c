package crawl

import "hash/maphash"

// A namespace is one of the three that a page's elements can be in.
type namespace uint8

const (
	htmlSpace namespace = iota
	svgSpace
	mathSpace
)

// An integration says how elements get from SVG or MathML back to HTML.
//
// https://html.spec.whatwg.org/multipage/parsing.html#html-integration-point
type integration uint8

const (
	noIntegration   integration = iota
	htmlPoint                   // its content is HTML
	mathTextPoint               // the same but for mglyph and malignmark
	annotationPoint             // annotation-xml: an svg below it is SVG
)

// A startTag is what the namespace of its element depends on.
type startTag struct {
	name        []byte
	el          *element
	attrs       attributes
	selfClosing bool
}

// A foreignStack tells HTML from SVG and MathML, where base is no base,
// script no script and CDATA no comment. It is that part of the parser's stack
// of open elements which begins with the outermost svg or math, and so it is
// empty nearly always. Implied end tags, and an end tag that closes an HTML
// element around the svg, are followed only as far as a page without a tree
// allows; a breakout element ends such a disagreement soon.
//
// https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign
type foreignStack []openElement

// maxForeign bounds the stack, and the search for what an end tag closes.
// Deeper elements have their namespace but are not remembered.
const maxForeign = 128

type openElement struct {
	name  uint64 // hashed: names are only compared
	space namespace
	point integration
}

var nameSeed = maphash.MakeSeed()

// inForeign reports whether the current node is no HTML element.
func (f foreignStack) inForeign() bool {
	return len(f) > 0 && f[len(f)-1].space != htmlSpace
}

// start opens the element of a tag and returns its namespace.
func (f *foreignStack) start(tag startTag) namespace {
	if len(*f) == 0 && !isForeignRoot(tag.name) {
		return htmlSpace
	}
	space := f.spaceFor(tag.name)
	if space != htmlSpace && (tag.el.breakout || tag.attrs.has(attrFont)) {
		f.breakOut()
		space = htmlSpace
	}
	if space == htmlSpace {
		switch string(tag.name) {
		case "svg":
			space = svgSpace
		case "math":
			space = mathSpace
		}
	}
	f.push(tag, space)
	return space
}

func isForeignRoot(name []byte) bool {
	return string(name) == "svg" || string(name) == "math"
}

// spaceFor says by which rules a start tag is read here: those of HTML, or
// those of the current node's namespace.
//
// https://html.spec.whatwg.org/multipage/parsing.html#tree-construction-dispatcher
func (f foreignStack) spaceFor(name []byte) namespace {
	if len(f) == 0 {
		return htmlSpace
	}
	top := f[len(f)-1]
	switch top.point {
	case htmlPoint:
		return htmlSpace
	case mathTextPoint:
		if string(name) != "mglyph" && string(name) != "malignmark" {
			return htmlSpace
		}
	case annotationPoint:
		if string(name) == "svg" {
			return htmlSpace
		}
	}
	return top.space
}

// push remembers the element where it stays open and lies in foreign content.
func (f *foreignStack) push(tag startTag, space namespace) {
	if space == htmlSpace && (len(*f) == 0 || tag.el.void) ||
		space != htmlSpace && tag.selfClosing || len(*f) == maxForeign {
		return
	}
	*f = append(*f, openElement{
		name:  maphash.Bytes(nameSeed, tag.name),
		space: space,
		point: integrationOf(tag, space),
	})
}

func integrationOf(tag startTag, space namespace) integration {
	switch space {
	case svgSpace:
		switch string(tag.name) {
		case "foreignobject", "desc", "title":
			return htmlPoint
		}
	case mathSpace:
		switch string(tag.name) {
		case "mi", "mo", "mn", "ms", "mtext":
			return mathTextPoint
		case "annotation-xml":
			encoding := tag.attrs.get(attrEncoding)
			if equalFold(encoding, "text/html") || equalFold(encoding, "application/xhtml+xml") {
				return htmlPoint
			}
			return annotationPoint
		}
	}
	return noIntegration
}

// end closes the element that an end tag names and reports whether the tag is
// one of HTML.
func (f *foreignStack) end(name []byte, el *element) bool {
	if len(*f) == 0 {
		return true
	}
	if f.inForeign() && (string(name) == "p" || string(name) == "br") {
		f.breakOut()
		return true
	}
	hashed := maphash.Bytes(nameSeed, name)
	if f.endForeign(hashed) {
		return false
	}
	f.endHTML(hashed, el)
	return true
}

// endForeign closes the innermost element of that name, unless an HTML element
// lies between, and reports whether there was one.
func (f *foreignStack) endForeign(name uint64) bool {
	s := *f
	for i := len(s) - 1; i >= 0 && s[i].space != htmlSpace; i-- {
		if s[i].name == name {
			*f = s[:i]
			return true
		}
	}
	return false
}

// endHTML closes the innermost HTML element of that name, unless an
// integration point lies between. Where the stack holds none the tag may be
// that of an element around the svg, which is then closed as well. That is
// taken for granted when SVG has no element of that name.
func (f *foreignStack) endHTML(name uint64, el *element) {
	s := *f
	for i := len(s) - 1; i >= 0; i-- {
		if s[i].space == htmlSpace && s[i].name == name {
			*f = s[:i]
			return
		}
		if s[i].point != noIntegration {
			return
		}
	}
	if el.breakout || el.links != 0 && el.svgLinks == 0 {
		*f = s[:0]
	}
}

// breakOut closes the foreign elements down to an integration point or to HTML.
func (f *foreignStack) breakOut() {
	s := *f
	for len(s) > 0 && s[len(s)-1].space != htmlSpace {
		if p := s[len(s)-1].point; p == htmlPoint || p == mathTextPoint {
			break
		}
		s = s[:len(s)-1]
	}
	*f = s
}
