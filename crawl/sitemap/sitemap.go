package sitemap

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"clew/crawl/weburl"

	"github.com/klauspost/compress/gzip"
)

// The protocol's limits for one file, of its size when decompressed.
const (
	MaxSize    = 50 << 20
	MaxEntries = 50_000
)

// MaxDepth is how many indexes may lie above a sitemap that is worth asking for.
const MaxDepth = 5

var (
	// ErrNoSitemap says that a document is nothing that lists URLs.
	ErrNoSitemap = errors.New("no sitemap")
	// ErrTooLarge says that a document is beyond [MaxSize] or [MaxEntries];
	// what came before was read.
	ErrTooLarge = errors.New("sitemap too large")
)

// An Entry is one URL of a document.
type Entry struct {
	URL     weburl.URL
	Sitemap bool      // another sitemap, not a page
	Feed    bool      // from an item of a feed
	LastMod time.Time // when it was changed last; zero where it does not say
}

// Parse reads a document, also a gzipped one, which was loaded from base, and
// calls emit for each http and https URL in it that is not base itself. An error
// of emit ends it and is returned.
func Parse(document []byte, base weburl.URL, emit func(Entry) error) error {
	document, err := unzip(document)
	s := &sink{base: base, emit: emit}
	if err2 := s.parse(document); err2 != nil {
		return err2
	}
	return err // of what was cut off
}

func (s *sink) parse(document []byte) error {
	document = bytes.TrimLeft(toUTF8(document), " \t\r\n")
	switch {
	case len(document) == 0:
		return fmt.Errorf("empty document: %w", ErrNoSitemap)
	case document[0] == '<':
		return s.xml(document)
	}
	return s.text(document)
}

// unzip takes the layers of gzip off, which are told by their first bytes and not
// by names. It returns what could be read, and at most MaxSize.
func unzip(document []byte) ([]byte, error) {
	for layers := 0; layers < 2 && bytes.HasPrefix(document, []byte{0x1f, 0x8b}); layers++ {
		z, err := gzip.NewReader(bytes.NewReader(document))
		if err != nil {
			return nil, err
		}
		document, err = io.ReadAll(io.LimitReader(z, MaxSize+1))
		if err != nil {
			return document, err
		}
	}
	if len(document) > MaxSize {
		return document[:MaxSize], ErrTooLarge
	}
	return document, nil
}

// sink makes entries of what the readers find.
type sink struct {
	base weburl.URL
	emit func(Entry) error
	feed bool
	n    int
}

// add takes one URL as it stands in the document. One that is relative is
// against the protocol and unmistakable.
func (s *sink) add(loc []byte, sitemap bool, lastMod time.Time) error {
	u, err := s.base.ParseBytes(loc)
	if err != nil || !u.IsHTTP() {
		return nil
	}
	if s.n++; s.n > MaxEntries {
		return ErrTooLarge
	}
	u = u.WithoutFragment()
	if u.String() == s.base.String() {
		return nil
	}
	return s.emit(Entry{URL: u.Clone(), Sitemap: sitemap, Feed: s.feed, LastMod: lastMod})
}

// text reads a list of absolute URLs, one a line.
func (s *sink) text(document []byte) error {
	for line := range bytes.Lines(document) {
		line = bytes.TrimSpace(line)
		u, err := weburl.Parse(string(line))
		if err != nil || !u.IsHTTP() {
			continue
		}
		if err := s.add(line, false, time.Time{}); err != nil {
			return err
		}
	}
	if s.n == 0 {
		return fmt.Errorf("text without URLs: %w", ErrNoSitemap)
	}
	return nil
}
