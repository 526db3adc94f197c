package config

import (
	"errors"
	"strings"
)

// askHost has the values checked that config cannot judge itself.
func askHost(s *Settings, host Host) error {
	for name, value := range map[string]string{"where": s.Output.Where, "write-out": s.Output.WriteOut, "select": s.Output.Select} {
		check := host.Checks[name]
		if value == "" || check == nil {
			continue
		}
		if err := check(value); err != nil {
			from := s.origins[name]
			return &Error{Origin: from, Key: byName(table, name).spelled(from), Err: err, Hint: meant(err)}
		}
	}
	return nil
}

// meant is the hint of an error that knows better names.
func meant(err error) string {
	var e interface {
		Unknown() (name string, known []string)
	}
	if !errors.As(err, &e) {
		return ""
	}
	name, known := e.Unknown()
	if near := nearest(name, known); near != "" && name != "" {
		return "did you mean " + near + "?"
	}
	return ""
}

// readWriteOut reads the template of --write-out from the file that it names.
func readWriteOut(s *Settings, host Host) error {
	name, isFile := strings.CutPrefix(s.Output.WriteOut, "@")
	if !isFile {
		return nil
	}
	text, err := host.readFile(name)
	if err != nil {
		return unreadable(s, "write-out", err)
	}
	s.Output.WriteOut = string(text)
	return nil
}
