package crawl

import "unicode/utf8"

// maxText bounds a title and the text of a link in bytes: where an end tag is
// missing they would take in the rest of the page.
const maxText = 4096

// A titleReader takes the text of the document's first title element.
//
// https://html.spec.whatwg.org/multipage/dom.html#document.title
type titleReader struct{ found, reading bool }

// start begins a title; one in a template is none of the document.
func (t *titleReader) start(inTemplate bool) {
	if !t.found && !inTemplate {
		t.found, t.reading = true, true
	}
}

func (t *titleReader) end() { t.reading = false }

func (t *titleReader) read(text []byte) string {
	t.reading = false
	return string(trimSpace(collapse(nil, text)))
}

// An anchorReader gathers the text of the a element that is open.
type anchorReader struct {
	reading bool
	links   int // the element's first link
	buf     []byte
}

func (a *anchorReader) add(text []byte) {
	if len(a.buf) <= maxText-utf8.UTFMax { // else it was cut
		a.buf = collapse(a.buf, text)
	}
}

// startAnchor begins to gather text for the links from first on.
func (x *extractor) startAnchor(first int) {
	if x.opts.Describe && first < len(x.doc.Links) {
		x.anchor = anchorReader{reading: true, links: first, buf: x.anchor.buf[:0]}
	}
}

// endAnchor gives the text to the links of the a element that was open. The
// next a element ends it just as its own end tag does: they do not nest.
func (x *extractor) endAnchor() {
	if !x.anchor.reading {
		return
	}
	x.anchor.reading = false
	text := string(trimSpace(x.anchor.buf))
	for i := x.anchor.links; i < len(x.doc.Links) && x.doc.Links[i].Tag == "a"; i++ {
		x.doc.Links[i].Text = text
	}
}

// collapse appends text to dst, each run of white space as one space, as far
// as maxText allows.
func collapse(dst, text []byte) []byte {
	for _, c := range text {
		if isSpace(c) {
			if len(dst) > 0 && dst[len(dst)-1] == ' ' {
				continue
			}
			c = ' '
		}
		if len(dst) == maxText {
			return trimPartialRune(dst)
		}
		dst = append(dst, c)
	}
	return dst
}

// trimPartialRune removes a rune that was cut from the end of s.
func trimPartialRune(s []byte) []byte {
	for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			if !utf8.FullRune(s[i:]) {
				return s[:i]
			}
			break
		}
	}
	return s
}
