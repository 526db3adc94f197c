package crawl

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
	if el.role == roleIframe {
		x.srcdoc(attrs.get(attrSrcdoc))
	}
}

// form returns which attributes of a form element are links: its action, if
// it is sent with GET. A form inside a form is none.
//
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fs-method
func (x *extractor) form(links attrSet, attrs attributes) attrSet {
	if !x.templates.any() {
		if x.inForm {
			return 0
		}
		x.inForm = true
	}
	method := attrs.get(attrMethod)
	if equalFold(method, "post") || equalFold(method, "dialog") {
		return 0
	}
	return links
}

// linkElement takes a canonical URL and returns which attributes of a link
// element are links. A hint to connect names a host and no page of it.
//
// https://html.spec.whatwg.org/multipage/links.html#linkTypes
func (x *extractor) linkElement(links attrSet, attrs attributes) attrSet {
	for rel := range tokens(attrs.get(attrRel), asciiSpace) {
		switch {
		case equalFold(rel, "dns-prefetch"), equalFold(rel, "preconnect"):
			return 0
		case equalFold(rel, "canonical") && x.doc.Canonical.IsZero():
			x.canonical(attrs.get(attrHref))
		}
	}
	return links
}

func (x *extractor) canonical(ref []byte) {
	if len(trimControls(ref)) == 0 {
		return
	}
	if u, ok := x.resolve(ref); ok {
		x.doc.Canonical = u
	}
}

// meta obeys a meta element: a refresh is a link, "robots" may bar them all.
//
// https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh
func (x *extractor) meta(attrs attributes) {
	content := attrs.get(attrContent)
	if equalFold(attrs.get(attrHTTPEquiv), "refresh") {
		if ref, ok := ParseRefresh(content); ok {
			x.add(&Link{Tag: "meta", Attribute: "content"}, ref)
		}
	}
	if equalFold(trimSpace(attrs.get(attrName)), "robots") && SaysNoFollow(content) {
		x.doc.NoFollow = true
	}
}

// SaysNoFollow reports whether directives for robots, "noindex, nofollow",
// bar the page's links. They stand in a meta element's content and, behind a
// robot's name which is the caller's to read, in an X-Robots-Tag header.
//
// https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
func SaysNoFollow(directives []byte) bool {
	const separators = asciiSpace + ","
	return hasToken(directives, separators, "nofollow") || hasToken(directives, separators, "none")
}
