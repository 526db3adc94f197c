package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parse makes entries of the text of a configuration file:
//
//	key = value              for every command that has the flag
//	[crawl]                  for crawl alone
//	[profile.NAME]           with --profile NAME
//	[profile.NAME.crawl]     with it, for crawl alone
//
// It refuses what no command knows, and values that do not parse, in use or not: a profile
// for the night is to fail by day.
func (f *file) parse(text []byte) error {
	assignments, err := readTOML(text)
	if wrong, ok := errors.AsType[*syntaxError](err); ok {
		return f.wrong(wrong.line, wrong.key, err, "")
	}
	for _, a := range assignments {
		e := f.place(a)
		if a.header() {
			err = f.checkTable(a, e)
		} else if e.texts, err = f.check(a, e); err == nil {
			f.entries = append(f.entries, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// place reads the path of an assignment. The dots of a flag's name may be those of a path.
func (f *file) place(a assignment) entry {
	e, path := entry{line: a.line}, a.path
	if path[0] == "profile" && len(path) > 1 {
		e.profile, path = path[1], path[2:]
		if !slices.Contains(f.profiles, e.profile) {
			f.profiles = append(f.profiles, e.profile)
		}
	}
	if header := a.header(); (len(path) > 1 || header && len(path) == 1) && slices.Contains(settingCommands(), path[0]) {
		e.command, path = path[0], path[1:]
	}
	e.key = strings.Join(path, ".")
	return e
}

// checkTable refuses a header that is neither of a command nor of a profile.
func (f *file) checkTable(a assignment, e entry) error {
	if e.key == "" || len(a.path) == 1 && e.key == "profile" {
		return nil
	}
	hint := "a profile is [profile." + e.key + "]"
	if near := nearest(e.key, append(settingCommands(), "profile")); near != "" {
		hint = "did you mean [" + near + "]?"
	} else if e.profile != "" {
		hint = "in a profile there are the tables of commands, as [profile." + e.profile + ".crawl]"
	}
	return f.wrong(a.line, "", fmt.Errorf("unknown table [%s]", printable(strings.Join(a.path, "."))), hint)
}

// check returns the texts of a value that one of the flags of that name takes.
func (f *file) check(a assignment, e entry) ([]string, error) {
	if e.key == "" || slices.Contains(settingCommands(), e.key) {
		return nil, f.wrong(a.line, strings.Join(a.path, "."), errors.New("expected a table"), "")
	}
	rows := rowsNamed(e.key, e.command)
	if len(rows) == 0 {
		hint, err := unknownKey(e)
		return nil, f.wrong(a.line, "", err, hint)
	}
	var first error
	for _, row := range rows {
		texts, err := f.checkRow(a, row)
		if err == nil {
			return texts, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func (f *file) checkRow(a assignment, row *Flag) ([]string, error) {
	texts := a.texts
	switch {
	case a.array && row.listed():
		texts = []string{strings.Join(texts, ",")}
	case a.array && !row.Repeat:
		return nil, f.wrong(a.line, row.Name, errors.New("expected one value, not an array"), "")
	}
	for _, text := range texts {
		if err := row.set(&Settings{}, text); err != nil {
			return nil, badValue(row, Origin{layer: layerFile, file: f.name, line: a.line}, text, err)
		}
	}
	return texts, nil
}

// listed reports whether one value of the flag is several with commas between them.
func (f *Flag) listed() bool { return strings.Contains(f.Arg, ",") }

// rowsNamed returns the flags of that name that can stand in a file, of a command or of all.
func rowsNamed(key, command string) []*Flag {
	var rows []*Flag
	for _, f := range table {
		if f.Name == key && !f.NoFile && (command == "" || f.belongsTo(command)) {
			rows = append(rows, f)
		}
	}
	return rows
}

// unknownKey says that there is no such setting, and which one may be meant.
func unknownKey(e entry) (hint string, err error) {
	key := strings.TrimLeft(e.key, "-")
	f := byName(table, key)
	switch {
	case f != nil && f.NoFile:
		return "it is chosen by --" + key + " or " + f.Env(), fmt.Errorf("%s is not a key of a file", key)
	case f != nil && e.command != "":
		return "it is one of " + joined(f.Commands, " and "), fmt.Errorf("%s is not a setting of %s", key, e.command)
	}
	return keyHint(key, e.command), fmt.Errorf("unknown key %s", printable(e.key))
}

// keyHint guesses what an unknown key should have been.
func keyHint(key, command string) string {
	var names []string
	for _, f := range table {
		if key != "" && key == f.negation() {
			return "write " + f.Name + " = false"
		}
		if len(rowsNamed(f.Name, command)) > 0 {
			names = append(names, f.Name)
		}
	}
	near := nearest(key, names)
	if ours, ok := elsewhere[key]; ok {
		name, value, decided := strings.Cut(strings.TrimPrefix(ours, "--"), " ")
		if near = name; decided {
			near += " = " + tomlText(value)
		}
	}
	if near != "" {
		return "did you mean " + near + "?"
	}
	return "the keys are the long names of flags; clew config lists them"
}

// wrong is an error on a line of the file.
func (f *file) wrong(line int, key string, err error, hint string) error {
	from := Origin{layer: layerFile, file: f.name, line: line}
	e := &Error{Origin: from, Key: from.place(), Err: err, Hint: hint}
	if key != "" {
		e.Key += ": " + key
	}
	return e
}
