package config

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be clew, as far as the completions ask it.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "clew" {
		s, err := Parse(os.Args[1:], Host{Env: os.LookupEnv})
		if err != nil {
			os.Exit(2)
		}
		os.Stdout.WriteString(s.Answer)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// completed are lines as somebody types them, and what must and must not be offered for
// the last word.
var completed = []struct{ line, offered, not string }{
	{"clew ", "fetch crawl demo config completion man help", "jsonl"},
	{"clew cr", "crawl", "fetch"},
	{"clew fetch --max-in", "--max-inflight", "--max-body"},
	{"clew fetch --no-loc", "--no-location", "--no-color"},
	{"clew crawl --dep", "--depth", "--data"},
	{"clew fetch --dep", "", "--depth"},
	{"clew fetch http://a/ --format ", "jsonl text body", "off on"},
	{"clew fetch --progress o", "on off", "auto"},
	{"clew crawl --scope sub", "subdomain", "host"},
	{"clew fetch --output urls", "urls.txt", "urls"},
	{"clew fetch -l urls", "urls.txt", "jsonl"},
	{"clew fetch --config own.toml --profile ", "mine yours", "jsonl nightly"},
	{"clew fetch --profile ni", "nightly", "mine"},
	{"clew completion ", "bash zsh fish", "profiles"},
	{"clew config ", "fetch crawl demo", "man"},
	{"clew help ", "config crawl", "jsonl"},
}

// TestShells has every shell that is there complete these lines.
func TestShells(t *testing.T) {
	for _, shell := range []struct {
		name   string
		script string   // prints what is offered for $LINE, from the file $COMPLETION
		args   []string // before the script
	}{
		{"bash", bashAsks, []string{"--norc", "-c"}},
		{"zsh", zshAsks, []string{"-f", "-c"}},
		{"fish", `source $COMPLETION; complete -C "$LINE" | string replace -r '\t.*' ''; true`, []string{"-N", "-c"}},
	} {
		t.Run(shell.name, func(t *testing.T) {
			path, err := exec.LookPath(shell.name)
			if err != nil {
				t.Skipf("%s is not installed", shell.name)
			}
			dir := stageForShells(t, shell.name)
			for _, row := range completed {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, path, append(shell.args, shell.script)...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "HOME="+dir,
					"XDG_CONFIG_HOME="+filepath.Join(dir, "settings"),
					"COMPLETION="+filepath.Join(dir, "completion"), "STAGE="+filepath.Join(dir, "stage"), "LINE="+row.line, "TERM=dumb")
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v\n%s", row.line, err, out)
				}
				offered := strings.Fields(string(out))
				for _, word := range strings.Fields(row.offered) {
					if !slices.Contains(offered, word) {
						t.Errorf("%s⇥ does not offer %s but %q", row.line, word, offered)
					}
				}
				for _, word := range strings.Fields(row.not) {
					if slices.Contains(offered, word) {
						t.Errorf("%s⇥ offers %s", row.line, word)
					}
				}
			}
		})
	}
}

// stageForShells makes a folder with clew, its completion, and files to be completed.
func stageForShells(t *testing.T, shell string) string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"completion":                parsed(t, onTerminal, "completion "+shell).Answer,
		"stage":                     zshStage,
		"urls.txt":                  "",
		"own.toml":                  "[profile.mine]\n[profile.yours]",
		"settings/clew/config.toml": "[profile.nightly]",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "bin", "clew")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// bashAsks calls the function as readline does, which breaks words at = too.
const bashAsks = `
source "$COMPLETION"
read -ra COMP_WORDS <<<"${LINE//=/ = }"
[[ $LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_clew
printf '%s\n' "${COMPREPLY[@]}"
`

// zshAsks types the line into a zsh on a terminal of its own, where what would be added
// as a match is printed instead.
const zshAsks = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "source $STAGE"
zpty -r z out '*READY*'
zpty -w -n z "$LINE"$'\t'
zpty -r z out '*BEGIN*THEEND*'
print -r -- "${${out##*BEGIN}%%THEEND*}"
`

// zshStage prepares the zsh that is typed into.
const zshStage = `
PROMPT=
autoload -Uz compinit && compinit -u -D
source $COMPLETION
zstyle ':completion:*' verbose no
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a hits
    builtin compadd -A hits "$@"
    print -rl -- $hits
}
before() { print -r -- "BEGIN" }
after() { print -r -- "THE"END }
compprefuncs=(before) comppostfuncs=(after)
bindkey '^I' complete-word
unsetopt zle_bracketed_paste 2>/dev/null
print RE''ADY
`
