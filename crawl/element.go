package crawl

import "clew/crawl/scan"

// An element is what a tag's name says about it.
type element struct {
	name     string  // for Link.Tag
	links    attrSet // the attributes that hold references, in HTML
	svgLinks attrSet // and in SVG
	reads    attrSet // other attributes needed
	role     role
	content  scan.Content // if it is no markup
	void     bool         // has no content and no end tag
	breakout bool         // ends SVG and MathML around it: see [foreignStack]
}

// A role is what an element does besides holding references.
type role uint8

const (
	roleNone role = iota
	roleAnchor
	roleBase
	roleBody
	roleForm
	roleHTML
	roleIframe
	roleInput
	roleLink
	roleMeta
	roleTemplate
	roleTitle
)

// attrs are the attributes worth reading.
func (el *element) attrs() attrSet { return el.links | el.svgLinks | el.reads }

// lookupElement returns the element of that name in lower case; one without
// any properties for a name that means nothing here.
func lookupElement(name []byte) *element {
	for i := placeOf(name); ; i++ {
		place := &places[i%len(places)]
		if place.el == nil {
			return &unknownElement
		}
		if place.name == string(name) {
			return place.el
		}
	}
}

// places are the elements by a hash of their names. A look-up costs a third
// of one in the map, and there are two for each element of a page.
var places = func() (table [512]struct {
	name string
	el   *element
}) {
	for name, el := range elements {
		i := placeOf([]byte(name))
		for table[i%len(table)].el != nil {
			i++
		}
		table[i%len(table)].name, table[i%len(table)].el = name, el
	}
	return table
}()

// placeOf is where an element stands, unless another does: none, as it is.
func placeOf(name []byte) int {
	n := len(name)
	return int(name[0]) + 2*int(name[n-1]) + 16*int(name[n/2]) + 169*n
}

var (
	unknownElement  element
	voidElement     = element{void: true}
	breakoutElement = element{breakout: true}
	rawTextElement  = element{content: scan.RawText}
)

const svgHref = attrHref | attrXlinkHref

// elements are all that matter. An a's ping is not here: it tells a third
// party of a click, and a crawler does not click.
//
// https://html.spec.whatwg.org/multipage/indices.html#attributes-3
var elements = map[string]*element{
	"a":          {name: "a", links: attrHref, svgLinks: svgHref, reads: attrRel, role: roleAnchor},
	"area":       {name: "area", links: attrHref, reads: attrRel, void: true},
	"audio":      {name: "audio", links: attrSrc},
	"base":       {name: "base", reads: attrHref, role: roleBase, void: true},
	"bgsound":    {name: "bgsound", links: attrSrc, void: true},
	"blockquote": {name: "blockquote", links: attrCite, breakout: true},
	"body":       {name: "body", links: attrBackground, role: roleBody, breakout: true},
	"del":        {name: "del", links: attrCite},
	"embed":      {name: "embed", links: attrSrc, void: true, breakout: true},
	"feimage":    {name: "feImage", svgLinks: svgHref},
	"form":       {name: "form", links: attrAction, reads: attrMethod | attrRel, role: roleForm},
	"frame":      {name: "frame", links: attrSrc | attrLongdesc, void: true},
	"html":       {name: "html", reads: attrLang, role: roleHTML},
	"iframe":     {name: "iframe", links: attrSrc | attrLongdesc, reads: attrSrcdoc, role: roleIframe, content: scan.RawText},
	"image":      {name: "image", links: attrSrc | attrSrcset, svgLinks: svgHref, void: true},
	"img":        {name: "img", links: attrSrc | attrSrcset | attrLongdesc, void: true, breakout: true},
	"input":      {name: "input", links: attrSrc, reads: attrType, role: roleInput, void: true},
	"ins":        {name: "ins", links: attrCite},
	"link":       {name: "link", links: attrHref | attrImagesrcset, reads: attrRel, role: roleLink, void: true},
	"meta":       {name: "meta", reads: attrName | attrHTTPEquiv | attrContent, role: roleMeta, void: true, breakout: true},
	"object":     {name: "object", links: attrData},
	"q":          {name: "q", links: attrCite},
	"script":     {name: "script", links: attrSrc, svgLinks: svgHref, content: scan.ScriptData},
	"source":     {name: "source", links: attrSrc | attrSrcset, void: true},
	"table":      {name: "table", links: attrBackground, breakout: true},
	"tbody":      {name: "tbody", links: attrBackground},
	"td":         {name: "td", links: attrBackground},
	"tfoot":      {name: "tfoot", links: attrBackground},
	"th":         {name: "th", links: attrBackground},
	"thead":      {name: "thead", links: attrBackground},
	"tr":         {name: "tr", links: attrBackground},
	"track":      {name: "track", links: attrSrc, void: true},
	"use":        {name: "use", svgLinks: svgHref},
	"video":      {name: "video", links: attrSrc | attrPoster},

	"annotation-xml": {reads: attrEncoding},
	"font":           {reads: attrFont},
	"plaintext":      {content: scan.PlainText},
	"template":       {reads: attrShadowrootmode, role: roleTemplate},
	"title":          {role: roleTitle, content: scan.RCDATA},

	"noembed": &rawTextElement, "noframes": &rawTextElement, "style": &rawTextElement,
	"textarea": {content: scan.RCDATA}, "xmp": &rawTextElement,

	"basefont": &voidElement, "col": &voidElement, "keygen": &voidElement,
	"param": &voidElement, "wbr": &voidElement,

	"br": {void: true, breakout: true}, "hr": {void: true, breakout: true},
	"b": &breakoutElement, "big": &breakoutElement, "center": &breakoutElement,
	"code": &breakoutElement, "dd": &breakoutElement, "div": &breakoutElement,
	"dl": &breakoutElement, "dt": &breakoutElement, "em": &breakoutElement,
	"h1": &breakoutElement, "h2": &breakoutElement, "h3": &breakoutElement,
	"h4": &breakoutElement, "h5": &breakoutElement, "h6": &breakoutElement,
	"head": &breakoutElement, "i": &breakoutElement, "li": &breakoutElement,
	"listing": &breakoutElement, "menu": &breakoutElement, "nobr": &breakoutElement,
	"ol": &breakoutElement, "p": &breakoutElement, "pre": &breakoutElement,
	"ruby": &breakoutElement, "s": &breakoutElement, "small": &breakoutElement,
	"span": &breakoutElement, "strong": &breakoutElement, "strike": &breakoutElement,
	"sub": &breakoutElement, "sup": &breakoutElement, "tt": &breakoutElement,
	"u": &breakoutElement, "ul": &breakoutElement, "var": &breakoutElement,
}
