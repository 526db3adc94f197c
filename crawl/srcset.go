package crawl

import (
	"bytes"
	"iter"
)

// srcsetURLs yields the references of a srcset: "a.png 1x, b.png 2x" has two.
// What stands behind a reference only says when a browser would take it, so a
// wrong descriptor loses none here; parentheses hide commas all the same.
//
// https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
func srcsetURLs(srcset []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			srcset = bytes.TrimLeft(srcset, asciiSpace+",")
			if len(srcset) == 0 {
				return
			}
			end := bytes.IndexAny(srcset, asciiSpace)
			if end < 0 {
				end = len(srcset)
			}
			ref := srcset[:end]
			srcset = srcset[end:]
			if ref[len(ref)-1] == ',' {
				ref = bytes.TrimRight(ref, ",")
			} else {
				srcset = skipDescriptors(srcset)
			}
			if !yield(ref) {
				return
			}
		}
	}
}

// skipDescriptors returns what follows the next comma outside parentheses.
// They do not nest.
func skipDescriptors(s []byte) []byte {
	inParens := false
	for i, c := range s {
		switch {
		case c == '(':
			inParens = true
		case c == ')':
			inParens = false
		case c == ',' && !inParens:
			return s[i+1:]
		}
	}
	return nil
}
