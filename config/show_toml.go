package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

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
