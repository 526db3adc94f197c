package auth

import (
	"fmt"
	"strings"
)

// A NetrcError is a file that cannot be read.
type NetrcError struct {
	Line   int // from 1
	Reason string
}

func (e *NetrcError) Error() string { return fmt.Sprintf("netrc, line %d: %s", e.Line, e.Reason) }

// words takes a netrc file apart.
type words struct {
	text   string // what is left
	line   int    // its number
	begun  bool   // the line has a word already: a '#' is no comment
	word   string
	quoted bool
	err    error
}

// next moves on to the next word, and reports whether there is one.
func (w *words) next() bool {
	w.skipSpace()
	if w.err != nil || w.text == "" {
		return false
	}
	w.begun = true
	if w.quoted = w.text[0] == '"'; w.quoted {
		return w.quote()
	}
	end := strings.IndexAny(w.text, " \t\r\n")
	if end < 0 {
		end = len(w.text)
	}
	w.word, w.text = w.text[:end], w.text[end:]
	return true
}

// skipSpace moves on to the next word or the end, over comments.
func (w *words) skipSpace() {
	for w.text != "" {
		switch w.text[0] {
		case '\n':
			w.line++
			w.begun = false
		case ' ', '\t', '\r':
		case '#':
			if w.begun {
				return
			}
			end := strings.IndexByte(w.text, '\n')
			if end < 0 {
				end = len(w.text)
			}
			w.text = w.text[end:]
			continue
		default:
			return
		}
		w.text = w.text[1:]
	}
}

// quote reads a word in quotes.
func (w *words) quote() bool {
	var b strings.Builder
	for i := 1; i < len(w.text); i++ {
		c := w.text[i]
		switch {
		case c == '"':
			w.word, w.text = b.String(), w.text[i+1:]
			return true
		case c == '\n':
			i = len(w.text) // words end with their lines
		case c == '\\' && i+1 < len(w.text):
			i++
			b.WriteByte(unescape(w.text[i]))
		default:
			b.WriteByte(c)
		}
	}
	w.err = &NetrcError{w.line, "a quote without an end"}
	return false
}

func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// skipMacro moves on behind the next empty line.
func (w *words) skipMacro() {
	for line := range strings.Lines(w.text) {
		w.text = w.text[len(line):]
		w.line++
		if !w.begun && strings.Trim(line, "\r\n") == "" {
			return
		}
		w.begun = false // the first is what is left of macdef's own
	}
}
