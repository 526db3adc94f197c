package config

import (
	"os/exec"
	"strings"
	"testing"
)

// TestManual: the renderers that are there read it without a warning, and show every flag.
func TestManual(t *testing.T) {
	page := parsed(t, asked, "man").Answer
	for _, row := range [][]string{
		{"mandoc", "-T", "lint", "-W", "warning"},
		{"groff", "-man", "-T", "utf8", "-w", "w", "-z"},
		{"man", "-l", "-"},
	} {
		t.Run(row[0], func(t *testing.T) {
			path, err := exec.LookPath(row[0])
			if err != nil {
				t.Skipf("%s is not installed", row[0])
			}
			cmd := exec.Command(path, row[1:]...)
			cmd.Stdin = strings.NewReader(page)
			cmd.Env = append(cmd.Environ(), "MANWIDTH=200", "LC_ALL=C.UTF-8", "MANPAGER=cat")
			out, err := cmd.CombinedOutput()
			text := string(out)
			switch {
			case row[0] != "man" && (err != nil || text != ""):
				t.Errorf("%v\n%s", err, text)
			case row[0] == "man":
				for _, f := range table {
					if !strings.Contains(text, f.spelling(false)+"\n") {
						t.Errorf("%s is not to be seen: %v\n%.500s", f.spelling(false), err, text)
					}
				}
			}
		})
	}
}
