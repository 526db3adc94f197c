package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// metaFlags stand at the end of every help. They are no settings.
var metaFlags = []*Flag{
	{Name: "help", Short: "h", Category: "Help", Doc: "-h lists the flags, --help explains them"},
	{Name: "version", Category: "Help", Doc: "show the version"},
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
	line := "clew " + host.Version
	if host.Version == "" {
		line = "clew (unknown version)"
	}
	if host.Build != "" {
		line += " (" + host.Build + ")"
	}
	return line + "\n"
}

// usageLines is the shortest help: the commands, one line each.
func usageLines() string {
	var b strings.Builder
	b.WriteString("usage: clew COMMAND [FLAG…] [URL…]\n")
	column := 0
	for _, c := range commands {
		column = max(column, len(c.name))
	}
	for _, group := range [][]command{runCommands, lookCommands, textCommands} {
		b.WriteString("\n")
		for _, c := range group {
			fmt.Fprintf(&b, "  %-*s  %s\n", column, c.name, c.doc)
		}
	}
	b.WriteString("\nclew COMMAND -h lists the flags of a command, --help explains them.\n")
	return b.String()
}

// rootHelp is the text of clew --help.
func rootHelp() string {
	var b strings.Builder
	b.WriteString("clew fetches lists of URLs and crawls sites, thousands of requests at a time.\n\n")
	b.WriteString(usageLines())
	b.WriteString("\nExamples:\n")
	for _, c := range runCommands {
		for _, example := range c.examples {
			b.WriteString("  " + example + "\n")
		}
	}
	for _, c := range commands {
		fmt.Fprintf(&b, "\n%s\n", c.synopsis())
		paragraph(&b, "  ", c.long)
	}
	for _, part := range []struct{ title, text string }{{"Settings", settingsDoc}, {"Environment", environmentDoc}} {
		b.WriteString("\n" + part.title + ":\n")
		paragraph(&b, "  ", part.text)
	}
	b.WriteString("\nExit codes:\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "  %-8s  %s\n", e.code, e.doc)
	}
	return b.String()
}

// synopsis is the line that shows how the command is called.
func (c *command) synopsis() string { return strings.TrimSpace("clew " + c.name + " " + c.args) }

// flags returns the flags that the help of a command lists. Those that config takes are in
// the help of their commands.
func (c *command) flags() []*Flag {
	return slices.DeleteFunc(Flags(c.name), func(f *Flag) bool { return !f.belongsTo(c.name) })
}

// shortHelp is the text of -h: one line for each flag.
func (c *command) shortHelp() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: %s\n%s\n", c.synopsis(), sentence(c.doc))
	flags := append(c.flags(), metaFlags...)
	column := 0
	for _, f := range flags {
		if n := utf8.RuneCountInString(f.spelling(true)); n <= widest {
			column = max(column, n)
		}
	}
	category := ""
	for _, f := range flags {
		if f.Category != category {
			category = f.Category
			b.WriteString("\n" + category + ":\n")
		}
		hanging(&b, "  "+f.spelling(true), column+4, f.Doc+f.shortDefault(c.name))
	}
	fmt.Fprintf(&b, "\nclew %s --help says more.\n", c.name)
	return b.String()
}

// longHelp is the text of --help: every flag with its paragraph, under its category.
func (c *command) longHelp() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: %s\n\n", c.synopsis())
	paragraph(&b, "", c.long)
	b.WriteString("\nExamples:\n")
	for _, example := range c.examples {
		b.WriteString("  " + example + "\n")
	}
	if len(c.flags()) == 0 {
		return b.String()
	}
	b.WriteString("\nFlags stand before or after URLs; -- ends them.\n")
	category := ""
	for _, f := range c.flags() {
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
	b.WriteString("\nSettings:\n")
	paragraph(&b, "  ", settingsDoc+" "+environmentDoc)
	return b.String()
}
