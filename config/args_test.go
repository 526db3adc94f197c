package config

import (
	"slices"
	"strings"
	"testing"
)

// TestCanonical has one line for each rule of reading arguments; "⏎" stands for an
// answer instead of a run.
func TestCanonical(t *testing.T) {
	for _, row := range []struct{ command, args, want string }{
		{Fetch, "a b", "-- a b"},
		{Fetch, "a -k b", "--insecure=true -- a b"},
		{Fetch, "a --timeout 5 b", "--timeout=5 -- a b"},
		{Fetch, "a --timeout=5", "--timeout=5 -- a"},
		{Fetch, "-m 5 -m 6", "--timeout=5 --timeout=6 --"},
		{Fetch, "-c64", "--max-inflight=64 --"},
		{Fetch, "-c=64", "--max-inflight=64 --"},
		{Fetch, "-kv a", "--insecure=true --verbose=true -- a"},
		{Fetch, "-kc64 a", "--insecure=true --max-inflight=64 -- a"},
		{Fetch, "-kc 64 a", "--insecure=true --max-inflight=64 -- a"},
		{Fetch, "-46", "--ipv4=true --ipv6=true --"},
		{Fetch, "-kL=false", "--insecure=true --location=false --"},
		{Fetch, "-ofile", "--output=file --"},
		{Fetch, "-o - a", "--output=- -- a"},
		{Fetch, "- a", "-- - a"},
		{Fetch, "-l -", "--list=- --"},
		{Fetch, "-k -- -v --timeout", "--insecure=true -- -v --timeout"},
		{Fetch, "-- a -- b", "-- a -- b"},
		{Fetch, "--no-location", "--location=false --"},
		{Fetch, "--location=true --no-location", "--location=true --location=false --"},
		{Fetch, "--no-color", "--no-color=true --"},
		{Fetch, "--format=", "--format= --"},
		{Fetch, "-d a=b", "--data=a=b --"},
		{Fetch, "--data=a=b", "--data=a=b --"},
		{Crawl, "-d 3 a", "--depth=3 -- a"},
		{Crawl, "-d -1 a", "--depth=-1 -- a"},
		{Crawl, "a --exclude -draft-", "--exclude=-draft- -- a"},
		{Demo, "-q", "--quiet=true --"},
		{Fetch, "a -h", "⏎"},
		{Fetch, "-vh", "⏎"},
		{Fetch, "a --help --bogus", "⏎"},
		{Fetch, "--version", "⏎"},
		{Fetch, "-- --help", "-- --help"},
	} {
		args, asked, err := canonical(row.command, strings.Fields(row.args))
		got := strings.Join(args, " ")
		if asked != noAnswer {
			got = "⏎"
		}
		if err != nil || got != row.want {
			t.Errorf("%s %s: %q, %v; want %q", row.command, row.args, got, err, row.want)
		}
	}
}

// TestNothingReachesTheParserAsACommand: positionals may bear the names of commands and flags.
func TestNothingReachesTheParserAsACommand(t *testing.T) {
	for _, word := range []string{"help", "h", "fetch", "crawl", "quiet", "--generate-bash-completion", "-h", ""} {
		s := parsedArgs(t, onTerminal, Fetch, "--", word)
		if !slices.Equal(s.URLs, []string{word}) {
			t.Errorf("clew fetch -- %q: URLs %q", word, s.URLs)
		}
	}
}
