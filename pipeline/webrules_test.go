package pipeline

import (
	"fmt"
	"time"
)

// ruleKind is what the robots.txt of a host is like.
type ruleKind int

const (
	noFile    ruleKind = iota // 404
	empty                     // bars nothing
	oddly                     // bars every page whose number begins with 3
	slowly                    // asks for pauses of a second
	barsAll                   // bars everything
	broken                    // says 500 for ever
	shaky                     // says 503 once, then as oddly
	elsewhere                 // is redirected to the file of the next host, and is as oddly
	torn                      // breaks off once, then as empty
	ruleKinds
)

// ruleKind: the first host leads to all others, so it bars nothing.
func (w *webmap) ruleKind(h int) ruleKind {
	if !w.rules || h == 0 {
		return noFile
	}
	kind := ruleKind(w.random(h, 1<<18).IntN(2 * int(ruleKinds)))
	if kind >= ruleKinds || 3*h+1 < w.hosts/3 && (kind == barsAll || kind == broken) {
		return empty
	}
	return kind
}

// allows reports whether a page may be asked for: where a host cannot give its
// robots.txt none may.
func (w *webmap) allows(id pageID) bool {
	if !w.rules {
		return true
	}
	if n := w.nature(id.host); n == dead || n == sullen {
		return false
	}
	switch kind := w.ruleKind(id.host); kind {
	case barsAll, broken:
		return false
	case oddly, shaky:
		return fmt.Sprint(id.page)[0] != '3'
	case elsewhere:
		n := w.nature(w.next(id.host))
		return n != dead && fmt.Sprint(id.page)[0] != '3'
	}
	return true
}

func (w *webmap) next(h int) int { return (h + 1) % w.hosts }

// pause is what a host asks for.
func (w *webmap) pause(h int) time.Duration {
	if w.ruleKind(h) == slowly {
		return time.Second
	}
	return 0
}
