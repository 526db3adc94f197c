package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// configured is the world of somebody with this configuration file.
func configured(text string) Host {
	return onTerminal.with("HOME=/home/me").holding("/home/me/.config/clew/config.toml", text)
}

// TestLayers: the stronger layer wins, and each value knows where it stands.
func TestLayers(t *testing.T) {
	host := configured(`
timeout = 1
[fetch]
timeout = 2
[profile.p]
timeout = 3
[profile.p.fetch]
timeout = 4
`)
	for _, row := range []struct {
		env, args string
		seconds   float64
		source    string
	}{
		{"", "crawl a", 1, "config.toml:2"},
		{"", "fetch a", 2, "config.toml:4"},
		{"", "crawl a --profile p", 3, "profile p, config.toml:6"},
		{"", "fetch a --profile p", 4, "profile p, config.toml:8"},
		{"CLEW_TIMEOUT=5", "fetch a --profile p", 5, "CLEW_TIMEOUT"},
		{"CLEW_TIMEOUT=5", "fetch a --timeout 6", 6, "--timeout"},
		{"CLEW_PROFILE=p", "crawl a", 3, "profile p, config.toml:6"},
		{"CLEW_PROFILE=p", "crawl a --profile=", 1, "config.toml:2"},
		{"", "fetch a --config=", 30, "default"},
		{"CLEW_CONFIG=/dev/null", "fetch a --config /home/me/.config/clew/config.toml", 2, "config.toml:4"},
	} {
		s := parsed(t, host.with(row.env), row.args)
		if got := byName(table, "timeout").source(s.Origin("timeout")); s.Time.Total.Seconds() != row.seconds || got != row.source {
			t.Errorf("%s clew %s: %v from %s, want %vs from %s", row.env, row.args, s.Time.Total, got, row.seconds, row.source)
		}
	}
}

// TestValuesOfFiles: TOML's own types, and texts, say what flags say.
func TestValuesOfFiles(t *testing.T) {
	s := parsed(t, configured(`
timeout = 0.25
max-inflight = 1_000
retries = 0x3
quiet = true
max-body = "1M"
header = ["X-A: 1", 'X-B: 2']
cookie = "a=b"
dns-servers = ["9.9.9.9", "1.1.1.1:53"]
http1.1 = true
"http2" = false
user-agent = """
me"""
list = []
depth = 3 # fetch has none
profile.p = { rate = "1/s", crawl.depth = 9 }
`), "fetch a")
	got := strings.Join([]string{s.Time.Total.String(), s.Request.UserAgent, s.Request.Headers[1].Value, s.Request.Cookies[0]}, " ")
	if got != "250ms me 2 a=b" || s.Load.MaxInflight != 1000 || s.Retry.Count != 3 || !s.Run.Quiet || s.Limits.MaxBody != 1<<20 ||
		len(s.Connection.DNSServers) != 2 || !s.Connection.HTTP1 || s.Connection.HTTP2 || s.Load.Rate != 0 || s.Lists != nil {
		t.Errorf("%s %+v", got, s)
	}
}

// TestErrorsOfFiles: each names file, line and key, whatever the command and its profile.
func TestErrorsOfFiles(t *testing.T) {
	const file = "/home/me/.config/clew/config.toml"
	for _, row := range []struct{ text, message, hint string }{
		{"timout = 3", ":1: unknown key timout", "did you mean timeout?"},
		{"\n\nmax_inflight = 3", ":3: unknown key max_inflight", "did you mean max-inflight?"},
		{"concurrency = 3", ":1: unknown key concurrency", "did you mean max-inflight?"},
		{"json = true", ":1: unknown key json", `did you mean format = "jsonl"?`},
		{"no-location = true", ":1: unknown key no-location", "write location = false"},
		{"xyzzy = 1", ":1: unknown key xyzzy", "the keys are the long names of flags; clew config lists them"},
		{"config = 'x'", ":1: config is not a key of a file", "it is chosen by --config or CLEW_CONFIG"},
		{"[fetch]\ndepth = 1", ":2: depth is not a setting of fetch", "it is one of crawl"},
		{"fetch = 1", ":1: fetch: expected a table", ""},
		{"profile.p = 1", ":1: profile.p: expected a table", ""},
		{"[nightly]", ":1: unknown table [nightly]", "a profile is [profile.nightly]"},
		{"[crwl]", ":1: unknown table [crwl]", "did you mean [crawl]?"},
		{"[profile.p.q]", ":1: unknown table [profile.p.q]", "in a profile there are the tables of commands, as [profile.p.crawl]"},
		{"[[fetch]]", ":1: fetch: a table stands in single brackets, and once", ""},
		{"timeout = 'soon'", `:1: timeout: expected a duration such as 200ms, 5m or 1h30m, or a number of seconds, not "soon"`, ""},
		{"[profile.p.crawl]\ndepth = 'deep'", `:2: depth: expected a whole number from -1, not "deep"`, ""},
		{"scope = 'hots'", `:1: scope: expected host, domain, subdomain, prefix or any, not "hots"`, "did you mean host?"},
		{"user = ['a:b']", ":1: user: expected one value, not an array", ""},
		{"timeout = 2020-01-01", ":1: timeout: expected a text, a number, true, false, or an array of them", ""},
		{"header = [['x']]", ":1: header: expected a text, a number, true, false, or an array of them", ""},
		{"header = 'Authorization Bearer x'", `:1: header: expected "Name: value" on one line, or @FILE with such lines, not "Authorization"…`, ""},
		{"timeout = 1\ntimeout = 2", ":2: key timeout is already defined", ""},
		{"quiet = true\nverbose = true", ":1: quiet contradicts " + file + ":2: verbose", "leave one of them out, or override the file with a flag"},
		{"[fetch]\ncacert = 'none.pem'", ":2: cacert: open none.pem: file does not exist", ""},
		{"fields = ['titel']", `:1: fields: a record has no field "titel"`, "did you mean title?"},
	} {
		host := configured(row.text)
		host.Fields = []string{"title"}
		lines := []string{"clew: " + file + row.message}
		if row.hint != "" {
			lines = append(lines, "hint: "+row.hint)
		}
		wantReport(t, refused(t, host, "fetch", "a"), lines...)
	}
	e := refused(t, configured("timeout = "), "demo")
	if !strings.HasPrefix(e.Report(), "clew: "+file+":1: ") || e.ExitCode() != 2 {
		t.Errorf("exit %d: %s", e.ExitCode(), e.Report())
	}
}

