package config

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// width is the column at which help is broken. A flag whose spelling is wider than
// widest has a line to itself in the short help.
const width, widest = 80, 28

// describe writes the entry of one flag in the long help.
func (f *Flag) describe(b *strings.Builder, command string) {
	fmt.Fprintf(b, "  %s\n", f.spelling(false))
	paragraph(b, "      ", f.explained())
	fmt.Fprintf(b, "      [default: %s] [env: %s]\n", f.defaultText(command), f.Env())
}

// spelling returns the names of a flag with its placeholder. In a table the long names
// stand below each other, whether there is a short one or not.
func (f *Flag) spelling(inTable bool) string {
	short, long := "", "--"+f.Name
	switch {
	case f.Short != "":
		short = "-" + f.Short + ", "
	case inTable:
		short = "    "
	}
	if f.negation() != "" && f.set != nil && (!inTable || f.Default == "true") {
		long = "--[no-]" + f.Name
	}
	if f.Arg != "" {
		long += " " + f.Arg
	}
	return short + long
}

// shortDefault returns the default in brackets, where there is one worth a word.
func (f *Flag) shortDefault(command string) string {
	text := f.defaultText(command)
	if f.set == nil || text == "off" || text == "none" {
		return ""
	}
	return " (" + text + ")"
}

// sentence gives a line its capital letter and its period.
func sentence(line string) string {
	return strings.ToUpper(line[:1]) + line[1:] + "."
}

// hanging writes a text beside a word, from a column on; under it where it is too wide.
func hanging(b *strings.Builder, left string, column int, text string) {
	var right strings.Builder
	paragraph(&right, strings.Repeat(" ", column), text)
	if pad := column - utf8.RuneCountInString(left); pad >= 2 {
		b.WriteString(left + strings.Repeat(" ", pad) + strings.TrimLeft(right.String(), " "))
	} else {
		b.WriteString(left + "\n" + right.String())
	}
}

// paragraph writes text with an indent, broken between words.
func paragraph(b *strings.Builder, indent, text string) {
	column := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case column == 0:
			b.WriteString(indent)
			column = len(indent)
		case column+1+n > width:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteString("\n")
}
