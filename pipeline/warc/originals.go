package warc

import "strings"

// Originals remembers captures by the digests of their payloads, so that what
// comes again is written as a revisit: [Originals.Find] is an [Options].Earlier.
// Memory is bounded: where it is full, half of it is forgotten, namely what was
// neither added nor found for the longest time. What is forgotten is stored once
// more, and then remembered again.
//
// Originals may be used by one goroutine at a time, that of its Writer.
type Originals struct {
	limit       int // of young, in bytes
	size        int // of young
	young, aged map[string]Original
}

// NewOriginals returns one that takes about so many bytes of memory.
func NewOriginals(memory int) *Originals {
	return &Originals{limit: memory / 2, young: map[string]Original{}}
}

// originalSize is what an entry takes besides its texts.
const originalSize = 150

// Add remembers a capture, if later ones may refer to it.
func (o *Originals) Add(c *Capture) {
	if original, ok := c.Original(); ok {
		o.remember(original)
	}
}

// Find returns the capture that had this digest.
func (o *Originals) Find(digest string) (Original, bool) {
	if original, ok := o.young[digest]; ok {
		return original, true
	}
	original, ok := o.aged[digest]
	if ok {
		o.remember(original)
	}
	return original, ok
}

func (o *Originals) remember(original Original) {
	if o.size >= o.limit {
		o.young, o.aged, o.size = map[string]Original{}, o.young, 0
	}
	if _, known := o.young[original.Digest]; known {
		return
	}
	o.size += originalSize + len(original.Digest) + len(original.URL)
	original.URL = strings.Clone(original.URL) // it may be a part of a page
	o.young[original.Digest] = original
}
