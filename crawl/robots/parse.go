package robots

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// MaxSize is how many bytes of a file are read; RFC 9309 §2.5 asks for this
// much at least.
const MaxSize = 500 << 10

// Parse returns what the file says to userAgent, of which every product name in
// it counts ("clew" in "Mozilla/5.0 (compatible; clew/1.0)"). The groups for
// the longest name that the file has are merged; where there are none, those
// for "*". It never fails: what cannot be read says nothing.
func Parse(file []byte, userAgent string) *Rules {
	p := parser{agent: strings.ToLower(userAgent), rules: AllowAll()}
	file = file[:min(len(file), MaxSize)]
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	for len(file) > 0 {
		var line []byte
		if i := bytes.IndexAny(file, "\r\n"); i >= 0 {
			line, file = file[:i], file[i+1:]
		} else {
			line, file = file, nil
		}
		p.line(string(line))
	}
	p.rules.index()
	return p.rules
}

// parser keeps the rules of the best groups so far; a group for a longer name
// throws those for shorter ones away.
type parser struct {
	agent string
	rules *Rules
	best  int // how specific the groups kept are

	found    bool // a group that concerns us was seen
	ours     bool // the group that is being read concerns us
	inAgents bool // its User-agent lines are being read
}

func (p *parser) line(line string) {
	key, value := cut(line)
	switch key {
	case "user-agent":
		p.userAgent(value)
		return
	case "disallow":
		p.rule(value, false)
	case "allow":
		p.rule(value, true)
		if dir, ok := directoryOf(value); ok {
			p.rule(dir, true)
		}
	case "crawl-delay":
		p.crawlDelay(value)
	case "sitemap": // stands outside of groups (RFC 9309 §2.2.4)
		if value != "" {
			p.rules.Sitemaps = append(p.rules.Sitemaps, value)
		}
		return
	case "":
		return
	}
	p.inAgents = false // an unknown rule is a rule, too
}

// userAgent begins a group, or adds a name to the one that has just begun.
func (p *parser) userAgent(name string) {
	if !p.inAgents {
		p.ours, p.inAgents = false, true
	}
	n := specificity(strings.ToLower(name), p.agent)
	switch {
	case n < 0 || p.found && n < p.best:
	case !p.found || n > p.best:
		p.rules = &Rules{CrawlDelay: -1, Sitemaps: p.rules.Sitemaps}
		p.found, p.best, p.ours = true, n, true
	default:
		p.ours = true
	}
}

// rule adds a rule; an empty pattern is none. A final $ may have been meant as
// the character, too.
func (p *parser) rule(pattern string, allow bool) {
	if !p.ours || pattern == "" {
		return
	}
	if pattern[0] != '/' && pattern[0] != '*' {
		pattern = "/" + pattern
	}
	p.rules.rules = append(p.rules.rules, newRule(pattern, allow))
	if literal, ok := strings.CutSuffix(pattern, "$"); ok {
		p.rules.rules = append(p.rules.rules, newRule(literal+"%24", allow))
	}
}

// directoryOf is what an allowed index page allows besides.
func directoryOf(pattern string) (string, bool) {
	for _, index := range []string{"/index.html", "/index.htm"} {
		if dir, ok := strings.CutSuffix(pattern, index); ok {
			return dir + "/$", true
		}
	}
	return "", false
}

func (p *parser) crawlDelay(value string) {
	end := strings.IndexFunc(value, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if end >= 0 {
		value = value[:end]
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if !p.ours || err != nil {
		return
	}
	p.rules.CrawlDelay = math.MaxInt64
	if ns := seconds * float64(time.Second); ns < math.MaxInt64 {
		p.rules.CrawlDelay = time.Duration(ns)
	}
}

// keys are the words that lines begin with, and the slips that sites make.
var keys = map[string]string{
	"user-agent": "user-agent", "useragent": "user-agent", "user agent": "user-agent",
	"disallow": "disallow", "dissallow": "disallow", "dissalow": "disallow", "disalow": "disallow",
	"diasllow": "disallow", "disallaw": "disallow",
	"allow":       "allow",
	"crawl-delay": "crawl-delay", "crawldelay": "crawl-delay", "crawl delay": "crawl-delay",
	"sitemap": "sitemap", "site-map": "sitemap",
}

// cut splits a line into its key, in the spelling of the standard, and value;
// where there is no colon, after a key that is known. A line without a key gives
// "".
func cut(line string) (key, value string) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.TrimSpace(line)
	if key, value, ok := strings.Cut(line, ":"); ok {
		key = strings.ToLower(strings.TrimSpace(key))
		if known := keys[key]; known != "" {
			key = known
		}
		return key, trim(value)
	}
	fields := strings.Fields(line)
	for n := 1; n <= min(2, len(fields)-1); n++ {
		if key := keys[strings.ToLower(strings.Join(fields[:n], " "))]; key != "" {
			return key, trim(strings.Join(fields[n:], " "))
		}
	}
	return "", ""
}

// trim takes away the line breaks of files that somebody wrote as HTML.
func trim(value string) string {
	value = strings.TrimSpace(value)
	if lower := strings.ToLower(value); strings.HasSuffix(lower, "<br>") {
		value = strings.TrimSpace(value[:len(value)-len("<br>")])
	}
	return value
}
