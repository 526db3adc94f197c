package scan

import "bytes"

// declaration reads what begins with "<!".
//
// https://html.spec.whatwg.org/multipage/parsing.html#markup-declaration-open-state
func (s *Scanner) declaration() Token {
	const cdata = "<![CDATA["
	switch rest := s.page[s.at:]; {
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.at += commentLen(rest)
		return End
	case s.cdata && bytes.HasPrefix(rest, []byte(cdata)):
		from := s.at + len(cdata)
		n := s.skipPast(len(cdata), "]]>")
		s.text, s.textIs = span{from, from + n}, section
		if n > 0 {
			return Text
		}
		return End
	}
	s.skipPast(2, ">") // a doctype, or a comment that is none
	return End
}

// skipPast goes behind the next end, which is not among the first skip bytes,
// or to the end of the page, and returns how much is between.
func (s *Scanner) skipPast(skip int, end string) (n int) {
	s.at += skip
	n = bytes.Index(s.page[s.at:], []byte(end))
	if n < 0 {
		n = len(s.page) - s.at
		s.at = len(s.page)
		return n
	}
	s.at += n + len(end)
	return n
}

// commentLen returns the length of the comment that page begins with. It ends
// with "-->" or "--!>"; "<!-->" and "<!--->" are whole.
//
// https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state
func commentLen(page []byte) int {
	const begin = len("<!--")
	for n := begin; ; n++ {
		gt := bytes.IndexByte(page[n:], '>')
		if gt < 0 {
			return len(page)
		}
		n += gt
		said := page[begin:n]
		if len(said) == 0 || string(said) == "-" || bytes.HasSuffix(said, []byte("--")) || bytes.HasSuffix(said, []byte("--!")) {
			return n + 1
		}
	}
}
