package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// A fact says which fields a flag changes, when it gets a value other than its default. A
// switch has "true" or "false" as value.
type fact struct{ flag, value, changes string }

// facts has one line for each flag. TestEveryFlag fails for a flag that has none, and for
// one that leaves Settings as they are or touches another field.
var facts = []fact{
	{"list", "urls.txt", "Lists"},
	{"max-inflight", "auto:7", "Load.AutoInflight Load.MaxInflight"},
	{"max-per-host", "7", "Load.MaxPerHost"},
	{"rate", "7/m", "Load.Rate"},
	{"host-delay", "7s", "Load.HostDelay Load.HostDelayGiven"},
	{"parsers", "777", "Load.Parsers"},
	{"max-buffer", "7M", "Load.MaxBuffer"},
	{"timeout", "7", "Time.Total"},
	{"connect-timeout", "7", "Time.Connect"},
	{"tls-timeout", "7", "Time.TLS"},
	{"ttfb-timeout", "7", "Time.TTFB"},
	{"dns-timeout", "7", "Time.DNS"},
	{"speed-limit", "7K", "Time.SpeedLimit"},
	{"speed-time", "7", "Time.SpeedLimit Time.SpeedTime"},
	{"max-time", "7m", "Time.MaxTime"},
	{"retries", "7", "Retry.Count"},
	{"retry-delay", "7", "Retry.Delay"},
	{"retry-max-delay", "7", "Retry.MaxDelay"},
	{"request", "PURGE", "Request.Method"},
	{"header", "X-A: b", "Request.Headers"},
	{"data", "a=b", "Request.Body Request.Headers Request.Method"},
	{"user-agent", "me", "Request.UserAgent"},
	{"user", "me:pw", "Request.User"},
	{"netrc", "true", "Request.Netrc"},
	{"cookie", "a=b", "Request.Cookies"},
	{"cookie-jar", "jar.txt", "Request.CookieJar"},
	{"location", "false", "Request.Redirects"},
	{"max-redirects", "7", "Request.MaxHops"},
	{"compressed", "false", "Request.Compress"},
	{"insecure", "true", "Connection.Insecure"},
	{"cacert", "ca.pem", "Connection.RootCAs"},
	{"cert", "ca.pem", "Connection.Certificate"},
	{"key", "ca.pem", "Connection.Certificate"},
	{"http1.1", "true", "Connection.HTTP1"},
	{"http2", "false", "Connection.HTTP2"},
	{"http2-prior-knowledge", "true", "Connection.HTTP2Prior"},
	{"proxy", "socks5://p:1", "Connection.Proxy"},
	{"ipv4", "true", "Connection.IPv4"},
	{"ipv6", "true", "Connection.IPv6"},
	{"resolve", "a:80:127.0.0.1", "Connection.Resolve"},
	{"dns-servers", "10.0.0.1", "Connection.DNSServers"},
	{"allow-private", "true", "Connection.AllowPrivate"},
	{"max-body", "7M", "Limits.MaxBody"},
	{"max-header", "7K", "Limits.MaxHeader"},
	{"max-pages", "7", "Limits.MaxPages"},
	{"max-bytes", "7G", "Limits.MaxBytes"},
	{"max-urls-per-host", "7", "Limits.URLsPerHost"},
	{"depth", "7", "Crawl.Depth"},
	{"scope", "domain", "Crawl.Scope"},
	{"include", "a+", "Crawl.Include"},
	{"exclude", "a+", "Crawl.Exclude"},
	{"robots", "report", "Crawl.Robots"},
	{"crawl-delay-max", "7", "Crawl.DelayMax"},
	{"sitemaps", "true", "Crawl.Sitemaps"},
	{"follow-nofollow", "true", "Crawl.FollowNofollow"},
	{"ignore-query", "true", "Crawl.IgnoreQuery"},
	{"sort-query", "true", "Crawl.SortQuery"},
	{"strip-tracking", "true", "Crawl.StripTracking"},
	{"output", "out.jsonl", "Output.File"},
	{"format", "text", "Output.Format"},
	{"fields", "url,title", "Output.Fields"},
	{"links", "true", "Output.Links"},
	{"body", "true", "Output.Body"},
	{"headers", "true", "Output.Headers"},
	{"hash", "true", "Output.Hash"},
	{"simhash", "true", "Output.Simhash"},
	{"where", "status_code > 1", "Output.Where"},
	{"write-out", "%{url}", "Output.WriteOut"},
	{"select", "h1", "Output.Select"},
	{"save", "dir", "Output.Save"},
	{"summary", "sum.json", "Output.Summary"},
	{"report", "out.html", "Output.Report"},
	{"graph", "out.dot", "Output.Graph"},
	{"grace", "7", "Run.Grace"},
	{"fail", "true", "Run.Fail"},
	{"progress", "off", "Run.Progress"},
	{"quiet", "true", "Run.Quiet"},
	{"verbose", "true", "Run.Verbose"},
	{"monitor", ":7", "Run.Monitor"},
	{"no-color", "true", "Run.NoColor"},
	{"config", "seven.toml", "Load.MaxInflight"},
	{"profile", "seven", "Load.MaxInflight"},
	{"show-secrets", "true", "Answer"},
}

