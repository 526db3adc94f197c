package crawl

import (
	"regexp"
	"slices"
	"strings"

	"clew/crawl/weburl"
)

// A ScopeMode says which URLs belong to a crawl, measured by its seeds. http
// and https are one site in every mode: sites send their visitors from one to
// the other, and whoever names a host means both.
type ScopeMode uint8

const (
	// ScopeHost: the host of a seed, port included. Default ports count as
	// none, so http://h/ and https://h/ are the same host, http://h:8080/ is
	// another one.
	ScopeHost ScopeMode = iota
	// ScopeDomain: all hosts of a seed's registrable domain, on any port: the
	// public suffix and one label more, as https://publicsuffix.org/ lists
	// them. An address, and a host that is a public suffix itself, stands alone.
	ScopeDomain
	// ScopeSubdomain: a seed's host and the hosts below it, on any port.
	ScopeSubdomain
	// ScopePrefix: the host of a seed, and there the seed's directory, which is
	// its path up to the last slash.
	ScopePrefix
	// ScopeAny: everything.
	ScopeAny
)

// ScopeOptions narrow a [Scope].
type ScopeOptions struct {
	Mode ScopeMode
	// Include, where not empty, leaves only URLs that match one of these.
	Include []*regexp.Regexp
	// Exclude leaves only URLs that match none of these.
	Exclude []*regexp.Regexp
	// MaxDepth is the largest depth asked: 0 means the seeds alone, a negative
	// number no limit.
	MaxDepth int
}

// A Scope says which URLs belong to a crawl. Include and Exclude are matched
// anywhere in the URL as it is serialised, without its fragment; they narrow
// the mode and never widen it. They do not bar what has depth 0, a seed and
// the redirects from it: the user named it.
//
// A Scope may be used by one goroutine at a time.
type Scope struct {
	opts    ScopeOptions
	sites   map[string]bool     // hosts or domains by the mode's reckoning
	dirs    map[string][]string // ScopePrefix: the seeds' directories on each host
	decided map[string]bool     // ScopeDomain: verdicts, for the list is slow
}

// maxDecided bounds the verdicts kept; beyond it they are forgotten together.
const maxDecided = 4096

// NewScope returns the scope around seeds. More can be added.
func NewScope(opts ScopeOptions, seeds ...weburl.URL) *Scope {
	s := &Scope{
		opts:    opts,
		sites:   map[string]bool{},
		dirs:    map[string][]string{},
		decided: map[string]bool{},
	}
	for _, u := range seeds {
		s.AddSeed(u)
	}
	return s
}

// AddSeed widens the scope by what u stands for.
func (s *Scope) AddSeed(u weburl.URL) {
	switch s.opts.Mode {
	case ScopeHost:
		s.sites[strings.Clone(u.Host())] = true
	case ScopeSubdomain:
		s.sites[strings.Clone(trimDot(u.Hostname()))] = true
	case ScopeDomain:
		s.sites[strings.Clone(registrableDomain(u.Hostname()))] = true
		clear(s.decided)
	case ScopePrefix:
		host, dir := u.Host(), directory(u.Path())
		if !slices.Contains(s.dirs[host], dir) {
			s.dirs[strings.Clone(host)] = append(s.dirs[host], strings.Clone(dir))
		}
	}
}

// Check says whether u, found at depth, belongs to the crawl: [NotSkipped],
// [SkipScheme], [SkipScope] or [SkipDepth], the first that holds. Whoever must
// name an earlier reason between the scheme and the scope, such as
// [SkipDuplicate], asks [weburl.URL.IsHTTP] and that one before.
func (s *Scope) Check(u weburl.URL, depth int) SkipReason {
	switch {
	case !u.IsHTTP():
		return SkipScheme
	case !s.covers(u) || depth > 0 && !s.matches(u):
		return SkipScope
	case s.opts.MaxDepth >= 0 && depth > s.opts.MaxDepth:
		return SkipDepth
	}
	return NotSkipped
}

// covers reports whether u lies within the mode's bounds.
func (s *Scope) covers(u weburl.URL) bool {
	switch s.opts.Mode {
	case ScopeHost:
		return s.sites[u.Host()]
	case ScopeSubdomain:
		return s.coversAbove(trimDot(u.Hostname()))
	case ScopeDomain:
		return s.coversDomain(u.Hostname())
	case ScopePrefix:
		for _, dir := range s.dirs[u.Host()] {
			if strings.HasPrefix(u.Path(), dir) {
				return true
			}
		}
		return false
	}
	return s.opts.Mode == ScopeAny
}

// coversAbove reports whether host is a site or lies below one.
func (s *Scope) coversAbove(host string) bool {
	for {
		if s.sites[host] {
			return true
		}
		_, parent, found := strings.Cut(host, ".")
		if !found {
			return false
		}
		host = parent
	}
}

// coversDomain reports whether host has the registrable domain of a seed.
func (s *Scope) coversDomain(host string) bool {
	in, known := s.decided[host]
	if known {
		return in
	}
	in = s.sites[registrableDomain(host)]
	if len(s.decided) >= maxDecided {
		clear(s.decided)
	}
	s.decided[strings.Clone(host)] = in
	return in
}

// matches reports whether include and exclude let u pass.
func (s *Scope) matches(u weburl.URL) bool {
	if len(s.opts.Include)+len(s.opts.Exclude) == 0 {
		return true
	}
	href := u.WithoutFragment().String()
	match := func(re *regexp.Regexp) bool { return re.MatchString(href) }
	return (len(s.opts.Include) == 0 || slices.ContainsFunc(s.opts.Include, match)) &&
		!slices.ContainsFunc(s.opts.Exclude, match)
}

// directory is path up to its last slash.
func directory(path string) string {
	return path[:strings.LastIndexByte(path, '/')+1]
}
