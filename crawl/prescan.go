package crawl

import "bytes"

// prescan looks for the encoding that the start of a page declares, in a meta
// element or an XML declaration, and returns its standard name or "". It is
// no parser: it knows tags and comments and nothing else.
//
// https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
func prescan(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("<\x00?\x00x\x00")):
		return "utf-16le"
	case bytes.HasPrefix(head, []byte("\x00<\x00?\x00x")):
		return "utf-16be"
	}
	p := prescanner{head}
	for p.skipTo('<') {
		switch {
		case bytes.HasPrefix(p.rest, []byte("<!--")):
			p.skipComment()
		case p.atMeta():
			p.rest = p.rest[len("<meta"):]
			if name := p.meta(); name != "" {
				return name
			}
		case p.atTag():
			p.skipTag()
		case len(p.rest) > 1 && (p.rest[1] == '!' || p.rest[1] == '/' || p.rest[1] == '?'):
			p.skipTo('>')
		default:
			p.rest = p.rest[1:]
		}
	}
	return xmlEncoding(head)
}

// A prescanner stands at a place in the start of a page.
type prescanner struct{ rest []byte }

// skipTo goes to the next c, if any; without one nothing is left.
func (p *prescanner) skipTo(c byte) bool {
	i := bytes.IndexByte(p.rest, c)
	if i < 0 {
		i = len(p.rest)
	}
	p.rest = p.rest[i:]
	return len(p.rest) > 0
}

// skipComment goes behind a comment; the dashes of "<!-->" begin and end it.
func (p *prescanner) skipComment() {
	_, p.rest, _ = bytes.Cut(p.rest[2:], []byte("-->"))
}

func (p *prescanner) atMeta() bool {
	const n = len("<meta")
	return len(p.rest) > n && equalFold(p.rest[:n], "<meta") &&
		(isSpace(p.rest[n]) || p.rest[n] == '/')
}

func (p *prescanner) atTag() bool {
	name := bytes.TrimPrefix(p.rest[1:], []byte("/"))
	return len(name) > 0 && 'a' <= name[0]|0x20 && name[0]|0x20 <= 'z'
}

func (p *prescanner) skipTag() {
	if i := bytes.IndexAny(p.rest, asciiSpace+">"); i >= 0 {
		p.rest = p.rest[i:]
	} else {
		p.rest = nil
	}
	for {
		if _, _, ok := p.attribute(); !ok {
			return
		}
	}
}

// meta reads the attributes of a meta element and returns the encoding they
// declare, or "". A content declares one only beside its http-equiv.
func (p *prescanner) meta() string {
	var charset, content, pragma []byte
	for {
		name, value, ok := p.attribute()
		switch {
		case !ok:
			if charset != nil {
				return declarable(charset)
			}
			if equalFold(pragma, "content-type") {
				return declarable(charsetParam(content))
			}
			return ""
		case equalFold(name, "charset") && charset == nil:
			charset = value
		case equalFold(name, "content") && content == nil:
			content = value
		case equalFold(name, "http-equiv") && pragma == nil:
			pragma = value
		}
	}
}

// declarable is the encoding that a page means when it declares label in its
// own bytes: that these were read proves that they are not UTF-16.
func declarable(label []byte) string {
	switch name := canonicalCharset(label); name {
	case "utf-16be", "utf-16le":
		return "utf-8"
	case "x-user-defined":
		return "windows-1252"
	default:
		return name
	}
}

// attribute reads the next attribute of a tag. ok is false at the tag's end;
// the values are never nil.
//
// https://html.spec.whatwg.org/multipage/parsing.html#concept-get-attributes-when-sniffing
func (p *prescanner) attribute() (name, value []byte, ok bool) {
	p.rest = bytes.TrimLeft(p.rest, asciiSpace+"/")
	if len(p.rest) == 0 || p.rest[0] == '>' {
		return nil, nil, false
	}
	end := 1 // a '=' at the start is part of the name
	for end < len(p.rest) && !isSpace(p.rest[end]) && bytes.IndexByte([]byte("=/>"), p.rest[end]) < 0 {
		end++
	}
	name, p.rest = p.rest[:end], trimLeftSpace(p.rest[end:])
	if len(p.rest) == 0 || p.rest[0] != '=' {
		return name, []byte{}, true
	}
	p.rest = trimLeftSpace(p.rest[1:])
	return name, p.value(), true
}

func (p *prescanner) value() (value []byte) {
	if len(p.rest) > 0 && (p.rest[0] == '"' || p.rest[0] == '\'') {
		value, p.rest, _ = bytes.Cut(p.rest[1:], p.rest[:1])
		return value
	}
	end := bytes.IndexAny(p.rest, asciiSpace+">")
	if end < 0 {
		end = len(p.rest)
	}
	value, p.rest = p.rest[:end:end], p.rest[end:]
	return value
}

// xmlEncoding reads the declaration that an XHTML page begins with.
//
// https://html.spec.whatwg.org/multipage/parsing.html#concept-get-xml-encoding-when-sniffing
func xmlEncoding(head []byte) string {
	declaration, _, closed := bytes.Cut(head, []byte(">"))
	if !closed || !bytes.HasPrefix(declaration, []byte("<?xml")) {
		return ""
	}
	_, after, found := bytes.Cut(declaration, []byte("encoding"))
	after = bytes.TrimLeft(after, " \t\n\f\r")
	if !found || len(after) == 0 || after[0] != '=' {
		return ""
	}
	label := unquote(trimLeftSpace(after[1:]))
	return declarable(label)
}
