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
		name string
		args []string // the last is a script: for each line that it reads, what is offered and "⏎"
	}{
		{"bash", []string{"--norc", "-c", bashAsks}},
		{"zsh", []string{"-f", "-c", zshAsks}},
		{"fish", []string{"-N", "-c", fishAsks}},
	} {
		t.Run(shell.name, func(t *testing.T) {
			path, err := exec.LookPath(shell.name)
			if err != nil {
				t.Skipf("%s is not installed", shell.name)
			}
			var lines []string
			for _, row := range completed {
				lines = append(lines, row.line+"\n")
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, path, shell.args...)
			stageForShells(t, cmd, shell.name)
			cmd.Stdin = strings.NewReader(strings.Join(lines, ""))
			out, err := cmd.CombinedOutput()
			offers := strings.Split(string(out), "⏎")
			if err != nil || len(offers) != len(lines)+1 {
				t.Fatalf("%v\n%s", err, out)
			}
			for i, row := range completed {
				compare(t, row.line, strings.Fields(offers[i]), strings.Fields(row.offered), strings.Fields(row.not))
			}
		})
	}
}

func compare(t *testing.T, line string, offered, want, not []string) {
	t.Helper()
	for _, word := range want {
		if !slices.Contains(offered, word) {
			t.Errorf("%s⇥ does not offer %s but %q", line, word, offered)
		}
	}
	for _, word := range not {
		if slices.Contains(offered, word) {
			t.Errorf("%s⇥ offers %s", line, word)
		}
	}
}

// stageForShells gives a shell a folder with clew, its completion, and files to be completed.
func stageForShells(t *testing.T, cmd *exec.Cmd, shell string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"completion":                parsed(t, onTerminal, "completion "+shell).Answer,
		"stage":                     zshStage,
		"urls.txt":                  "",
		"own.toml":                  "[profile.mine]\n[profile.yours]",
		"settings/clew/config.toml": "[profile.nightly]",
		"bin/README":                "",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "bin", "clew"))
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "HOME="+dir,
		"XDG_CONFIG_HOME="+filepath.Join(dir, "settings"), "TERM=dumb", "GORACE=atexit_sleep_ms=0")
}

// bashAsks calls the function as readline does, which breaks words at = too.
const bashAsks = `
source completion
while IFS= read -r line; do
    read -ra COMP_WORDS <<<"${line//=/ = }"
    [[ $line == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _clew
    printf '%s\n' "${COMPREPLY[@]}" ⏎
done
`

const fishAsks = `
source completion
while read -l --line line
    complete -C "$line" | string replace -r '\t.*' ''
    echo ⏎
end
`

// zshAsks types the lines into a zsh on a terminal of its own, where what would be added
// as a match is printed instead.
const zshAsks = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'source ./stage'
zpty -r z out '*READY*'
while IFS= read -r line; do
    zpty -w -n z $'\C-u'"$line"$'\t'
    zpty -r z out '*BEGIN*THEEND*'
    print -r -- "${${out##*BEGIN}%%THEEND*}" ⏎
done
`

const zshStage = `
PROMPT=
autoload -Uz compinit && compinit -u -D
source ./completion
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
after() { print -r -- "THE"END; watch }
watch() { compprefuncs=(before) comppostfuncs=(after) } # they hold once
watch
bindkey '^I' complete-word
bindkey '^U' kill-whole-line
print RE''ADY
`
