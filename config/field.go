package config

import (
	"slices"
	"strings"
)

// parseFields reads a list of names between commas, each once.
func parseFields(v string) ([]string, error) {
	fields := strings.Split(v, ",")
	for i, name := range fields {
		fields[i] = strings.TrimSpace(name)
		if fields[i] == "" || slices.Contains(fields[:i], fields[i]) {
			return nil, want("names of fields between commas, each once, such as url,status_code")
		}
	}
	return fields, nil
}

// checkFields holds the names against those that a record can have.
func checkFields(s *Settings, host Host) error {
	if host.Fields == nil {
		return nil
	}
	if s.Output.Select == "" && slices.Contains(s.Output.Fields, "selected") {
		return usageError("say what, with --select CSS", "%s names selected, and there is no --select", s.named("fields"))
	}
	for _, name := range s.Output.Fields {
		if slices.Contains(host.Fields, name) {
			continue
		}
		from := s.origins["fields"]
		err := usageError("", "a record has no field %q", name)
		err.Origin, err.Key = from, byName(table, "fields").spelled(from)
		if near := nearest(name, host.Fields); near != "" {
			err.Hint = "did you mean " + near + "?"
		}
		return err
	}
	return nil
}
