package config

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A setting is what is in force for one flag.
type setting struct {
	flag     *Flag
	texts    []string // in the flag's own syntax; nil = nothing is set
	from     Origin
	commands []string // for which it is in force
}

// showSettings is the text of clew config. The command that is asked about may be the
// only argument; else it is all of them.
func showSettings(given values, args []string, host Host) (string, error) {
	asked := settingCommands()
	if len(args) > 0 {
		if !slices.Contains(asked, args[0]) {
			return "", unknownAmong("command", args[0], asked)
		}
		asked = args[:1]
	}
	if len(args) > 1 {
		return "", tooMany(configCommand, args[1])
	}
	all, s, err := inForce(asked, given, host)
	if err != nil {
		return "", err
	}
	if !s.showSecrets {
		mask(all)
	}
	if formats := given["format"]; len(formats) > 0 && s.Output.Format == FormatJSONL {
		return settingsJSON(all), nil
	}
	return settingsTOML(all, asked), nil
}

// inForce returns the settings of the commands, in the order of the help. One that is the
// same for all commands that have it comes once.
func inForce(commands []string, given values, host Host) ([]setting, *Settings, error) {
	s := &Settings{}
	layers, err := layersOf(configCommand, given, host)
	if err == nil {
		err = apply(s, layers...)
	}
	if err != nil {
		return nil, nil, err
	}
	var all []setting
	for _, command := range commands {
		layers, err := layersOf(command, given, host)
		if err != nil {
			return nil, nil, err
		}
		for _, f := range Flags(command) {
			one := strongest(f, layers)
			if f.Name == "config" && one.texts == nil {
				one.texts = fileOf(layers) // the one at the usual place
			}
			all = merge(all, one, command)
		}
	}
	slices.SortStableFunc(all, func(a, b setting) int {
		return cmp.Compare(slices.Index(table, a.flag), slices.Index(table, b.flag))
	})
	return all, s, nil
}

// strongest returns what the strongest layer says about a flag.
func strongest(f *Flag, layers []layer) setting {
	found := setting{flag: f}
	for _, l := range layers {
		if texts := l.values[f.Name]; len(texts) > 0 {
			if !f.Repeat {
				texts = texts[len(texts)-1:]
			}
			found.texts, found.from = texts, l.originOf(f)
		}
	}
	return found
}

// fileOf returns the name of the file that layers are of.
func fileOf(layers []layer) []string {
	for _, l := range layers {
		if l.origin.inFile() {
			return []string{l.origin.file}
		}
	}
	return nil
}

// merge adds what is in force for a command.
func merge(all []setting, one setting, command string) []setting {
	for i, other := range all {
		if other.flag == one.flag && other.from == one.from && slices.Equal(other.texts, one.texts) {
			all[i].commands = append(all[i].commands, command)
			return all
		}
	}
	one.commands = []string{command}
	return append(all, one)
}

// settingsJSON has one object for each setting.
func settingsJSON(all []setting) string {
	var b strings.Builder
	for _, s := range all {
		o := struct {
			Key      string   `json:"key"`
			Value    any      `json:"value,omitempty"` // a text, or several where a flag may be repeated
			Origin   string   `json:"origin"`
			File     string   `json:"file,omitempty"`
			Line     int      `json:"line,omitempty"`
			Profile  string   `json:"profile,omitempty"`
			Variable string   `json:"variable,omitempty"`
			Commands []string `json:"commands"`
		}{Key: s.flag.Name, Origin: s.from.String(), File: s.from.file, Line: s.from.line, Profile: s.from.profile, Commands: s.commands}
		switch {
		case s.flag.Repeat && s.texts != nil:
			o.Value = s.texts
		case s.texts != nil:
			o.Value = s.texts[0]
		}
		if s.from == FromEnv {
			o.Variable = s.flag.Env()
		}
		line := json.NewEncoder(&b)
		line.SetEscapeHTML(false)
		line.Encode(o) // into memory, of texts and numbers
	}
	return b.String()
}

// settingsTOML is a configuration file that sets what is in force, the defaults as comments:
// a default that is set contradicts more than one that is not. What is not the same for all
// commands that have it stands in their tables.
func settingsTOML(all []setting, commands []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The settings of clew %s, and where each comes from.\n", joined(commands, " and "))
	shared, own := splitShared(all)
	category := ""
	for _, s := range shared {
		if s.flag.Category != category {
			category = s.flag.Category
			b.WriteString("\n# " + category + "\n")
		}
		s.write(&b)
	}
	for _, command := range commands {
		mine := slices.DeleteFunc(slices.Clone(own), func(s setting) bool { return !slices.Contains(s.commands, command) })
		if len(mine) > 0 {
			b.WriteString("\n[" + command + "]\n")
		}
		for _, s := range mine {
			s.write(&b)
		}
	}
	return b.String()
}

// splitShared tells the settings that are the same for all commands from the others.
func splitShared(all []setting) (shared, own []setting) {
	for i, s := range all {
		alone := (i == 0 || all[i-1].flag != s.flag) && (i == len(all)-1 || all[i+1].flag != s.flag)
		if alone {
			shared = append(shared, s)
		} else {
			own = append(own, s)
		}
	}
	return shared, own
}

// write writes a setting as a line of a configuration file, its origin as a comment.
func (s *setting) write(b *strings.Builder) {
	const column = 40
	key, from := s.flag.Name, s.flag.source(s.from)
	if strings.Contains(key, ".") {
		key = tomlText(key)
	}
	line := key
	switch {
	case s.texts == nil:
		from += ": " + s.flag.defaultText(s.commands[0])
	case s.flag.Repeat:
		quoted := make([]string, len(s.texts))
		for i, text := range s.texts {
			quoted[i] = tomlText(text)
		}
		line = key + " = [" + strings.Join(quoted, ", ") + "]"
	default:
		line = key + " = " + s.flag.tomlValue(s.texts[0])
	}
	if s.from == FromDefault || s.flag.NoFile {
		line = "# " + line
	}
	fmt.Fprintf(b, "%s%s  # %s\n", line, strings.Repeat(" ", max(0, column-utf8.RuneCountInString(line))), from)
}

// tomlValue writes a value bare where it is a switch or a number, else as a text.
func (f *Flag) tomlValue(text string) string {
	if on, err := parseSwitch(text); f.onOff() && err == nil {
		return fmt.Sprint(on)
	}
	if n, err := parseNumber(text, -1, 1<<62); err == nil && fmt.Sprint(n) == text {
		return text
	}
	return tomlText(text)
}

// tomlText quotes a text. A JSON string is a TOML string, but for DEL.
func tomlText(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(text)
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\x7f", `\u007f`)
}
