package demo

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"clew/pipeline/httpd"
)

// A rule is what is special about a path. The head of the site's _server.txt
// describes each part of it.
type rule struct {
	status     int    // of the answer; 0: 200
	location   string // where a redirect leads
	failStatus int    // of the first answer alone; 0: none fails
	retryAfter string // of that answer: seconds
	delay      time.Duration
	header     []httpd.Field
	chunk      int // bytes in each chunk; 0: not chunked
	repeat     int
	gzip       bool
	origin     bool
}

// directives are the words that may follow a path.
var directives = map[string]func(r *rule, args string) error{
	"chunked":   func(r *rule, args string) error { return positive(&r.chunk, args) },
	"delay":     (*rule).setDelay,
	"fail-once": (*rule).setFailOnce,
	"gzip":      func(r *rule, args string) error { return flag(&r.gzip, args) },
	"header":    (*rule).setHeader,
	"origin":    func(r *rule, args string) error { return flag(&r.origin, args) },
	"redirect":  (*rule).setRedirect,
	"repeat":    func(r *rule, args string) error { return positive(&r.repeat, args) },
	"status":    func(r *rule, args string) error { return status(&r.status, args, 200, 599) },
}

// parseRules reads rules, by path.
func parseRules(text string) (map[string]rule, error) {
	rules := make(map[string]rule)
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := addRule(rules, line); err != nil {
			return nil, fmt.Errorf("parse %s, line %d: %w", rulesFile, n, err)
		}
	}
	return rules, nil
}

// addRule adds a line, "PATH DIRECTIVE ARGUMENTS", to the rules.
func addRule(rules map[string]rule, line string) error {
	target, rest := cutSpace(line)
	word, args := cutSpace(rest)
	at, query, err := httpd.ParsePath(target)
	if err != nil || query != "" {
		return fmt.Errorf("%q is no path", target)
	}
	set := directives[word]
	if set == nil {
		return fmt.Errorf("unknown directive %q", word)
	}
	r := rules[at]
	if err := set(&r, args); err != nil {
		return fmt.Errorf("%s: %w", word, err)
	}
	if r.gzip && r.origin {
		return errors.New("gzip and origin exclude each other")
	}
	rules[at] = r
	return nil
}

// cutSpace cuts s around its first white space.
func cutSpace(s string) (before, after string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

func (r *rule) setRedirect(args string) error {
	code, location := cutSpace(args)
	if location == "" || strings.ContainsAny(location, " \t") {
		return fmt.Errorf("%q is no location", location)
	}
	r.location = location
	return status(&r.status, code, 300, 399)
}

func (r *rule) setFailOnce(args string) error {
	code, after := cutSpace(args)
	if _, err := strconv.ParseUint(after, 10, 31); err != nil && after != "" {
		return fmt.Errorf("%q is no number of seconds", after)
	}
	r.retryAfter = after
	return status(&r.failStatus, code, 400, 599)
}

func (r *rule) setDelay(args string) error {
	d, err := time.ParseDuration(args)
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no duration", args)
	}
	r.delay = d
	return nil
}

func (r *rule) setHeader(args string) error {
	name, value, ok := strings.Cut(args, ":")
	if !ok || !httpd.IsToken(name) {
		return fmt.Errorf("%q is no header field", args)
	}
	r.header = append(r.header, httpd.Field{Name: http.CanonicalHeaderKey(name), Value: strings.TrimSpace(value)})
	return nil
}

// status sets a status code that lies in a range and has a name.
func status(to *int, s string, low, high int) error {
	code, err := strconv.Atoi(s)
	if err != nil || code < low || code > high || http.StatusText(code) == "" {
		return fmt.Errorf("%q is no status for it", s)
	}
	*to = code
	return nil
}

// positive sets a number above 0.
func positive(to *int, s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is no positive number", s)
	}
	*to = n
	return nil
}

// flag sets what takes no arguments.
func flag(to *bool, args string) error {
	if args != "" {
		return fmt.Errorf("%q is too much", args)
	}
	*to = true
	return nil
}
