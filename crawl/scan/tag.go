package scan

import "bytes"

// The classes of bytes inside a tag.
const (
	isSpace   = 1 << iota // white space
	endsName              // a tag's: white space, '/' and '>'
	endsKey               // an attribute's: those and '='
	endsValue             // one without quotes: white space and '>'
	changes               // is not itself in a name: upper case, NUL
)

var classes = func() (table [256]uint8) {
	for _, c := range "\t\n\f\r " {
		table[c] = isSpace | endsName | endsKey | endsValue
	}
	table['/'] = endsName | endsKey
	table['>'] = endsName | endsKey | endsValue
	table['='] = endsKey
	for c := 'A'; c <= 'Z'; c++ {
		table[c] = changes
	}
	table[0] = changes
	return table
}()

func isAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// Name returns the name of a tag in lower case.
func (s *Scanner) Name() []byte { return s.tag }

// SelfClosing reports whether a start tag ends with "/>".
//
// https://html.spec.whatwg.org/multipage/parsing.html#self-closing-start-tag-state
func (s *Scanner) SelfClosing() bool {
	end := s.at - 1 // of the '>'
	return s.last < end && s.page[end-1] == '/'
}

func (s *Scanner) startTag() Token {
	name, ok := s.readTag(len("<"))
	if !ok {
		return End
	}
	s.name = name
	return StartTag
}

func (s *Scanner) endTag() Token {
	if _, ok := s.readTag(len("</")); !ok {
		return End
	}
	return EndTag
}

// readTag reads a tag whose name begins behind n bytes, and returns where that
// is. A tag that has no end is none, and there is nothing behind it.
//
// https://html.spec.whatwg.org/multipage/parsing.html#tag-name-state
func (s *Scanner) readTag(n int) (name span, ok bool) {
	from := s.at + n
	to, seen := nameEnd(s.page, from, endsName)
	s.attrs, s.last = to, to
	a, next := readAttr(s.page, to)
	for ; next >= 0 && a.key.from < a.key.to; a, next = readAttr(s.page, next) {
		s.last = a.end
	}
	if next < 0 {
		s.at = len(s.page)
		return span{}, false
	}
	s.at = next + 1
	s.tag = s.inLower(span{from, to}, seen)
	return span{from, to}, true
}

// nameEnd returns where the name ends that begins at i, and the classes of the
// bytes that it is made of.
func nameEnd(page []byte, i int, ends uint8) (end int, seen uint8) {
	for ; i < len(page); i++ {
		class := classes[page[i]]
		if class&ends != 0 {
			break
		}
		seen |= class
	}
	return i, seen
}

// inLower returns a name of the page in its final form.
func (s *Scanner) inLower(name span, seen uint8) []byte {
	raw := s.page[name.from:name.to]
	if seen&changes == 0 {
		return raw
	}
	from := len(s.made)
	for _, c := range raw {
		switch {
		case 'A' <= c && c <= 'Z':
			s.made = append(s.made, c|0x20)
		case c == 0:
			s.made = append(s.made, "\uFFFD"...)
		default:
			s.made = append(s.made, c)
		}
	}
	return s.made[from:]
}

// NextAttr goes to the next attribute of a start tag, if there is one.
func (s *Scanner) NextAttr() bool {
	s.attr, s.attrs = readAttr(s.page, s.attrs)
	return s.attr.key.from < s.attr.key.to
}

// AttrName returns the attribute's name in lower case.
func (s *Scanner) AttrName() []byte { return s.inLower(s.attr.key, s.attr.seen) }

// AttrValue returns the attribute's value, character references resolved.
func (s *Scanner) AttrValue() []byte {
	return s.decode(s.page[s.attr.value.from:s.attr.value.to], value)
}

// An attribute is where one stands in the page.
type attribute struct {
	key, value span
	seen       uint8 // in its key
	end        int
}

// readAttr reads the attribute at i, or what stands between it and i, and
// returns where the next one may begin: at a '>' where there is none and the
// attribute has no key, and -1 where the tag has no end.
//
// https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state
func readAttr(page []byte, i int) (a attribute, next int) {
	for i < len(page) && (classes[page[i]]&isSpace != 0 || page[i] == '/') {
		i++
	}
	if i == len(page) {
		return a, -1
	}
	if page[i] == '>' {
		return a, i
	}
	a.key.from = i
	a.key.to, a.seen = nameEnd(page, i+1, endsKey) // it may begin with '='
	a.seen |= classes[page[i]]
	a.end = a.key.to
	i = skipSpace(page, a.key.to)
	if i == len(page) {
		return a, -1
	}
	if page[i] != '=' {
		return a, i
	}
	return readValue(page, i+1, a)
}

// readValue reads the value of a, whose '=' stands before i.
//
// https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-value-state
func readValue(page []byte, i int, a attribute) (attribute, int) {
	i = skipSpace(page, i)
	if i == len(page) {
		return a, -1
	}
	switch quote := page[i]; quote {
	case '"', '\'':
		n := bytes.IndexByte(page[i+1:], quote)
		if n < 0 {
			return a, -1
		}
		a.value = span{i + 1, i + 1 + n}
		a.end = a.value.to + 1
	default: // there may be none: "a=>"
		a.value.from = i
		a.value.to, _ = nameEnd(page, i, endsValue)
		a.end = a.value.to
	}
	return a, a.end
}

func skipSpace(page []byte, i int) int {
	for i < len(page) && classes[page[i]]&isSpace != 0 {
		i++
	}
	return i
}
