package pipeline

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"

	"clew/pipeline/record"
)

// A bar is the line of progress at the bottom of a terminal. It is drawn as a
// whole, and what is written above it clears it first and draws it again, in one
// write: so nothing flickers. It uses no escape sequences, which a terminal may
// not know.
type bar struct {
	columns func() int // of the terminal, now
	lib     *progressbar.ProgressBar
	line    string // as it was drawn last
	drawn   int    // columns that may hold something of it
}

func newBar(columns func() int) *bar {
	return &bar{columns: columns, lib: progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(io.Discard), // only its words are wanted
		progressbar.OptionSetTheme(progressbar.ThemeASCII),
		progressbar.OptionSetWidth(10),
		progressbar.OptionSpinnerType(9),
		progressbar.OptionSetSpinnerChangeInterval(0), // a goroutine would turn it, at a race with us
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionShowDescriptionAtLineEnd(),
	)}
}

// draw returns what shows this progress. Where the terminal is narrow the last of
// the parts are left out.
func (b *bar) draw(p progress) []byte {
	room := b.room()
	if total := p.total(); total > 0 && b.lib.GetMax() != total {
		b.lib.ChangeMax(total)
	}
	b.lib.Set(p.done)
	b.lib.Describe("")
	b.line = strings.Trim(b.lib.String(), "\r ")
	for i, part := range p.parts() {
		next := b.line + []string{" ", ", "}[min(i, 1)] + part
		if utf8.RuneCountInString(next) > room {
			break
		}
		b.line = next
	}
	b.line = cut(b.line, room)
	length := utf8.RuneCountInString(b.line)
	pad := max(min(b.drawn, room)-length, 0)
	b.drawn = length
	return append([]byte("\r"+b.line), bytes.Repeat([]byte(" "), pad)...)
}

func cut(s string, columns int) string {
	if utf8.RuneCountInString(s) <= columns {
		return s
	}
	return string([]rune(s)[:columns])
}

// above returns text as it is to be written while the bar is shown. A nil bar is
// none.
func (b *bar) above(text []byte) []byte {
	if b == nil || b.drawn == 0 {
		return text
	}
	return b.appendLine(append(b.appendClear(nil), text...))
}

// around is above for records, on the same terminal by way of another stream:
// which of the two is written first nobody knows, so all of the line is cleared.
func (b *bar) around(format func([]byte, *record.Record) []byte) func([]byte, *record.Record) []byte {
	return func(dst []byte, rec *record.Record) []byte {
		if b.drawn == 0 { // not yet, or not any more
			return format(dst, rec)
		}
		b.drawn = b.room()
		return b.appendLine(format(b.appendClear(dst), rec))
	}
}

// clear returns what takes the bar away.
func (b *bar) clear() []byte {
	text := b.appendClear(nil)
	b.drawn = 0
	return text
}

func (b *bar) appendClear(dst []byte) []byte {
	if b.drawn == 0 {
		return dst
	}
	dst = append(append(dst, '\r'), bytes.Repeat([]byte(" "), min(b.drawn, b.room()))...)
	return append(dst, '\r')
}

// room is how many columns the bar may have: in the last one some terminals wrap.
func (b *bar) room() int { return max(b.columns()-1, 1) }

func (b *bar) appendLine(dst []byte) []byte { return append(dst, b.line...) }

// around puts what goes to standard output above a bar, on the same terminal.
func (o *outputs) around(b *bar) {
	for _, out := range o.list {
		if l, ok := out.(*lineOutput); ok && l.Name() == standardOutput {
			l.append = b.around(l.append)
		}
	}
}
