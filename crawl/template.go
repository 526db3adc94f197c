package crawl

// templates are the template elements that are open. What they hold is inert
// until a script takes it, and so nothing that a page without scripts leads
// to; but the content of a declarative shadow root is shown like any other.
//
// https://html.spec.whatwg.org/multipage/scripting.html#the-template-element
type templates struct {
	open  []template
	inert int // how many of them are no shadow roots
}

type template struct {
	inert   bool
	foreign int // length of the foreignStack when it began
}

// any reports whether a template is open. Even a shadow root is outside the
// document for its title and base.
func (t *templates) any() bool { return len(t.open) > 0 }

func (t *templates) start(shadowrootmode []byte, foreign int) {
	shown := equalFold(shadowrootmode, "open") || equalFold(shadowrootmode, "closed")
	t.open = append(t.open, template{!shown, foreign})
	if !shown {
		t.inert++
	}
}

// end closes the innermost template and the foreign elements inside it.
func (t *templates) end(open foreignStack) foreignStack {
	if !t.any() {
		return open
	}
	last := t.open[len(t.open)-1]
	t.open = t.open[:len(t.open)-1]
	if last.inert {
		t.inert--
	}
	return open[:min(last.foreign, len(open))]
}
