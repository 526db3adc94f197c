// Package selector takes parts out of a page by CSS selectors.
//
// A selector is a group of CSS selectors, h1, .price > b, and gives the text of each
// element that one of them matches, in document order. Its end may say otherwise, as
// Scrapy has it: a::attr(href) gives that attribute of the elements that have it, as
// it stands; h1::text is h1.
//
// Text is what people read: runs of white space are one space, scripts and styles
// are left out. Of an element that is a script or a style itself it is the source.
package selector

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxText is how many bytes one page gives at most: elements that are nested have
// their text in common.
const maxText = 1 << 20

// A Selector may be used by several goroutines.
type Selector struct {
	group cascadia.SelectorGroup
	attr  string // instead of the text
}

var suffix = regexp.MustCompile(`::(?:text|attr\(\s*([^\s()]+)\s*\))\s*$`)

// Parse reads a selector.
func Parse(text string) (*Selector, error) {
	s := new(Selector)
	if m := suffix.FindStringSubmatchIndex(text); m != nil {
		if m[2] >= 0 {
			s.attr = strings.ToLower(text[m[2]:m[3]])
		}
		text = text[:m[0]]
	}
	var err error
	if s.group, err = cascadia.ParseGroup(text); err != nil {
		return nil, err
	}
	return s, nil
}

// Find returns what the selector finds in a page in UTF-8, an empty list where that
// is nothing. It gives at most 1 MiB, in whole texts. Elements that are nested more
// than 500 deep count as text of those around them.
func (s *Selector) Find(page []byte) ([]string, error) {
	root, err := parse(page)
	if err != nil {
		return nil, err
	}
	found, size := []string{}, 0
	for _, n := range cascadia.QueryAll(root, s.group) {
		text, ok := s.of(n)
		if !ok {
			continue
		}
		if size += len(text); size > maxText {
			break
		}
		found = append(found, text)
	}
	return found, nil
}

// of returns what the selector is after in an element.
func (s *Selector) of(n *html.Node) (text string, ok bool) {
	if s.attr == "" {
		return textOf(n), true
	}
	for _, a := range n.Attr {
		if a.Key == s.attr && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	if isSource(n) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			b.WriteString(c.Data)
		}
		return strings.TrimSpace(b.String())
	}
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !isSource(c.Parent) && b.Len() <= maxText {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func isSource(n *html.Node) bool { return n.DataAtom == atom.Script || n.DataAtom == atom.Style }

// maxDepth is how deep the elements of a page may be nested; the parser takes 512,
// those included that it adds itself.
const maxDepth = 500

// parse makes a tree of a page. What is nested too deep for the parser is flattened.
func parse(page []byte) (*html.Node, error) {
	root, err := parseTree(page)
	if err != nil {
		root, err = parseTree(flat(page))
	}
	return root, err
}

func parseTree(page []byte) (*html.Node, error) {
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, fmt.Errorf("select: %w", err)
	}
	return root, nil
}

// flat returns a page without the tags that are nested too deep. Elements that need
// no end tag make it count more than there are.
func flat(page []byte) []byte {
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(len(page) + 1)
	out := make([]byte, 0, len(page))
	for depth := 0; ; {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				out = append(out, z.Buffered()...)
			}
			return out
		case html.StartTagToken:
			if name, _ := z.TagName(); voids[atom.Lookup(name)] {
				break
			}
			if depth++; depth > maxDepth {
				continue
			}
		case html.EndTagToken:
			if depth--; depth >= maxDepth {
				continue
			}
			depth = max(depth, 0)
		}
		out = append(out, raw...)
	}
}

// voids are the elements without content.
var voids = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true, atom.Input: true,
	atom.Link: true, atom.Meta: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}
