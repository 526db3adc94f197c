package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// A file is what a configuration file says. Its values are known to parse.
type file struct {
	name     string // "" = there is none
	profiles []string
	entries  []entry
}

// An entry is one setting in a file.
type entry struct {
	profile string // the profile it belongs to; "" = none
	command string // the command it is for; "" = all that have the setting
	key     string // the flag's long name
	line    int
	texts   []string // in the flag's own syntax
}

// openFile reads the configuration file that flag or environment name, or the one at
// the usual place, where it need not exist. An empty name stands for no file.
func openFile(s *Settings, host Host) (*file, error) {
	from, name := s.origins["config"], s.configFile
	if from == FromDefault {
		name = usualFile(host)
	}
	f := &file{name: name}
	if name != "" {
		text, err := host.readOwn(name)
		switch {
		case err == nil:
			if err := f.parse(text); err != nil {
				return nil, err
			}
		case from == FromDefault && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)):
			f.name = ""
		default:
			return nil, unreadableFile(name, from, err)
		}
	}
	return f, f.checkProfile(s)
}

// unreadableFile is the error of a configuration file that cannot be read, or should not.
func unreadableFile(name string, from Origin, err error) error {
	wrong := &Error{Origin: from, Err: err, file: true, Hint: "--config '' does without a file"}
	if from != FromDefault {
		wrong.Key = byName(table, "config").spelled(from)
	}
	if errors.Is(err, errOpenToAll) {
		wrong.Hint = "chmod o-w " + printable(name)
	}
	return wrong
}

// usualFile is where a user's configuration file lies, or "" for somebody without a home.
// https://specifications.freedesktop.org/basedir-spec/latest/
func usualFile(host Host) string {
	dir := host.getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // "consider the path invalid and ignore it"
		home := host.getenv("HOME")
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "clew", "config.toml")
}

// errOpenToAll: a proxy in such a file would read what we send, and an output overwrite what
// we own, at the will of anybody on the machine.
var errOpenToAll = errors.New("everybody may write to it")

// readOwn reads a file that tells what to do, which not everybody may have written. A
// device or a pipe is nobody's file.
func (h Host) readOwn(name string) ([]byte, error) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o002 != 0 {
		return nil, fmt.Errorf("%s: %w", printable(name), errOpenToAll)
	}
	return h.readFile(name)
}

// layers returns what the file says to a command: what holds always, then the profile; in
// each, what is for the command alone comes last.
func (f *file) layers(command, profile string) []layer {
	var all []layer
	for _, profile := range slices.Compact([]string{"", profile}) {
		for _, table := range []string{"", command} {
			l := layer{Origin{layer: layerFile, file: f.name}, values{}, map[string]int{}}
			if profile != "" {
				l.origin.layer, l.origin.profile = layerProfile, profile
			}
			for _, e := range f.entries {
				if e.profile == profile && e.command == table && byName(Flags(command), e.key) != nil {
					l.values[e.key], l.lines[e.key] = e.texts, e.line
				}
			}
			all = append(all, l)
		}
	}
	return all
}

// checkProfile refuses the name of a profile that the file does not have.
func (f *file) checkProfile(s *Settings) error {
	if s.profile == "" || slices.Contains(f.profiles, s.profile) {
		return nil
	}
	wrong := usageError("name the file with --config", "there is no configuration file to hold %s", printable(s.profile))
	if f.name != "" {
		wrong = usageError("", "%s has no profile %s", printable(f.name), printable(s.profile))
		if near := nearest(s.profile, f.profiles); near != "" {
			wrong.Hint = "did you mean " + near + "?"
		} else if len(f.profiles) > 0 {
			wrong.Hint = "it has " + joined(f.profiles, " and ")
		}
	}
	wrong.Origin = s.origins["profile"]
	wrong.Key = byName(table, "profile").spelled(wrong.Origin)
	return wrong
}
