package scan

import "bytes"

// A Token is what [Scanner.Next] has found.
type Token uint8

const (
	// End is the end of the page.
	End Token = iota
	// Text is a piece of text. What belongs together may come in pieces.
	Text
	// StartTag is a tag like <a href=x> or <br/>.
	StartTag
	// EndTag is a tag like </a>.
	EndTag
)

// A Scanner takes one page apart. What its methods return lives until the next
// call of [Scanner.Next] and must not be changed: it may be part of the page.
type Scanner struct {
	page    []byte
	at      int     // behind the present token
	content Content // of what follows
	cdata   bool    // CDATA sections are sections
	name    span    // of the last start tag, as it stands there
	tag     []byte  // name of the present tag

	attrs int       // behind the last attribute that was read
	last  int       // behind the last one of the tag
	attr  attribute // that was read last

	text   span
	textIs Content

	made []byte // what had to be changed of the present token
	room [256]byte
}

// A span is a part of the page.
type span struct{ from, to int }

// New returns a scanner that stands at the beginning of a page.
func New(page []byte) *Scanner {
	s := &Scanner{page: page}
	s.made = s.room[:0]
	return s
}

// AllowCDATA says whether <![CDATA[a<b]]> is the text "a<b", as it is in
// SVG, MathML and XML, or a comment.
func (s *Scanner) AllowCDATA(allow bool) { s.cdata = allow }

// Next goes to the next token.
func (s *Scanner) Next() Token {
	s.made = s.made[:0]
	if s.content != markup {
		if s.enter(); s.text.from < s.text.to {
			return Text
		}
	}
	for s.at < len(s.page) {
		if n := textLen(s.page[s.at:]); n > 0 {
			return s.textToken(n, markup)
		}
		if token := s.markup(); token != End {
			return token
		}
	}
	return End
}

// textToken makes a token of the next n bytes.
func (s *Scanner) textToken(n int, is Content) Token {
	s.text, s.textIs = span{s.at, s.at + n}, is
	s.at += n
	return Text
}

// textLen returns how much text a page begins with: up to a '<' that begins
// something else.
func textLen(page []byte) int {
	for n := 0; ; n++ {
		lt := bytes.IndexByte(page[n:], '<')
		if lt < 0 {
			return len(page)
		}
		n += lt
		if n+1 == len(page) {
			return len(page)
		}
		switch c := page[n+1]; {
		case isAlpha(c), c == '/', c == '!', c == '?':
			return n
		}
	}
}

// markup reads what the '<' begins at which the scanner stands. It returns End
// for what gives no token.
//
// https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state
func (s *Scanner) markup() Token {
	switch rest := s.page[s.at:]; {
	case rest[1] == '!':
		return s.declaration()
	case rest[1] == '?':
		s.skipPast(2, ">")
		return End
	case rest[1] != '/':
		return s.startTag()
	case len(rest) == 2:
		return s.textToken(2, markup)
	case isAlpha(rest[2]):
		return s.endTag()
	}
	s.skipPast(2, ">") // "</>" is nothing
	return End
}
