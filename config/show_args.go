package config

import "slices"

// canonicalConfig is canonical for command config, whose flags are those of the command that
// is asked about. Where none is named they are those of all, but for short names with
// two meanings.
func canonicalConfig(args []string) ([]string, answer, error) {
	all := Flags(configCommand)
	s := &argScan{command: configCommand, flags: all, args: args}
	ready, asked, err := s.scan()
	if err != nil || asked != noAnswer || len(s.positionals) == 0 {
		s = &argScan{command: configCommand, flags: unambiguous(all), args: args}
		return s.scan()
	}
	about := s.positionals[0]
	if !slices.Contains(settingCommands(), about) {
		return ready, asked, nil // which is for showSettings to refuse
	}
	own := slices.DeleteFunc(all, func(f *Flag) bool { return !f.belongsTo(configCommand) })
	s = &argScan{command: about, flags: slices.Concat(Flags(about), own), args: args}
	return s.scan()
}

// unambiguous returns flags without the short names that mean several.
func unambiguous(flags []*Flag) []*Flag {
	meanings := map[string]int{}
	for _, f := range table {
		meanings[f.Short]++
	}
	var all []*Flag
	for _, f := range flags {
		if copied := *f; meanings[f.Short] > 1 {
			copied.Short = ""
			f = &copied
		}
		all = append(all, f)
	}
	return all
}
