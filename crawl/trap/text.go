package trap

import "bytes"

// A Text is a pair of hashes of the text that a page shows. The zero value says
// that it is not known, or that there is none.
type Text struct {
	exact uint64
	loose uint64 // its digits aside
}

// TextOf reads a page in UTF-8, or any other superset of ASCII: what stands
// outside of tags, scripts and styles, white space aside.
func TextOf(page []byte) Text {
	exact, loose, any := uint64(seed), uint64(seed+1), false
	for len(page) > 0 {
		text := page
		if tag := bytes.IndexByte(page, '<'); tag >= 0 {
			text, page = page[:tag], afterTag(page[tag:])
		} else {
			page = nil
		}
		for _, c := range text {
			if c <= ' ' {
				continue
			}
			any = true
			exact = (exact ^ uint64(c)) * 0x100000001b3
			if c < '0' || c > '9' {
				loose = (loose ^ uint64(c)) * 0x100000001b3
			}
		}
	}
	if !any {
		return Text{}
	}
	return Text{exact, loose}
}

// afterTag is what follows the tag at which page begins; the end of a script
// or style, which goes with it, is looked for in small letters only.
func afterTag(page []byte) []byte {
	end := bytes.IndexByte(page, '>')
	if end < 0 {
		return nil
	}
	rest := page[end+1:]
	for _, hidden := range [...]string{"script", "style"} {
		if !bytes.HasPrefix(page[1:], []byte(hidden)) {
			continue
		}
		if at := bytes.Index(rest, []byte("</"+hidden)); at >= 0 {
			return rest[at:]
		}
		return nil
	}
	return rest
}

// titleOf hashes a title, its digits aside; 0 where there is none.
func titleOf(title string) uint64 {
	if title == "" {
		return 0
	}
	h := uint64(seed + 2)
	for i := range len(title) {
		if c := title[i]; c < '0' || c > '9' {
			h = (h ^ uint64(c)) * 0x100000001b3
		}
	}
	return h
}
