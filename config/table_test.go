package config

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTable holds every flag against the form that help, environment and parser rely on.
func TestTable(t *testing.T) {
	for _, f := range table {
		wrong := func(format string, args ...any) {
			t.Helper()
			t.Errorf("--%s: "+format, append([]any{f.Name}, args...)...)
		}
		if !regexp.MustCompile(`^[a-z0-9]+([-.][a-z0-9]+)*$`).MatchString(f.Name) {
			wrong("the name is not lower case with dashes or dots")
		}
		if f.Short == "h" || utf8.RuneCountInString(f.Short) > 1 {
			wrong("-%s cannot be its short name", f.Short)
		}
		if f.Doc == "" || strings.HasSuffix(f.Doc, ".") || len(f.Doc) > 60 {
			wrong("Doc must be a short line without a period, not %q", f.Doc)
		}
		if f.LongDoc != "" && !strings.HasSuffix(f.LongDoc, ".") {
			wrong("LongDoc must end with a period")
		}
		if f.Category == "" || len(f.Commands) == 0 {
			wrong("it has no category or no command")
		}
		for _, command := range f.Commands {
			if f.defaultText(command) == "" {
				wrong("%s shows no default", command)
			}
		}
		if f.set == nil || f.Repeat != (f.reset != nil) {
			wrong("it cannot be set, or not be reset")
		}
	}
}

// TestNoTwoFlagsAreSpelledAlike: a name, a short name or a negation means one flag.
func TestNoTwoFlagsAreSpelledAlike(t *testing.T) {
	for _, command := range commandNames() {
		seen := []string{"--help", "--version", "-h"}
		flags := Flags(command)
		if command == configCommand {
			flags = unambiguous(flags)
		}
		for _, f := range flags {
			for _, spelled := range []string{"--" + f.Name, "-" + f.Short, "--" + f.negation()} {
				if slices.Contains(seen, spelled) {
					t.Errorf("%s: %s has two meanings", command, spelled)
				}
				if strings.Trim(spelled, "-") != "" {
					seen = append(seen, spelled)
				}
			}
		}
	}
}

func TestFlagsOfTheCommands(t *testing.T) {
	for _, row := range []struct {
		command  string
		has, not string
	}{
		{Fetch, "list max-inflight request data format summary", "depth scope include max-urls-per-host"},
		{Crawl, "list max-inflight depth scope max-urls-per-host", "request data"},
		{Demo, "max-inflight output format progress quiet verbose no-color", "list timeout depth fields header"},
	} {
		for name := range strings.FieldsSeq(row.has) {
			if byName(Flags(row.command), name) == nil {
				t.Errorf("%s lacks --%s", row.command, name)
			}
		}
		for name := range strings.FieldsSeq(row.not) {
			if byName(Flags(row.command), name) != nil {
				t.Errorf("%s has --%s", row.command, name)
			}
		}
	}
}

// TestElsewhereNamesOurFlags: a hint must not lead to a flag that does not exist.
func TestElsewhereNamesOurFlags(t *testing.T) {
	for theirs, ours := range elsewhere {
		name, value, _ := strings.Cut(strings.TrimPrefix(ours, "--"), " ")
		f := byName(table, name)
		if f == nil || byName(table, theirs) != nil {
			t.Errorf("--%s: hint %s", theirs, ours)
			continue
		}
		if value != "" && f.set(&Settings{}, value) != nil {
			t.Errorf("--%s: hint %s does not parse", theirs, ours)
		}
	}
}
