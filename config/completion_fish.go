package config

import (
	"fmt"
	"slices"
	"strings"
)

// fishCompletion is a script for ~/.config/fish/completions.
func fishCompletion(host Host) string {
	var b strings.Builder
	b.WriteString(fishHead)
	for _, c := range commands {
		fmt.Fprintf(&b, "complete -c clew -n '__clew_is' -a %s -d %s\n", c.name, fishQuoted(c.doc))
	}
	b.WriteString("complete -c clew -n '__clew_is' -l version -d 'show the version'\n")
	b.WriteString("complete -c clew -s h -l help -d 'explain it'\n\n")
	for _, c := range commands {
		if words := c.operands(); words != nil {
			fmt.Fprintf(&b, "complete -c clew -n '__clew_is %s' -a %s\n", c.name, fishQuoted(strings.Join(words, " ")))
		}
	}
	b.WriteString("\n")
	for _, f := range table {
		f.fish(&b, host)
	}
	return b.String()
}

const fishHead = `# Completion of clew for fish, made by: clew completion fish

function __clew_is # COMMAND...: is it one of them, or none where none is named?
    set -l typed (commandline -opc)
    if test (count $typed) -lt 2
        test (count $argv) -eq 0
    else
        contains -- $typed[2] $argv
    end
end

function __clew_profiles
    set -l typed (commandline -opc)
    $typed[1] completion profiles -- $typed 2>/dev/null
end

complete -c clew -f
`

// fish writes the line of a flag, and that of its negation.
func (f *Flag) fish(b *strings.Builder, host Host) {
	line := "complete -c clew -n '__clew_is " + strings.Join(f.takers(), " ") + "'"
	fmt.Fprintf(b, "%s -l %s", line, f.Name)
	if f.Short != "" {
		b.WriteString(" -s " + f.Short)
	}
	if !f.onOff() {
		b.WriteString(f.fishValue(host))
	}
	fmt.Fprintf(b, " -d %s\n", fishQuoted(f.Doc))
	if no := f.negation(); no != "" {
		fmt.Fprintf(b, "%s -l %s -d %s\n", line, no, fishQuoted("not: "+f.Doc))
	}
}

// takers are the commands that take a flag.
func (f *Flag) takers() []string {
	return slices.DeleteFunc(commandNames(), func(name string) bool { return !slices.Contains(Flags(name), f) })
}

// fishValue says that a value follows, and what it can be.
func (f *Flag) fishValue(host Host) string {
	switch kind, words := f.kind(host); kind {
	case wordValue:
		return " -x -a " + fishQuoted(strings.Join(words, " "))
	case listValue:
		return " -x -a " + fishQuoted("(__fish_append , "+strings.Join(words, " ")+")")
	case fileValue:
		return " -r -F"
	case folderValue:
		return " -x -a '(__fish_complete_directories)'"
	case profileValue:
		return " -x -a '(__clew_profiles)'"
	}
	return " -x"
}

var fishEscaped = strings.NewReplacer(`\`, `\\`, "'", `\'`)

func fishQuoted(text string) string { return "'" + fishEscaped.Replace(text) + "'" }
