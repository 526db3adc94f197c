package config

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

// TestReports shows what a user reads for each kind of mistake: first the arguments, then
// the lines on stderr.
func TestReports(t *testing.T) {
	for _, row := range []struct{ args, message, hint string }{
		// Flags that there are not.
		{"fetch a --max-inflght 3", "unknown flag --max-inflght", "did you mean --max-inflight?"},
		{"fetch --max-inflght=3 a", "unknown flag --max-inflght", "did you mean --max-inflight?"},
		{"fetch a --no-locatoin", "unknown flag --no-locatoin", "did you mean --no-location?"},
		{"fetch a --bogus", "unknown flag --bogus", "clew fetch -h lists the flags"},
		{"fetch a -Z", "unknown flag -Z", "clew fetch -h lists the flags"},
		{"fetch a -kZ", "unknown flag -Z", "clew fetch -h lists the flags"},
		{"fetch a -timeout 5", "unknown flag -timeout", "did you mean --timeout?"},
		{"fetch a -list=f", "unknown flag -list", "did you mean --list?"},
		{"fetch -version", "unknown flag -version", "did you mean --version?"},
		{"fetch a --concurrency 5", "unknown flag --concurrency", "did you mean --max-inflight?"},
		{"fetch a --depth 5", "unknown flag --depth", "--depth (-d) is a flag of crawl, not of fetch"},
		{"crawl a -X POST", "unknown flag -X", "--request (-X) is a flag of fetch, not of crawl"},
		{"demo --timeout 5", "unknown flag --timeout", "--timeout (-m) is a flag of fetch and crawl, not of demo"},
		{"fetch a --no-timeout", "unknown flag --no-timeout", "--timeout takes a value; only on/off flags have a --no- form"},
		{"fetch a --", "", ""},
		{"fetch a --=", "unknown flag --", "clew fetch -h lists the flags"},
		{"fetch a --no-quiet=true", "--no-quiet takes no value", "--no-quiet or --quiet=false turns it off"},

		// Values that are missing or wrong.
		{"fetch a --timeout", "--timeout: value missing", "write --timeout DUR"},
		{"fetch a -m", "-m: value missing", "write -m DUR"},
		{"fetch -o --links a", "-o: value missing before --links", "if --links is the value, write --output=--links"},
		{"fetch --output -k a", "--output: value missing before -k", "if -k is the value, write --output=-k"},
		{"fetch a -o -h", "-o: value missing before -h", "if -h is the value, write --output=-h"},
		{"fetch a -m soon", `--timeout: expected a duration such as 200ms, 5m or 1h30m, or a number of seconds, not "soon"`, ""},
		{"fetch a -m x -m 5", `--timeout: expected a duration such as 200ms, 5m or 1h30m, or a number of seconds, not "x"`, ""},
		{"fetch a -c 0", `--max-inflight: expected a whole number from 1 to 1000000, not "0"`, ""},
		{"fetch a --retries=-1", `--retries: expected a whole number from 0, not "-1"`, ""},
		{"fetch a --max-body 10X", `--max-body: expected a size of at least 0 bytes, such as 1000, 512K, 10M or 1G, not "10X"`, ""},
		{"fetch a --rate 5", `--rate: expected a rate such as 10/s or 30/m, or 0 for no limit, not "5"`, ""},
		{"fetch a --quiet=maybe", `--quiet: expected true or false, not "maybe"`, ""},
		{"crawl a --scope hots", `--scope: expected host, domain, subdomain, prefix or any, not "hots"`, "did you mean host?"},
		{"crawl a --include (a", `--include: expected a regular expression in RE2 syntax (missing closing )), not "(a"`, ""},
		{"fetch a -H X-A", `--header: expected "Name: value" on one line, or @FILE with such lines, not "X-A"`, ""},
		{"fetch a --summary -", `--summary: expected the name of a file, as stdout carries records only, not "-"`,
			"--summary /dev/stderr shows it beside the progress"},
		{"fetch a --fields url,titel", `--fields: a record has no field "titel"`, "did you mean title?"},

		// Settings that contradict each other.
		{"fetch a -4 -6", "--ipv4 (-4) contradicts --ipv6 (-6): each excludes the other's addresses", "leave one of them out"},
		{"fetch a -qv", "--quiet (-q) contradicts --verbose (-v)", "leave one of them out"},
		{"demo -q --progress on", "--quiet (-q) contradicts --progress on: a quiet run shows no progress", "leave one of them out"},
		{"fetch a --format body --fields url", "--format body contradicts --fields: " + noRecord, "leave one of them out"},
		{"fetch a --format body --links", "--format body contradicts --links: " + noRecord, "leave one of them out"},
		{"fetch a --format body --body", "--format body contradicts --body: " + noRecord, "leave one of them out"},
		{"fetch a --format body --headers", "--format body contradicts --headers: " + noRecord, "leave one of them out"},
		{"fetch a --format body --hash", "--format body contradicts --hash: " + noRecord, "leave one of them out"},
		{"crawl a --format body", "--format body does not go with crawl: a crawl has many pages",
			"fetch one URL, or use --format jsonl --body"},
		{"demo --format body", "--format body does not go with demo: a crawl has many pages",
			"fetch one URL, or use --format jsonl --body"},
		{"fetch a b --format body", "--format body does not go with 2 URLs: it is for one", "use --format jsonl --body for several"},
		{"fetch a --format body --simhash", "--format body contradicts --simhash: " + noRecord, "leave one of them out"},
		{"fetch a --format body --select h1", "--format body contradicts --select: " + noRecord, "leave one of them out"},
		{"fetch a --fields url,selected", "--fields names selected, and there is no --select", "say what, with --select CSS"},
		{"fetch a -w x --format csv", "--write-out (-w) contradicts --format csv: " + noPlace, "leave one of them out"},
		{"fetch a -w x --fields url", "--write-out (-w) contradicts --fields: " + noPlace, "leave one of them out"},
		{"crawl a -o d/x --save d/./x", "--output (-o) contradicts --save: they name the same file", "leave one of them out"},
		{"fetch -l in -o ./in", "--list (-l) contradicts --output (-o): they name the same file", "leave one of them out"},
		{"fetch a -w @- -H @-", "- stands for stdin in 2 places", "stdin can be read once only"},
		{"fetch a -o x --summary ./x", "--output (-o) contradicts --summary: they name the same file", "leave one of them out"},
		{"fetch a --retry-delay 2m", "--retry-delay contradicts --retry-max-delay: the first pause would be longer than the longest",
			"leave one of them out"},
		{"fetch a -4 --no-ipv4 -6", "", ""},
		{"fetch a --retry-max-delay 1ms", "", ""},
		{"fetch a --data x -X GET", "", ""},
		{"fetch -l f --format body", "", ""},

		// Inputs.
		{"fetch", "no URL given", "name one, as in clew fetch https://example.com/, or a file of them with --list"},
		{"crawl -d 3", "no URL given", "name one, as in clew crawl https://example.com/, or a file of them with --list"},
		{"fetch -d @-", "no URL given", "name one, as in clew fetch https://example.com/, or a file of them with --list"},
		{"fetch - -", "- stands for stdin in 2 places", "stdin can be read once only"},
		{"fetch - -l -", "- stands for stdin in 2 places", "stdin can be read once only"},
		{"fetch - -d @-", "- stands for stdin in 2 places", "stdin can be read once only"},
		{"demo example.com", "demo takes no arguments", "to crawl it: clew crawl example.com"},

		// Commands.
		{"fecth a", "unknown command fecth", "did you mean clew fetch?"},
		{"https://example.com/", "unknown command https://example.com/", "to fetch it: clew fetch https://example.com/"},
		{"version", "unknown command version", "did you mean clew --version?"},
		{"help frob", "unknown command frob", "clew --help lists the commands"},
		{"help fetch crawl", "help takes no argument crawl", "usage: clew help [COMMAND]"},
		{"config frob", "unknown command frob", "there is fetch, crawl and demo"},
		{"config fetch crawl", "config takes no argument crawl", "usage: clew config [COMMAND] [FLAG…]"},
		{"config -d 3", "unknown flag -d", "name the command, as in clew config fetch -d"},
		{"config fetch --depth 3", "unknown flag --depth", "--depth (-d) is a flag of crawl, not of fetch"},
		{"config --timeout soon", `--timeout: expected a duration such as 200ms, 5m or 1h30m, or a number of seconds, not "soon"`, ""},
		{"completion", "name a shell", "usage: clew completion bash|zsh|fish"},
		{"completion bsh", "unknown shell bsh", "did you mean bash?"},
		{"completion bash zsh", "completion takes no argument zsh", "usage: clew completion bash|zsh|fish"},
		{"man fetch", "man takes no argument fetch", "usage: clew man"},
		{"man --timeout 5", "unknown flag --timeout", "--timeout (-m) is a flag of fetch and crawl, not of man"},
		{"--quiet fetch a", "--quiet stands before the command", "write clew COMMAND --quiet …"},
		{"frob --help", "unknown command frob", "clew --help lists the commands"},
	} {
		host := onTerminal
		host.Fields = []string{"url", "title"}
		if row.message == "" {
			parsed(t, host, row.args)
			continue
		}
		e := refused(t, host, strings.Fields(row.args)...)
		want := []string{"clew: " + row.message}
		if row.hint != "" {
			want = append(want, "hint: "+row.hint)
		}
		wantReport(t, e, want...)
		if e.ExitCode() != 2 {
			t.Errorf("clew %s: exit code %d, want 2", row.args, e.ExitCode())
		}
	}
}