// derived fields follow from arguments or surroundings, not from a flag of their own.
var derived = []string{
	"Answer", "Command", "URLs", "PID", "UsesStdin", "Terminal.Stdin", "Terminal.Stdout", "Terminal.Stderr",
}

func TestEveryFlagHasAFact(t *testing.T) {
	reached := slices.Clone(derived)
	for i, f := range table {
		if i >= len(facts) || facts[i].flag != f.Name {
			t.Fatalf("facts[%d]: want a line for --%s", i, f.Name)
		}
		reached = append(reached, strings.Fields(facts[i].changes)...)
	}
	for path := range leaves(&Settings{}) {
		if !slices.Contains(reached, path) {
			t.Errorf("no flag changes Settings.%s", path)
		}
	}
}

// TestEveryFlag spells each flag in every way that the contract names, before and after
// the URL, in each command that has it, and holds the difference that it makes to
// Settings against its fact.
func TestEveryFlag(t *testing.T) {
	host := onTerminal.with("XDG_CONFIG_HOME=/cfg").holding("ca.pem", certificate(t),
		"seven.toml", "max-inflight = 7", "/cfg/clew/config.toml", "[profile.seven]\nmax-inflight = 7")
	host.Terminal = Terminal{}
	for _, fact := range facts {
		f := byName(table, fact.flag)
		for _, command := range f.Commands {
			if command == configCommand { // it shows settings and has none
				continue
			}
			base := []string{command}
			if command != Demo {
				base = append(base, "example.com")
			}
			if fact.flag == "key" {
				base = append(base, "--cert=ca.pem")
			}
			plain := parsedArgs(t, host, base...)
			for _, words := range spellings(f, fact.value) {
				for _, at := range []int{1, len(base)} {
					args := slices.Insert(slices.Clone(base), at, words...)
					s := parsedArgs(t, host, args...)
					fact.check(t, plain, s, FromFlag, strings.Join(args, " "))
				}
			}
			s := parsedArgs(t, host.with(f.Env()+"="+fact.value), base...)
			fact.check(t, plain, s, FromEnv, command+" with "+f.Env())
		}
	}
}

func (f fact) check(t *testing.T, plain, s *Settings, from Origin, said string) {
	t.Helper()
	if got := strings.Join(changed(plain, s), " "); got != f.changes {
		t.Errorf("clew %s: changes %q, want %q", said, got, f.changes)
	}
	if got := s.Origin(f.flag); got != from {
		t.Errorf("clew %s: origin %v, want %v", said, got, from)
	}
	if got := plain.Origin(f.flag); got != FromDefault {
		t.Errorf("--%s not given: origin %v, want default", f.flag, got)
	}
	if !slices.Equal(plain.URLs, s.URLs) {
		t.Errorf("clew %s: URLs %q", said, s.URLs)
	}
}

// spellings lists all ways to give a flag this value.
func spellings(f *Flag, value string) [][]string {
	long, short := "--"+f.Name, "-"+f.Short
	ways := [][]string{{long + "=" + value}}
	switch {
	case !f.onOff():
		ways = append(ways, []string{long, value})
	case value == "true":
		ways = append(ways, []string{long})
	default:
		ways = append(ways, []string{"--no-" + f.Name})
	}
	switch {
	case f.Short == "":
	case !f.onOff():
		ways = append(ways, []string{short, value}, []string{short + value}, []string{short + "=" + value})
	case value == "true":
		ways = append(ways, []string{short}, []string{short + "=true"})
	default:
		ways = append(ways, []string{short + "=false"})
	}
	return ways
}

// TestSwitchesBothWays turns each switch on and off again: the last word holds.
func TestSwitchesBothWays(t *testing.T) {
	for _, f := range table {
		if !f.onOff() || f.Commands[0] == configCommand {
			continue
		}
		on, off := "--"+f.Name, "--"+f.Name+"=false"
		if no := f.negation(); no != "" {
			off = "--" + no
		}
		command := f.Commands[0]
		defaults := parsed(t, onTerminal, command+" example.com")
		first, second, text := on, off, "true"
		if f.Default == "true" {
			first, second, text = off, on, "false"
		}
		if s := parsed(t, onTerminal, command+" "+first+" example.com "+second); len(changed(defaults, s)) != 0 {
			t.Errorf("%s %s: changes %v, want the default again", first, second, changed(defaults, s))
		}
		s := parsed(t, onTerminal.with(f.Env()+"="+text), command+" example.com "+second)
		if len(changed(defaults, s)) != 0 {
			t.Errorf("%s against %s: changes %v, want the flag to win", second, f.Env(), changed(defaults, s))
		}
	}
}

// certificate makes a self-signed certificate in PEM, and its key.
func certificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}
