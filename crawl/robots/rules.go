package robots

import (
	"strings"
	"time"
)

// Rules are what a robots.txt says to one user agent. The zero value allows
// everything. They do not change and may be used by any goroutine.
type Rules struct {
	// CrawlDelay is the time between two requests that the file asks for;
	// negative where it asks for none.
	CrawlDelay time.Duration
	// Sitemaps are the URLs of the file's Sitemap lines, as written there.
	// They hold for every user agent.
	Sitemaps []string

	rules  []rule // in the order of the groups
	groups []group
	needs  []pairs // of each rule
}

// AllowAll are the rules of a site without a robots.txt.
func AllowAll() *Rules { return &Rules{CrawlDelay: -1} }

// Size returns how many bytes the rules take up, about.
func (r *Rules) Size() (n int) {
	const ruleItself = 250 // with its place in the index
	for i := range r.rules {
		n += ruleItself + r.rules[i].length
	}
	for _, s := range r.Sitemaps {
		n += len(s)
	}
	return n
}

// Allowed reports whether a URL with this path and query may be asked for. Of
// the rules that match, the longest decides, of equal ones an allowing one
// (RFC 9309 §2.2.2). /robots.txt itself is always allowed.
func (r *Rules) Allowed(path string) bool {
	if len(r.rules) == 0 || path == "/robots.txt" {
		return true
	}
	decisive := r.decisive(normal(path, false))
	return decisive == nil || decisive.allow
}

// rule is a pattern of a path: literal pieces with anything between them.
type rule struct {
	pieces []string // the first one starts the path
	toEnd  bool     // the last one ends it
	length int      // of the pattern, in octets
	allow  bool
	rank   int // among all, in the order in which they decide
}

func newRule(pattern string, allow bool) rule {
	pattern = normal(pattern, true)
	r := rule{length: len(pattern), allow: allow}
	pattern, r.toEnd = strings.CutSuffix(pattern, "$")
	for i, piece := range strings.Split(pattern, "*") {
		if i == 0 || piece != "" {
			r.pieces = append(r.pieces, piece)
		}
	}
	if strings.HasSuffix(pattern, "*") {
		r.toEnd = false // anything may follow
	}
	return r
}

// matches finds the pieces one after the other, each as early as it goes; that
// leaves the most for those behind it.
func (r *rule) matches(path string) bool {
	rest, ok := strings.CutPrefix(path, r.pieces[0])
	if !ok {
		return false
	}
	between := r.pieces[1:]
	if r.toEnd {
		if len(between) == 0 {
			return rest == ""
		}
		if rest, ok = strings.CutSuffix(rest, between[len(between)-1]); !ok {
			return false
		}
		between = between[:len(between)-1]
	}
	for _, piece := range between {
		if _, rest, ok = strings.Cut(rest, piece); !ok {
			return false
		}
	}
	return true
}