func TestNoCommandShowsTheUsage(t *testing.T) {
	e := refused(t, onTerminal)
	wantReport(t, e, "clew: no command given", strings.TrimSuffix(usageLines(), "\n"), "hint: clew --help says more")
	if e.ExitCode() != 2 {
		t.Errorf("exit code %d, want 2", e.ExitCode())
	}
}

// TestUnreadableFilesAreExit3: a file is not a mistake in the arguments.
func TestUnreadableFilesAreExit3(t *testing.T) {
	both := certificate(t)
	cert, key, _ := strings.Cut(both, "-----BEGIN PRIVATE")
	key = "-----BEGIN PRIVATE" + key
	host := onTerminal.holding("empty", "", "cert.pem", cert, "both.pem", both, "other.pem", certificate(t),
		"locked.pem", strings.ReplaceAll(key, "PRIVATE", "ENCRYPTED PRIVATE"))
	for _, row := range []struct{ args, message string }{
		{"fetch a -d @missing", "--data: open missing: file does not exist"},
		{"fetch a -H @missing", "--header: open missing: file does not exist"},
		{"fetch a --cacert missing", "--cacert: open missing: file does not exist"},
		{"fetch a --cert missing", "--cert: open missing: file does not exist"},
		{"fetch a --cert empty", "--cert: empty: no certificate in PEM form"},
		{"fetch a --cert cert.pem", "--cert: cert.pem: no private key in PEM form"},
		{"fetch a --cert both.pem --key missing", "--key: open missing: file does not exist"},
		{"fetch a --cert both.pem --key empty", "--key: empty: no private key in PEM form"},
		{"fetch a --cert both.pem --key locked.pem", "--key: locked.pem: the private key is encrypted"},
		{"fetch a --cert both.pem --key other.pem", "--key: other.pem: private key does not match public key"},
		{"fetch a --cacert empty", "--cacert: empty: no certificate in PEM form"},
	} {
		e := refused(t, host, strings.Fields(row.args)...)
		wantReport(t, e, "clew: "+row.message)
		if e.ExitCode() != 3 {
			t.Errorf("clew %s: exit code %d, want 3", row.args, e.ExitCode())
		}
	}
	if e := refused(t, onTerminal, "fetch", "a", "-d", "@missing"); !errors.Is(e, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", e)
	}
}

// TestErrorsAreOneSafeLine: what was typed may hold anything, also a secret.
func TestErrorsAreOneSafeLine(t *testing.T) {
	for _, row := range []struct{ arg, want string }{
		{"--timeout=a\n\x1b[2J", `"a\n\x1b[2J"`},
		{"--timeout=" + strings.Repeat("é", 100), `"` + strings.Repeat("é", 30) + `"…`},
		{"--header=Authorization Bearer secret", `"Authorization"…`},
		{"--header=dG9rZW5zZWNyZXQ", `"dG9rZW5z"…`},
		{"--bogus\x1b[2J", `"--bogus\x1b[2J"`},
	} {
		e := refused(t, onTerminal, "fetch", "a", row.arg)
		line, _, _ := strings.Cut(e.Report(), "\n")
		if !strings.HasSuffix(line, row.want) {
			t.Errorf("%q: %s; want the end %s", row.arg, line, row.want)
		}
	}
}
