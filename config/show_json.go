package config

import (
	"encoding/json"
	"strings"
)

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
