package crawl

import (
	"clew/crawl/scan"
	"clew/crawl/weburl"
)

// An extractor reads the tokens of one page. It builds no tree: that would
// take six times the memory, and x/net/html builds none for pages that nest
// deeper than 512 elements. Of the parser's state it keeps what decides
// whether a tag is HTML ([foreignStack]), inert (templates) or text.
type extractor struct {
	z      *scan.Scanner
	body   []byte
	page   weburl.URL
	frames int // that it is in
	held   int // bytes, by the links
	opts   LinkOptions
	query  *queryEncoder // nil for UTF-8
	doc    Document

	hasBase  bool // doc.Base is settled
	resolved bool // something was resolved against doc.Base
	lateBase bool // wrongly so: stop and begin again
	enough   bool // the head is over, and only it was asked for

	open      foreignStack
	templates templates
	inForm    bool
	rawText   bool // the next text token is the content of a script or the like

	title  titleReader
	anchor anchorReader

	attrs [8]attribute // room for those of the present tag
}

// extract reads the page, for a second time where it tells its base too late.
func (x *extractor) extract() Document {
	x.query = newQueryEncoder(x.opts.Charset)
	first := *x
	x.begin()
	if x.run(); x.lateBase {
		base := x.doc.Base
		*x = first
		x.begin()
		x.setBase(base)
		x.run()
	}
	return x.doc
}

// begin makes it ready for the first tag.
func (x *extractor) begin() {
	x.z = scan.New(x.body)
	x.z.AllowCDATA(x.opts.XML)
	x.doc.Base = x.page
	x.header(x.opts.Header)
	x.resolved = false // but for these
}

func (x *extractor) run() {
	for !x.lateBase && !x.enough {
		switch x.z.Next() {
		case scan.End:
			x.endAnchor()
			return
		case scan.Text:
			x.text()
		case scan.StartTag:
			x.startTag()
		case scan.EndTag:
			x.endTag()
		}
		x.z.AllowCDATA(x.opts.XML || x.open.inForeign())
	}
}

func (x *extractor) startTag() {
	name := x.z.Name()
	el := lookupElement(name)
	attrs := x.readAttrs(el)
	x.rawText = false
	space := x.open.start(startTag{name, el, attrs, x.z.SelfClosing()})
	switch space {
	case htmlSpace:
		x.startHTML(el, attrs)
	case svgSpace:
		x.links(el, el.svgLinks, attrs)
	}
	if x.opts.XML && space == htmlSpace && x.z.SelfClosing() {
		x.endTag()
	}
}

// readAttrs returns those of the tag's attributes that el asks for, of two
// with one name the first.
//
// https://html.spec.whatwg.org/multipage/parsing.html#parse-error-duplicate-attribute
func (x *extractor) readAttrs(el *element) attributes {
	attrs, wanted := attributes(x.attrs[:0]), el.attrs()
	for wanted != 0 && x.z.NextAttr() {
		if attr := lookupAttr(x.z.AttrName()) & wanted; attr != 0 {
			attrs = append(attrs, attribute{attr, x.z.AttrValue()})
			wanted &^= attr
		}
	}
	return attrs
}

func (x *extractor) startHTML(el *element, attrs attributes) {
	if el.content != 0 {
		x.rawText = true
		if !x.opts.XML {
			x.z.Enter(el.content)
		}
	}
	switch el.role {
	case roleTitle:
		x.title.start(x.templates.any())
	case roleTemplate:
		x.templates.start(attrs.get(attrShadowrootmode), len(x.open))
	}
	if x.templates.inert == 0 {
		x.act(el, attrs)
	}
}

func (x *extractor) endTag() {
	name := x.z.Name()
	el := lookupElement(name)
	x.rawText = false
	x.title.end()
	if el.role == roleAnchor {
		x.endAnchor()
	}
	if !x.open.end(name, el) {
		return
	}
	switch el.role {
	case roleTemplate:
		x.open = x.templates.end(x.open)
	case roleForm:
		x.inForm = x.inForm && x.templates.any()
	}
}

func (x *extractor) text() {
	switch {
	case x.title.reading:
		x.doc.Title = x.title.read(x.z.Text())
	case x.anchor.reading && !x.rawText:
		x.anchor.add(x.z.Text())
	}
}
