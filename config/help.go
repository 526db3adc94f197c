package config

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// metaFlags stand at the end of every help. They are no settings.
var metaFlags = []*Flag{
	{Name: "help", Short: "h", Doc: "-h lists the flags, --help explains them"},
	{Name: "version", Doc: "show the version"},
}

// rootAnswer returns the text that the first argument asks for, or "".
func rootAnswer(arg string, host Host) string {
	switch arg {
	case "-h":
		return usageLines()
	case "--help":
		return rootHelp()
	case "--version":
		return versionLine(host)
	}
	return ""
}

// answer returns the text that a flag of a command asks for.
func (c *command) answer(asked answer, host Host) string {
	switch asked {
	case longHelp:
		return c.longHelp()
	case version:
		return versionLine(host)
	}
	return c.shortHelp()
}

func versionLine(host Host) string {
	if host.Version == "" {
		return "clew (unknown version)\n"
	}
	return "clew " + host.Version + "\n"
}

// usageLines is the shortest help: the commands, one line each.
func usageLines() string {
	var b strings.Builder
	b.WriteString("usage: clew COMMAND [FLAG…] [URL…]\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-6s %s\n", c.name, c.doc)
	}
	b.WriteString("\nclew COMMAND -h lists the flags of a command, --help explains them.\n")
	return b.String()
}

// rootHelp is the text of clew --help.
func rootHelp() string {
	var b strings.Builder
	b.WriteString("clew fetches and crawls over HTTP, thousands of requests at a time.\n\n")
	b.WriteString(usageLines())
	for _, c := range commands {
		fmt.Fprintf(&b, "\nclew %s %s\n", c.name, c.args)
		paragraph(&b, "  ", c.long)
	}
	b.WriteString("\nEnvironment:\n")
	paragraph(&b, "  ", environmentDoc)
	b.WriteString("\nExit codes:\n" + exitCodes)
	return b.String()
}

const environmentDoc = "Every flag has a variable: CLEW_ and its long name in capitals, as CLEW_MAX_INFLIGHT. " +
	"A flag wins over its variable; an empty variable counts as not set. The values of a flag that may be repeated stand " +
	"one a line. NO_COLOR turns colours off."

const exitCodes = `  0    the run ended as asked
  1    a bug in clew
  2    usage: a bad flag or value, settings that contradict each other, no input
  3    a file could not be read or written
  4    fetch: an input failed; crawl: no seed could be fetched
  8    with --fail: a status of 400 or more came
  130  stopped by SIGINT
  143  stopped by SIGTERM
`

// shortHelp is the text of -h: one line for each flag.
func (c *command) shortHelp() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: clew %s %s\n%s\n\n", c.name, c.args, sentence(c.doc))
	flags := append(Flags(c.name), metaFlags...)
	column := 0
	for _, f := range flags {
		column = max(column, utf8.RuneCountInString(f.spelling(true)))
	}
	for _, f := range flags {
		left := f.spelling(true)
		pad := strings.Repeat(" ", column-utf8.RuneCountInString(left))
		fmt.Fprintf(&b, "  %s%s  %s%s\n", left, pad, f.Doc, f.shortDefault(c.name))
	}
	fmt.Fprintf(&b, "\nclew %s --help says more.\n", c.name)
	return b.String()
}

// longHelp is the text of --help: every flag with its paragraph, under its category.
func (c *command) longHelp() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: clew %s %s\n\n", c.name, c.args)
	paragraph(&b, "", c.long)
	b.WriteString("\nExamples:\n")
	for _, example := range c.examples {
		b.WriteString("  " + example + "\n")
	}
	flags := Flags(c.name)
	if len(flags) > 0 {
		b.WriteString("\nFlags stand before or after URLs; -- ends them.\n")
	}
	category := ""
	for _, f := range flags {
		if f.Category != category {
			category = f.Category
			b.WriteString("\n" + category + ":\n")
		}
		f.describe(&b, c.name)
	}
	b.WriteString("\nHelp:\n")
	for _, f := range metaFlags {
		fmt.Fprintf(&b, "  %s\n", f.spelling(false))
		paragraph(&b, "      ", sentence(f.Doc))
	}
	if len(flags) > 0 {
		b.WriteString("\nEnvironment:\n")
		paragraph(&b, "  ", environmentDoc)
	}
	return b.String()
}
