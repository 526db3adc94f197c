package config

import (
	"fmt"
	"strings"
)

// bashCompletion is a script that bash 3.2 and later read; it needs no other package.
func bashCompletion(host Host) string {
	var b strings.Builder
	b.WriteString(bashHead)
	fmt.Fprintf(&b, "    if ((COMP_CWORD == 1)); then\n        _clew_words '%s --help --version'\n        return\n    fi\n",
		strings.Join(commandNames(), " "))
	b.WriteString("    case ${COMP_WORDS[1]} in\n")
	for _, c := range commands {
		c.bash(&b, host)
	}
	b.WriteString(bashTail)
	return b.String()
}

const bashHead = `# Completion of clew for bash, made by: clew completion bash

_clew_words() { # WORDS: one of them
    local IFS=$' \t\n'
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_clew_list() { # WORDS: some of them, with commas between
    local before=
    [[ $cur == *,* ]] && before=${cur%,*},
    COMPREPLY=($(compgen -W "$1" -P "$before" -- "${cur##*,}"))
    compopt -o nospace 2>/dev/null
}

_clew_files() { # KIND: f or d
    local IFS=$'\n'
    COMPREPLY=($(compgen -"$1" -- "$cur"))
    compopt -o filenames 2>/dev/null
}

_clew() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} flags= operands=
    COMPREPLY=()
    if [[ $cur == = ]]; then # --flag=value is three words
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
`

const bashTail = `    esac
    if [[ $cur == -* ]]; then
        _clew_words "$flags"
    elif [[ -n $operands ]]; then
        _clew_words "$operands"
    fi
}

complete -F _clew clew
`

// bash writes the case of one command.
func (c *command) bash(b *strings.Builder, host Host) {
	var all, before []string // before: flags after which anything goes
	var cases strings.Builder
	for _, f := range c.completed() {
		spelled := f.dashed()
		all = append(all, spelled...)
		if no := f.negation(); no != "" && f.set != nil {
			all = append(all, "--"+no)
		}
		if f.onOff() {
			continue
		}
		action := f.bashValue(host)
		if action == "" {
			before = append(before, spelled...)
			continue
		}
		fmt.Fprintf(&cases, "        %s) %s; return ;;\n", strings.Join(spelled, "|"), action)
	}
	if before != nil {
		fmt.Fprintf(&cases, "        %s) return ;;\n", strings.Join(before, "|"))
	}
	fmt.Fprintf(b, "    %s)\n        flags='%s'\n", c.name, strings.Join(all, " "))
	if words := c.operands(); words != nil {
		fmt.Fprintf(b, "        operands='%s'\n", strings.Join(words, " "))
	}
	if cases.Len() > 0 {
		fmt.Fprintf(b, "        case $prev in\n%s        esac\n", cases.String())
	}
	b.WriteString("        ;;\n")
}

// bashValue is the command that completes a flag's value, or "".
func (f *Flag) bashValue(host Host) string {
	switch kind, words := f.kind(host); kind {
	case wordValue:
		return "_clew_words '" + strings.Join(words, " ") + "'"
	case listValue:
		return "_clew_list '" + strings.Join(words, " ") + "'"
	case fileValue:
		return "_clew_files f"
	case folderValue:
		return "_clew_files d"
	case profileValue:
		return `_clew_words "$("${COMP_WORDS[0]}" completion profiles -- "${COMP_WORDS[@]}" 2>/dev/null)"`
	}
	return ""
}
