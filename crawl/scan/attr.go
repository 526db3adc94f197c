package scan

import "bytes"

// An attribute is where one stands in the page.
type attribute struct {
	name, value span
	seen        uint8 // in its name
}

// AttrName returns the attribute's name in lower case.
func (s *Scanner) AttrName() []byte { return s.inLower(s.attr.name, s.attr.seen) }

// AttrValue returns the attribute's value, character references resolved.
func (s *Scanner) AttrValue() []byte {
	return s.decode(s.page[s.attr.value.from:s.attr.value.to], value)
}

// tagEnd returns where the '>' of a tag is whose attributes begin at i, -1 for
// nowhere, and what is behind the last of them. Most tags are of no interest,
// so it keeps nothing; NextAttr reads by the same rules.
//
// https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state
func tagEnd(page []byte, i int) (end, last int) {
	for last = i; i < len(page); {
		switch c := page[i]; {
		case c == '>':
			return i, last
		case classes[c]&isSpace != 0 || c == '/':
			i++
			continue
		}
		i, _ = nameEnd(page, i+1, endsKey) // it may begin with '='
		last = i
		if i = skipSpace(page, i); i < len(page) && page[i] == '=' {
			_, i = valueAt(page, skipSpace(page, i+1))
			last = i
		}
	}
	return -1, 0
}

// NextAttr goes to the next attribute of a start tag, if there is one. That
// the tag has an end is known here.
func (s *Scanner) NextAttr() bool {
	page, i := s.page, s.attrs
	for classes[page[i]]&isSpace != 0 || page[i] == '/' {
		i++
	}
	s.attrs = i
	if page[i] == '>' {
		return false
	}
	end, seen := nameEnd(page, i+1, endsKey)
	s.attr = attribute{name: span{i, end}, seen: seen | classes[page[i]]}
	if i = skipSpace(page, end); page[i] == '=' {
		s.attr.value, i = valueAt(page, skipSpace(page, i+1))
	}
	s.attrs = i
	return true
}

// valueAt returns where the value is that begins at i, or its quote, and what
// is behind it: the end of the page where a quote is missing.
//
// https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-value-state
func valueAt(page []byte, i int) (value span, behind int) {
	if i == len(page) {
		return span{}, i
	}
	quote := page[i]
	if quote != '"' && quote != '\'' { // there may be none: "a=>"
		end, _ := nameEnd(page, i, endsValue)
		return span{i, end}, end
	}
	i++
	n := bytes.IndexByte(page[i:], quote)
	if n < 0 {
		return span{}, len(page)
	}
	return span{i, i + n}, i + n + 1
}

func skipSpace(page []byte, i int) int {
	for i < len(page) && classes[page[i]]&isSpace != 0 {
		i++
	}
	return i
}
