package config

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing")

// asked is the world in which every text is the same on all machines.
var asked = func() Host {
	host := onTerminal.with("CLEW_PARSERS=3")
	host.Fields, host.Date = []string{"url", "state", "status_code", "title"}, "2026-01-02"
	return host
}()

// TestHelp holds every text that can be asked for against its golden file.
func TestHelp(t *testing.T) {
	for args, file := range map[string]string{
		"-h":           "root_short.txt",
		"--help":       "root_long.txt",
		"--version":    "version.txt",
		"fetch -h":     "fetch_short.txt",
		"fetch --help": "fetch_long.txt",
		"crawl -h":     "crawl_short.txt",
		"crawl --help": "crawl_long.txt",
		"demo -h":      "demo_short.txt",
		"demo --help":  "demo_long.txt",
		"ps -h":        "ps_short.txt",
		"ps --help":    "ps_long.txt",

		"config -h":       "config_short.txt",
		"config --help":   "config_long.txt",
		"config":          "config.toml",
		"man":             "clew.1",
		"completion bash": "completion.bash",
		"completion zsh":  "completion.zsh",
		"completion fish": "completion.fish",
	} {
		golden := filepath.Join("testdata", file)
		got := parsed(t, asked, args).Answer
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("clew %s differs from %s (go test -update writes it):\n%s", args, golden, got)
		}
	}
}

// TestHelpIsWhole: each flag of a command stands in both texts; the long one names its
// variable and its default.
func TestHelpIsWhole(t *testing.T) {
	for _, c := range commands {
		short, long := c.shortHelp(), c.longHelp()
		for _, f := range c.flags() {
			entry := "[default: " + f.defaultText(c.name) + "] [env: " + f.Env() + "]"
			if !strings.Contains(long, f.spelling(false)+"\n") || !strings.Contains(long, entry) {
				t.Errorf("clew %s --help: want %s with %s", c.name, f.spelling(false), entry)
			}
			if !strings.Contains(short, f.spelling(true)+" ") && !strings.Contains(short, f.spelling(true)+"\n") {
				t.Errorf("clew %s -h: want %s", c.name, f.spelling(true))
			}
		}
		for line := range strings.Lines(short + long) {
			if utf8.RuneCountInString(line) > 1+width && !slices.Contains(c.examples, strings.TrimSpace(line)) {
				t.Errorf("clew %s: too wide: %s", c.name, line)
			}
		}
	}
}

// TestAnAnswerIsNothingElse: who asks for help gets no run by accident.
func TestAnAnswerIsNothingElse(t *testing.T) {
	for _, args := range []string{"--help", "fetch a --help", "crawl -h a", "fetch -qvh", "demo --version", "help", "help fetch",
		"config", "config fetch -k", "man", "completion zsh"} {
		s := parsed(t, onTerminal, args)
		if s.Answer == "" || s.Command != "" || s.URLs != nil {
			t.Errorf("clew %s: %+v, want an answer alone", args, s)
		}
	}
}
