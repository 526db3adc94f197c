package sitemap

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// xml reads the document with the library's reader in its lenient mode. That
// knows no entities but XML's own, so none can grow or be loaded.
func (s *sink) xml(document []byte) error {
	d := xml.NewDecoder(bytes.NewReader(document))
	d.Strict = false
	d.CharsetReader = charsetReader
	w := walker{sink: s}
	for {
		token, err := d.RawToken()
		switch {
		case err == io.EOF && w.root == "":
			return fmt.Errorf("document without elements: %w", ErrNoSitemap)
		case err == io.EOF && len(w.open) > 0:
			return fmt.Errorf("sitemap: %w", io.ErrUnexpectedEOF)
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("sitemap: %w", err)
		}
		if done, err := w.token(token); done || err != nil {
			return err
		}
	}
}

// walker follows the elements down to those that hold URLs.
type walker struct {
	*sink
	root string
	open []string // local names in lower case; only of the root's own prefix, else ""
	own  string   // that prefix

	text     bytes.Buffer // of the element that is open, without that of its children
	links    [][]byte     // of the entry that is open
	lastMod  time.Time
	entities bool // the document defines some, which are not expanded
}

// What an element may be made of, so that a hostile document costs no more than
// its size.
const (
	maxText  = 64 << 10
	maxOpen  = 100
	maxLinks = 1000 // of one entry
)

// token takes the next token; done says that the root has ended: whatever
// servers append behind it is not read.
func (w *walker) token(token xml.Token) (done bool, err error) {
	switch token := token.(type) {
	case xml.StartElement:
		return false, w.start(token)
	case xml.CharData:
		w.text.Write(token[:min(len(token), maxText-w.text.Len())])
	case xml.Directive:
		w.entities = w.entities || bytes.Contains(token, []byte("<!ENTITY"))
	case xml.EndElement:
		return w.end(strings.ToLower(token.Name.Local))
	}
	return false, nil
}

// start opens an element. Elements of other vocabularies, as <image:loc>, have
// another prefix.
func (w *walker) start(e xml.StartElement) error {
	name := strings.ToLower(e.Name.Local)
	if len(w.open) == 0 {
		w.root, w.own = name, e.Name.Space
		switch name {
		case "urlset", "sitemapindex":
		case "rss", "feed", "rdf":
			w.feed = true
		default:
			return fmt.Errorf("document of <%.40s>: %w", e.Name.Local, ErrNoSitemap)
		}
	}
	if e.Name.Space != w.own && !(w.root == "rdf" && e.Name.Space == "") {
		name = ""
	}
	switch {
	case name == "link" && w.root == "feed":
		w.atomLink(e)
	case name == "item": // what is there already is the channel's
		if err := w.flush(false); err != nil {
			return err
		}
	}
	if len(w.open) == maxOpen {
		return fmt.Errorf("sitemap: more than %d elements inside each other", maxOpen)
	}
	w.open = append(w.open, name)
	w.text.Reset()
	return nil
}

// atomLink takes a link of an entry to the page that it is about (RFC 4287
// §4.2.7).
func (w *walker) atomLink(e xml.StartElement) {
	rel, href := "alternate", ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "rel":
			rel = a.Value
		case "href":
			href = a.Value
		}
	}
	if rel == "alternate" {
		w.link([]byte(href))
	}
}

// link takes note of a link. One with an entity that only the document knows is
// left out.
func (w *walker) link(text []byte) {
	undefined := w.entities && bytes.IndexByte(text, '&') >= 0
	if text = bytes.TrimSpace(text); len(text) > 0 && len(w.links) < maxLinks && !undefined {
		w.links = append(w.links, text)
	}
}

// end closes the innermost element of that name; those inside it that were left
// open end as well.
func (w *walker) end(name string) (done bool, err error) {
	at := len(w.open) - 1
	if at < 0 {
		return true, nil
	}
	if w.open[at] != "" && w.open[at] != name { // broken: look for its start
		for at >= 0 && w.open[at] != name {
			at--
		}
		if at < 0 {
			return false, nil
		}
	}
	closed := w.open[at]
	w.open = w.open[:at]
	switch closed {
	case "loc":
		w.link(bytes.Clone(w.text.Bytes()))
	case "link":
		if w.root != "feed" {
			w.link(bytes.Clone(w.text.Bytes()))
		}
	case "lastmod", "updated":
		w.lastMod = parseTime(w.text.String())
	case "pubdate":
		w.lastMod, _ = time.Parse(time.RFC1123Z, strings.TrimSpace(w.text.String()))
	case "url", "sitemap", "item", "entry", "channel":
		err = w.flush(closed == "sitemap")
	}
	w.text.Reset()
	return at == 0, err
}

// flush hands on the links of an entry that has ended.
func (w *walker) flush(sitemap bool) error {
	for _, link := range w.links {
		if err := w.add(link, sitemap, w.lastMod); err != nil {
			return err
		}
	}
	w.links, w.lastMod = w.links[:0], time.Time{}
	return nil
}

// parseTime reads a time in the W3C's format (https://www.w3.org/TR/NOTE-datetime);
// the zero time where it is none.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// toUTF8 decodes a document that begins with a byte order mark.
func toUTF8(document []byte) []byte {
	switch {
	case bytes.HasPrefix(document, []byte("\xef\xbb\xbf")):
		return document[3:]
	case bytes.HasPrefix(document, []byte{0xfe, 0xff}), bytes.HasPrefix(document, []byte{0xff, 0xfe}):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		document, _ = decoder.Bytes(document)
	}
	return document
}

// charsetReader decodes what a declaration names; a document that says so in
// UTF-8 or ASCII is not in UTF-16.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	if label := strings.ToLower(label); strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf16") {
		return r, nil
	}
	return charset.NewReaderLabel(label, r)
}
