package config

import (
	"fmt"
	"strings"
)

// zshCompletion is a script for a folder of $fpath, or to be sourced.
func zshCompletion(host Host) string {
	var b strings.Builder
	b.WriteString("#compdef clew\n# Completion of clew for zsh, made by: clew completion zsh\n\n")
	b.WriteString("_clew_profiles() {\n    compadd -- ${(f)\"$($line_program completion profiles -- $line_words 2>/dev/null)\"}\n}\n\n")
	b.WriteString("_clew() {\n    local line_program=${words[1]} curcontext=$curcontext\n    local -a line_words=($words) commands=(\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "        %s\n", zshQuoted(c.name+":"+c.doc))
	}
	b.WriteString(`    )
    if (( CURRENT == 2 )); then
        _describe -t commands command commands
        _arguments '--help[explain clew]' '--version[show the version]'
        return
    fi
    shift words
    (( CURRENT-- ))
    case ${words[1]} in
`)
	for _, c := range commands {
		fmt.Fprintf(&b, "    %s)\n        _arguments -s -S", c.name)
		for _, f := range c.completed() {
			for _, spec := range f.zsh(host) {
				b.WriteString(" \\\n            " + spec)
			}
		}
		b.WriteString(" \\\n            " + c.zshOperands() + "\n        ;;\n")
	}
	b.WriteString(`    esac
}

if [[ $funcstack[1] == _clew ]]; then
    _clew "$@"
else
    compdef _clew clew
fi
`)
	return b.String()
}

// zsh returns the specifications of a flag, as _arguments reads them.
func (f *Flag) zsh(host Host) []string {
	names := f.dashed()
	guard, tail := zshQuoted("("+strings.Join(names, " ")+")"), "["+zshEscaped.Replace(f.Doc)+"]"
	if f.Repeat {
		guard = `\*`
	}
	if !f.onOff() {
		tail += ":" + zshEscaped.Replace(f.Arg) + ":" + f.zshValue(host)
		names[0] += "="
		if len(names) > 1 {
			names[1] += "+"
		}
	}
	spelled := names[0]
	if len(names) > 1 {
		spelled = "{" + strings.Join(names, ",") + "}"
	}
	specs := []string{guard + spelled + zshQuoted(tail)}
	if no := f.negation(); no != "" && f.set != nil {
		specs = append(specs, zshQuoted("--"+no+"[not: "+zshEscaped.Replace(f.Doc)+"]"))
	}
	return specs
}

// zshValue is the action that completes a flag's value.
func (f *Flag) zshValue(host Host) string {
	switch kind, words := f.kind(host); kind {
	case wordValue:
		return "(" + strings.Join(words, " ") + ")"
	case listValue:
		return "_values -s , field " + strings.Join(words, " ")
	case fileValue:
		return "_files"
	case folderValue:
		return "_files -/"
	case profileValue:
		return "_clew_profiles"
	}
	return " "
}

func (c *command) zshOperands() string {
	switch words := c.operands(); {
	case words != nil:
		return zshQuoted("1:argument:(" + strings.Join(words, " ") + ")")
	case strings.Contains(c.args, "URL") || strings.Contains(c.args, "SEED"):
		return zshQuoted("*:URL:_urls")
	}
	return ""
}

// zshEscaped takes their meaning from the characters that end parts of a specification.
var zshEscaped = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, ":", `\:`)

func zshQuoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
