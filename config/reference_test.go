package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const referenceFile = "../docs/reference.md"

// TestReference holds docs/reference.md against the table: go test ./config -update
// writes it.
func TestReference(t *testing.T) {
	got := reference()
	if *update {
		if err := os.WriteFile(referenceFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from the table (go test ./config -update writes it)", referenceFile)
	}
}

// reference is a page of all commands, flags, keys and variables.
func reference() string {
	var b strings.Builder
	b.WriteString("# Reference\n\nWritten by `go test ./config -update` from the flag table; changes belong there. " +
		"[guide.md](guide.md) says how to go about it.\n\n## Commands\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\n### `%s`\n\n%s\n\n```sh\n%s\n```\n", c.synopsis(), escaped(c.long), strings.Join(c.examples, "\n"))
	}
	b.WriteString("\n## Flags\n\nThe key in a configuration file is the name without its dashes. " +
		"Flags stand before or after URLs, as `-f v`, `--flag v` or `--flag=v`; `--` ends them.\n")
	category := ""
	for _, f := range table {
		if f.Category != category {
			category = f.Category
			b.WriteString("\n### " + category + "\n\n| flag | of | default | variable | |\n|---|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` | %s |\n", cell(f.spelling(false)), strings.Join(f.Commands, " "),
			cell(escaped(f.defaultsText())), f.Env(), cell(escaped(f.explained())))
	}
	fmt.Fprintf(&b, "\n## Settings\n\n%s\n\n```toml\n%s\n```\n\n%s\n", escaped(settingsDoc), exampleFile, escaped(environmentDoc))
	b.WriteString("\n## Exit codes\n\n| code | |\n|---|---|\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "| %s | %s |\n", e.code, escaped(e.doc))
	}
	b.WriteString("\n2 and 3 win over all; 130 and 143 win over 4 and 8; 4 over 8.\n")
	return b.String()
}

// escaped takes their meaning from characters that Markdown has one for.
func escaped(text string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "~", `\~`).Replace(text)
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// TestTheExampleFileIsRight: the manual's file is one.
func TestTheExampleFileIsRight(t *testing.T) {
	s := parsed(t, configured(exampleFile), "crawl a --profile nightly")
	if s.Load.MaxInflight != 200 || s.Load.HostDelay.Seconds() != 1 || s.Time.Total.Seconds() != 10 {
		t.Errorf("%+v %+v", s.Load, s.Time)
	}
}
