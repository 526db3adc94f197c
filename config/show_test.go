package config

import (
	"encoding/json"
	"strings"
	"testing"
)

const secretFile = `user = "me:geheim1"
header = ["Authorization: Bearer geheim2", "@file", "Accept:"]
cookie = ["a=geheim3; b=geheim4", "jar.txt"]
proxy = "http://me:geheim5@p:1"
[fetch]
data = "geheim6"
`

// TestSecretsAreMasked: clew config can be shown to a colleague.
func TestSecretsAreMasked(t *testing.T) {
	host := configured(secretFile)
	for _, args := range []string{"config", "config fetch", "config --format jsonl"} {
		text := parsed(t, host, args).Answer
		if strings.Contains(text, "geheim") {
			t.Errorf("clew %s shows a secret:\n%s", args, text)
		}
		for _, shown := range []string{"me:***", "Authorization: ***", "@file", "a=***; b=***", "jar.txt", "http://***@p:1"} {
			if !strings.Contains(text, shown) {
				t.Errorf("clew %s: want %s in\n%s", args, shown, text)
			}
		}
		text = parsed(t, host, args+" --show-secrets").Answer
		if n := strings.Count(text, "geheim"); n != 6 {
			t.Errorf("clew %s --show-secrets shows %d of 6:\n%s", args, n, text)
		}
	}
	for _, f := range table {
		if f.Secret && masks[f.Name] == nil {
			all := []setting{{flag: f, texts: []string{"x"}}}
			if mask(all); all[0].texts[0] != stars {
				t.Errorf("--%s shows %q", f.Name, all[0].texts)
			}
		}
	}
}

// TestShownSettingsAreAFile: what clew config prints means what is in force.
func TestShownSettingsAreAFile(t *testing.T) {
	host := configured("timeout = 7\n\"http1.1\" = true\nheader = ['A: \"\\', 'B: é']\n[crawl]\nexclude = '\\.pdf$'\n[profile.p]\nrate = '2/s'")
	shown := parsed(t, host, "config --show-secrets -k --profile p").Answer
	again := onTerminal.holding("shown.toml", shown)
	for _, command := range []string{"fetch", "crawl"} {
		was, is := parsed(t, host, command+" a -k --profile p"), parsed(t, again, command+" a --config shown.toml")
		if paths := changed(was, is); len(paths) > 0 {
			t.Errorf("%s: %v differ; shown was\n%s", command, paths, shown)
		}
	}
}

// TestShownJSON: each setting once for all commands that agree, with its place.
func TestShownJSON(t *testing.T) {
	host := configured("[profile.p]\nretries = 5\n[crawl]\nmax-pages = 9").with("CLEW_TIMEOUT=3")
	text := parsed(t, host, "config --profile p --format jsonl -L=false").Answer
	got := map[string]string{}
	for line := range strings.Lines(text) {
		var o struct{ Key string }
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		got[o.Key] += line
	}
	for _, want := range []string{
		`{"key":"timeout","value":"3","origin":"environment","variable":"CLEW_TIMEOUT","commands":["fetch","crawl"]}`,
		`{"key":"retries","value":"5","origin":"profile","file":"/home/me/.config/clew/config.toml","line":2,"profile":"p","commands":["fetch","crawl"]}`,
		`{"key":"location","value":"false","origin":"flag","commands":["fetch","crawl"]}`,
		`{"key":"max-pages","value":"0","origin":"default","commands":["fetch"]}` + "\n" +
			`{"key":"max-pages","value":"9","origin":"file","file":"/home/me/.config/clew/config.toml","line":4,"commands":["crawl"]}`,
		`{"key":"header","origin":"default","commands":["fetch","crawl"]}`,
	} {
		key, _, _ := strings.Cut(strings.TrimPrefix(want, `{"key":"`), `"`)
		if got[key] != want+"\n" {
			t.Errorf("%s\nwant\n%s", got[key], want)
		}
	}
	for _, command := range settingCommands() {
		for _, f := range Flags(command) {
			if got[f.Name] == "" {
				t.Errorf("--%s is not shown", f.Name)
			}
		}
	}
}
