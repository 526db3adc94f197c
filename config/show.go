package config

import (
	"cmp"
	"slices"
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
