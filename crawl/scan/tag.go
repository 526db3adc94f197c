package scan

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
	s.attrs = to
	end, last := tagEnd(s.page, to)
	if end < 0 {
		s.at = len(s.page)
		return span{}, false
	}
	s.at, s.last = end+1, last
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
