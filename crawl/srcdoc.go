package crawl

// maxFrames is how deep documents may stand within documents.
const maxFrames = 2

// srcdoc adds the links of the page that an iframe carries in an attribute.
// It is a document of its own, for its base and what it asks of robots, but
// relative to the base of the page around it.
//
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#attr-iframe-srcdoc
func (x *extractor) srcdoc(page []byte) {
	if len(page) == 0 || x.frames == maxFrames || x.opts.HeadOnly || x.doc.Truncated {
		return
	}
	x.resolved = true
	inner := extractor{page: x.doc.Base, body: page, opts: LinkOptions{Describe: x.opts.Describe}, frames: x.frames + 1, held: x.held}
	inner.extract()
	for i := range inner.doc.Links {
		inner.doc.Links[i].NoFollow = inner.doc.Links[i].NoFollow || inner.doc.NoFollow
	}
	x.held, x.doc.Truncated = inner.held, inner.doc.Truncated
	x.doc.Links = append(x.doc.Links, inner.doc.Links...)
}