func TestProfilesThatAreNot(t *testing.T) {
	host := configured("[profile.nightly]\n[profile.weekly]")
	wantReport(t, refused(t, host, "fetch", "a", "--profile", "nigthly"),
		"clew: --profile: /home/me/.config/clew/config.toml has no profile nigthly", "hint: did you mean nightly?")
	wantReport(t, refused(t, host.with("CLEW_PROFILE=x"), "fetch", "a"),
		"clew: CLEW_PROFILE: /home/me/.config/clew/config.toml has no profile x", "hint: it has nightly and weekly")
	wantReport(t, refused(t, onTerminal, "fetch", "a", "--profile", "x"),
		"clew: --profile: there is no configuration file to hold x", "hint: name the file with --config")
}

// TestPlaceOfTheFile follows the XDG rules.
func TestPlaceOfTheFile(t *testing.T) {
	for _, row := range []struct{ env, want string }{
		{"HOME=/h", "/h/.config/clew/config.toml"},
		{"HOME=/h XDG_CONFIG_HOME=/x", "/x/clew/config.toml"},
		{"HOME=/h XDG_CONFIG_HOME=x", "/h/.config/clew/config.toml"},
		{"XDG_CONFIG_HOME=", ""},
	} {
		if got := usualFile(onTerminal.with(strings.Fields(row.env)...)); got != row.want {
			t.Errorf("%s: %q, want %q", row.env, got, row.want)
		}
	}
}

// TestFilesNotToBeRead: one that is missing, and one that anybody may have written.
func TestFilesNotToBeRead(t *testing.T) {
	dir := t.TempDir()
	host := Host{}.with("XDG_CONFIG_HOME=" + dir)
	parsed(t, host, "fetch a")
	parsed(t, host.with("XDG_CONFIG_HOME=/dev/null"), "fetch a")
	parsed(t, host, "fetch a --config /dev/null")

	wantExit3 := func(lines []string, args ...string) {
		t.Helper()
		e := refused(t, host, args...)
		wantReport(t, e, lines...)
		if e.ExitCode() != 3 {
			t.Errorf("exit code %d, want 3", e.ExitCode())
		}
	}
	without := "hint: --config '' does without a file"
	wantExit3([]string{"clew: --config: open /nowhere: no such file or directory", without}, "fetch", "a", "--config", "/nowhere")
	wantExit3([]string{"clew: --config: read " + dir + ": is a directory", without}, "fetch", "a", "--config", dir)

	name := filepath.Join(dir, "clew", "config.toml")
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("proxy = 'http://a'"), 0o600); err != nil {
		t.Fatal(err)
	}
	parsed(t, host, "fetch a")
	if err := os.Chmod(name, 0o602); err != nil {
		t.Fatal(err)
	}
	wantExit3([]string{"clew: " + name + ": everybody may write to it", "hint: chmod o-w " + name}, "fetch", "a")
}

// TestEveryFlagStandsInFiles: each key says what its flag says, but those that choose the file.
func TestEveryFlagStandsInFiles(t *testing.T) {
	files := onTerminal.holding("ca.pem", certificate(t))
	files.Terminal = Terminal{}
	for _, fact := range facts {
		f := byName(table, fact.flag)
		if f.NoFile || !slices.Contains(f.Commands, Fetch) && !slices.Contains(f.Commands, Crawl) {
			continue
		}
		base := []string{f.Commands[0], "example.com"}
		if fact.flag == "key" {
			base = append(base, "--cert=ca.pem")
		}
		text := `"` + fact.flag + `" = ` + tomlText(fact.value)
		s := parsedArgs(t, files.with("HOME=/").holding("/.config/clew/config.toml", text), base...)
		if got := strings.Join(changed(parsedArgs(t, files, base...), s), " "); got != fact.changes {
			t.Errorf("%s: changes %q, want %q", text, got, fact.changes)
		}
		if from := s.Origin(fact.flag); from.place() != "/.config/clew/config.toml:1" || from.String() != "file" {
			t.Errorf("%s: from %v, %s", text, from, from.place())
		}
	}
}

// FuzzFile: whatever a file holds, it is settings or an error that names a line of it.
func FuzzFile(f *testing.F) {
	for _, text := range []string{
		"timeout = 1", "[crawl]\ndepth = 2", "[profile.x.fetch]\nheader = ['a: b', 1]", "a.b.c = {d = 1}", "[[a]]", "x = '''\n",
		"profile = {x = {quiet = true}}", "\"\" = 1", "timeout = 1979-05-27T07:32:00Z", "[a]\n[a.b]\n[a]",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		read := &file{name: "f"}
		if err := read.parse(text); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("%q: %v", text, err)
		}
	})
}
