package config

import (
	"fmt"
	"strings"
)

// unknownFlag says that a command has no such flag, and which one may be meant.
func unknownFlag(command, spelled string) error {
	name := strings.TrimLeft(spelled, "-")
	return usageError(flagHint(command, name), "unknown flag %s", printable(spelled))
}

// flagHint guesses what an unknown flag of a command should have been.
func flagHint(command, name string) string {
	flags := Flags(command)
	if byName(flags, name) != nil || name == "version" { // with one dash
		return "did you mean --" + name + "?"
	}
	if f := byName(flags, strings.TrimPrefix(name, "no-")); f != nil {
		return "--" + f.Name + " takes a value; only on/off flags have a --no- form"
	}
	for _, f := range table {
		if f.Short == name && name != "" && command == configCommand {
			return "name the command, as in clew config " + f.Commands[0] + " -" + name
		}
		if !f.belongsTo(command) && (f.Name == name || f.Short == name && name != "") {
			return f.both() + " is a flag of " + strings.Join(f.Commands, " and ") + ", not of " + command
		}
	}
	if ours, ok := elsewhere[name]; ok {
		return "did you mean " + ours + "?"
	}
	names := []string{"help", "version"}
	for _, f := range flags {
		names = append(names, f.Name)
		if no := f.negation(); no != "" {
			names = append(names, no)
		}
	}
	if near := nearest(name, names); near != "" && len(name) > 1 {
		return "did you mean --" + near + "?"
	}
	return "clew " + command + " -h lists the flags"
}

// unknownAmong says that a word is none of those that can stand in its place.
func unknownAmong(what, word string, words []string) error {
	hint := "there is " + joined(words, " and ")
	if near := nearest(word, words); near != "" {
		hint = "did you mean " + near + "?"
	}
	return usageError(hint, "unknown %s %s", what, printable(word))
}

// noCommand is the error of a bare "clew".
func noCommand() *Error {
	e := usageError("clew --help says more", "no command given")
	e.usage = usageLines()
	return e
}

// unknownCommand says that there is no such command, and what may be meant.
func unknownCommand(name string) error {
	hint := "clew --help lists the commands"
	if near := nearest(name, commandNames()); near != "" {
		hint = "did you mean clew " + near + "?"
	} else if name == "version" {
		hint = "did you mean clew --version?"
	} else if strings.ContainsAny(name, ".:/") {
		hint = "to fetch it: clew fetch " + printable(name)
	}
	return usageError(hint, "unknown command %s", printable(name))
}

// flagFirst is the error of a flag in the command's place.
func flagFirst(arg string) *Error {
	return usageError("write clew COMMAND "+printable(arg)+" …", "%s stands before the command", printable(arg))
}

// printable returns an argument as it is where a terminal shows it as it is, else quoted.
func printable(arg string) string {
	if quoted := fmt.Sprintf("%q", arg); arg == "" || quoted != `"`+arg+`"` {
		return quoted
	}
	return arg
}
