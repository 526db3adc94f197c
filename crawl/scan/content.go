package scan

import "bytes"

// A Content says how the content of an element is to be read.
type Content uint8

const (
	// markup is what all content is unless Enter says otherwise.
	markup Content = iota
	// RCDATA is text with character references: title, textarea.
	RCDATA
	// RawText is text without them: style, xmp, iframe, noembed, noframes.
	RawText
	// ScriptData is the text of a script, where some "</script>" do not count.
	ScriptData
	// PlainText has no end: plaintext.
	PlainText

	section // CDATA
	value   // of an attribute
)

// Enter says that what follows the present start tag is no markup, up to the
// end tag of that name.
func (s *Scanner) Enter(c Content) { s.content = c }

// enter reads all that is no markup into s.text, which may be nothing.
func (s *Scanner) enter() {
	rest, name := s.page[s.at:], s.page[s.name.from:s.name.to]
	n := len(rest)
	switch s.content {
	case ScriptData:
		n = scriptLen(rest, name)
	case RCDATA, RawText:
		n = rawLen(rest, name)
	}
	s.textToken(n, s.content)
	s.content = markup
}

// rawLen returns how much of page comes before the end tag of that name.
//
// https://html.spec.whatwg.org/multipage/parsing.html#rawtext-end-tag-open-state
func rawLen(page, name []byte) int {
	for n := 0; ; n++ {
		lt := bytes.IndexByte(page[n:], '<')
		if lt < 0 {
			return len(page)
		}
		if n += lt; isTag(page[n:], "</", name) {
			return n
		}
	}
}

// isTag reports whether page begins with a tag of that name, begun with open.
// It may be in any case, and something must follow it.
func isTag(page []byte, open string, name []byte) bool {
	if !bytes.HasPrefix(page, []byte(open)) {
		return false
	}
	if page = page[len(open):]; len(page) <= len(name) || classes[page[len(name)]]&endsName == 0 {
		return false
	}
	for i, c := range name {
		if page[i]|0x20 != c|0x20 { // the name has only letters
			return false
		}
	}
	return true
}

// scriptLen is rawLen for a script. Behind "<!--" a "<script>" hides the next
// end tag, until "-->".
//
// https://html.spec.whatwg.org/multipage/parsing.html#script-data-state
func scriptLen(page, name []byte) int {
	for n := 0; ; {
		lt := bytes.IndexByte(page[n:], '<')
		if lt < 0 {
			return len(page)
		}
		n += lt
		switch {
		case isTag(page[n:], "</", name):
			return n
		case !bytes.HasPrefix(page[n:], []byte("<!--")):
			n++
		default:
			length, ended := escapedLen(page[n:], name)
			if n += length; ended {
				return n
			}
		}
	}
}

// escapedLen returns the length of the part of a script that begins with
// "<!--" and ends with "-->", or, as ended says, before the script's end tag
// or with the page.
//
// https://html.spec.whatwg.org/multipage/parsing.html#script-data-escaped-state
func escapedLen(page, name []byte) (n int, ended bool) {
	hidden, begin := false, len("<!")
	for n = begin; n < len(page); n++ {
		switch page[n] {
		case '>':
			if bytes.HasSuffix(page[begin:n], []byte("--")) {
				return n + 1, false
			}
		case '<':
			switch end := isTag(page[n:], "</", name); {
			case end && !hidden:
				return n, true
			case end:
				hidden = false
			case isTag(page[n:], "<", name):
				hidden = true
			}
		}
	}
	return n, true
}
