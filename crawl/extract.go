package crawl

import (
	"bytes"

	"golang.org/x/net/html"

	"clew/crawl/weburl"
)

// An extractor reads the tokens of one page. It builds no tree: that would
// take six times the memory, and x/net/html builds none for pages that nest
// deeper than 512 elements. Of the parser's state it keeps what decides
// whether a tag is HTML ([foreignStack]), inert (templates) or text.
type extractor struct {
	z     *html.Tokenizer
	body  []byte
	read  int  // how much of body is behind the present token
	stale bool // z is to be replaced
	page  weburl.URL
	held  int // bytes, by the links
	opts  LinkOptions
	query *queryEncoder // nil for UTF-8
	doc   Document

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

func newExtractor(page weburl.URL, body []byte, opts LinkOptions) *extractor {
	return &extractor{
		z:     html.NewTokenizer(bytes.NewReader(body)),
		body:  body,
		page:  page,
		opts:  opts,
		query: newQueryEncoder(opts.Charset),
		doc:   Document{Base: page},
	}
}

func (x *extractor) run() {
	for !x.lateBase && !x.enough {
		switch x.z.Next() {
		case html.ErrorToken: // the end; an unfinished tag there is none
			x.endAnchor()
			return
		case html.TextToken:
			x.text()
		case html.StartTagToken:
			x.startTag(false)
		case html.SelfClosingTagToken:
			x.startTag(true)
		case html.EndTagToken:
			x.endTag()
		}
		x.advance()
		x.z.AllowCDATA(x.open.inForeign())
	}
}

// bigTag is the length from which on a tag is followed by a new tokeniser.
// That of x/net/html v0.62 has a map of the attributes of the tag, which never
// shrinks and is cleared for every tag: behind one with a million attributes
// it would take seconds for a megabyte.
const bigTag = 4 << 10

// advance goes behind the present token. The tokeniser is not replaced within
// a script or the like, for no new one would know how that ends.
func (x *extractor) advance() {
	x.read += len(x.z.Raw())
	if x.stale && !x.rawText {
		x.stale = false
		x.z = html.NewTokenizer(bytes.NewReader(x.body[x.read:]))
	}
}

func (x *extractor) startTag(selfClosing bool) {
	name, more := x.z.TagName()
	el := lookupElement(name)
	attrs := x.readAttrs(el, more)
	x.rawText = false
	x.stale = x.stale || len(x.z.Raw()) > bigTag
	space := x.open.start(startTag{name, el, attrs, selfClosing})
	switch space {
	case htmlSpace:
		x.startHTML(el, attrs)
	case svgSpace:
		x.z.NextIsNotRawText()
		x.links(el, el.svgLinks, attrs)
	case mathSpace:
		x.z.NextIsNotRawText()
	}
}

// readAttrs returns those of the tag's attributes that el asks for.
func (x *extractor) readAttrs(el *element, more bool) attributes {
	attrs, wanted := attributes(x.attrs[:0]), el.attrs()
	for more && wanted != 0 {
		var key, value []byte
		key, value, more = x.z.TagAttr()
		if attr := lookupAttr(key) & wanted; attr != 0 {
			attrs = append(attrs, attribute{attr, value})
			wanted &^= attr
		}
	}
	return attrs
}

func (x *extractor) startHTML(el *element, attrs attributes) {
	switch el.role {
	case roleNoscript:
		x.z.NextIsNotRawText()
	case roleRawText:
		x.rawText = true
	case roleTitle:
		x.rawText = true
		x.title.start(x.templates.any())
	case roleTemplate:
		x.templates.start(attrs.get(attrShadowrootmode), len(x.open))
	}
	if x.templates.inert == 0 {
		x.act(el, attrs)
	}
}

// act does what a tag that is not inert asks for.
func (x *extractor) act(el *element, attrs attributes) {
	links := el.links
	switch el.role {
	case roleBase:
		x.base(attrs)
	case roleHTML:
		if x.doc.Lang == "" {
			x.doc.Lang = string(trimSpace(attrs.get(attrLang)))
		}
	case roleBody:
		x.enough = x.opts.HeadOnly
	case roleMeta:
		x.meta(attrs)
	case roleLink:
		links = x.linkElement(links, attrs)
	case roleForm:
		links = x.form(links, attrs)
	case roleInput:
		if !equalFold(attrs.get(attrType), "image") {
			links = 0
		}
	}
	x.links(el, links, attrs)
}

func (x *extractor) endTag() {
	name, _ := x.z.TagName()
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
