package config

import (
	"fmt"
	"strings"
)

// manual is the text of clew man: a page in the macros of man(7), which every man reads.
func manual(args []string, host Host) (string, error) {
	if len(args) > 0 {
		return "", tooMany(manCommand, args[0])
	}
	p := &page{}
	p.raw(fmt.Sprintf(`.TH CLEW 1 "%s" "%s" "User Commands"`, host.Date, roff(strings.TrimSpace("clew "+host.Version))))
	p.section("NAME", `clew \- fetch lists of URLs, and crawl sites`)
	p.macro(".SH", "SYNOPSIS")
	for i, c := range commands {
		if i > 0 {
			p.raw(".br")
		}
		p.text(c.synopsis())
	}
	p.section("DESCRIPTION", roff("clew fetches lists of URLs and crawls sites, thousands of requests at a time. Every input ends in exactly one record; "+
		"stdout carries the records, stderr progress and the summary. Flags stand before or after URLs; -- ends them."))
	p.macro(".SH", "COMMANDS")
	for _, c := range commands {
		p.macro(".SS", c.synopsis())
		p.text(c.long)
	}
	p.flags()
	p.section("SETTINGS", roff(settingsDoc))
	p.section("ENVIRONMENT", roff(environmentDoc))
	p.macro(".SH", "FILES")
	p.item("~/.config/clew/config.toml")
	p.text("Settings. The keys are those of the flags:")
	p.verbatim(exampleFile)
	p.macro(".SH", "EXIT STATUS")
	for _, e := range exitCodes {
		p.item(e.code)
		p.text(sentence(e.doc))
	}
	p.macro(".SH", "EXAMPLES")
	var examples []string
	for _, c := range commands {
		examples = append(examples, c.examples...)
	}
	p.verbatim(strings.Join(examples, "\n"))
	p.section("SEE ALSO", roff("curl(1), wget(1)"))
	return p.String(), nil
}

// exampleFile is a configuration file as somebody might have it.
const exampleFile = `timeout = 10
header = ["X-Team: search"]

[crawl]
host-delay = "1s"

[profile.nightly]
max-inflight = 200`

// A page is a manual page that is being written.
type page struct{ strings.Builder }

func (p *page) raw(line string) { p.WriteString(line + "\n") }

// macro writes a request with its arguments, each in quotes.
func (p *page) macro(name string, args ...string) {
	for _, arg := range args {
		name += ` "` + strings.ReplaceAll(roff(arg), `"`, `\(dq`) + `"`
	}
	p.raw(name)
}

func (p *page) text(text string) { p.raw(roff(text)) }

// section writes a heading and what is under it, which is roff already.
func (p *page) section(name, text string) {
	p.macro(".SH", name)
	p.raw(text)
}

// item begins a paragraph that hangs on a word.
func (p *page) item(word string) {
	p.raw(".TP")
	p.macro(".B", word)
}

// verbatim writes lines as they are.
func (p *page) verbatim(text string) {
	p.raw(".nf")
	for line := range strings.Lines(text) {
		p.text(strings.TrimSuffix(line, "\n"))
	}
	p.raw(".fi")
}

// flags writes the flags of all commands, each once.
func (p *page) flags() {
	p.macro(".SH", "FLAGS")
	category := ""
	for _, f := range table {
		if f.Category != category {
			category = f.Category
			p.macro(".SS", category)
		}
		p.item(f.spelling(false))
		p.text(f.explained())
		p.raw(".br")
		p.text(fmt.Sprintf("Of %s. Default: %s. Variable: %s.", joined(f.Commands, " and "), f.defaultsText(), f.Env()))
	}
	p.macro(".SS", "Help")
	for _, f := range metaFlags {
		p.item(f.spelling(false))
		p.text(f.explained())
	}
}

// explained is all that is said about a flag.
func (f *Flag) explained() string {
	return strings.TrimSpace(sentence(f.Doc) + " " + f.LongDoc)
}

// defaultsText names the default, or those of fetch and of the other commands.
func (f *Flag) defaultsText() string {
	fetch, crawl := f.defaultText(Fetch), f.defaultText(Crawl)
	if fetch == crawl || !f.belongsTo(Fetch) || !f.belongsTo(Crawl) {
		return f.defaultText(f.Commands[0])
	}
	return fetch + " (crawl: " + crawl + ")"
}

// roff writes a text so that roff shows it as it is.
func roff(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '.' && i == 0:
			b.WriteString(`\&.`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
