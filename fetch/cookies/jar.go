package cookies

import (
	"iter"
	"slices"
	"strings"
	"time"

	"clew/crawl/weburl"
)

// A Jar holds cookies. The zero Jar is empty and ready for use.
type Jar struct {
	sites  map[string][]*cookie // by siteOf, unordered
	n      int                  // cookies in all
	events uint64               // by which cookies are ordered
}

// Len returns how many cookies the jar holds, expired ones included.
func (j *Jar) Len() int { return j.n }

// Set takes in the Set-Cookie fields of a response that came from u, in their
// order. What is no cookie, or may not be set by u, is left out, and so are fields
// beyond as many as a site may have.
func (j *Jar) Set(u weburl.URL, fields iter.Seq[string], now time.Time) {
	n := 0
	for s := range fields {
		if n++; n > maxSite {
			return
		}
		f, ok := parse(s)
		if !ok {
			continue
		}
		if c, ok := j.admit(u, f, now); ok {
			j.put(c, now)
		}
	}
}

// admit makes the cookie that a field asks for, if u may set it (6265bis §5.7).
func (j *Jar) admit(u weburl.URL, f field, now time.Time) (*cookie, bool) {
	host, secure := hostOf(u), isSecure(u)
	c := &cookie{
		name: strings.Clone(f.name), value: strings.Clone(f.value),
		path: strings.Clone(f.path), secure: f.secure, httpOnly: f.httpOnly, expires: f.expiry(now),
	}
	if f.path == "" {
		c.path = strings.Clone(defaultPath(u.Path()))
	}
	var ok bool
	if c.domain, c.hostOnly, ok = domainOf(host, f.domain); !ok {
		return nil, false
	}
	if c.secure && !secure || f.crossSite && !c.secure || !c.keepsPromise(f.path != "") {
		return nil, false
	}
	if !c.secure && !secure && slices.ContainsFunc(j.sites[siteOf(c.domain)], c.overlays) {
		return nil, false
	}
	return c, true
}

// domainOf returns the domain of a cookie that a host sets with a Domain attribute,
// "" for none.
func domainOf(host, attribute string) (domain string, hostOnly, ok bool) {
	domain = strings.ToLower(attribute)
	switch {
	case attribute == "", domain == host && isPublicSuffix(domain):
		return strings.Clone(host), true, true
	case isPublicSuffix(domain), !within(host, domain):
		return "", false, false
	}
	return domain, false, true
}

// put stores a cookie, in the place of the one that it replaces.
func (j *Jar) put(c *cookie, now time.Time) {
	j.events++
	c.created, c.used = j.events, j.events
	site := siteOf(c.domain)
	if i := slices.IndexFunc(j.sites[site], c.same); i >= 0 {
		c.created = j.sites[site][i].created
		j.drop(site, c.same)
	}
	if c.expired(now) {
		return
	}
	if j.sites == nil {
		j.sites = make(map[string][]*cookie)
	}
	j.sites[site] = append(j.sites[site], c)
	j.n++
	j.makeRoom(site, now)
}

// Cookies returns the value of the Cookie field for a request to u, "" for none
// (6265bis §5.8.3). The cookies that it names have been used.
func (j *Jar) Cookies(u weburl.URL, now time.Time) string {
	if j.n == 0 {
		return ""
	}
	host, path, secure := hostOf(u), u.Path(), isSecure(u)
	var found []*cookie
	for _, c := range j.sites[siteOf(host)] {
		if c.matches(host, path, secure) && !c.expired(now) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *cookie) int {
		if len(a.path) != len(b.path) {
			return len(b.path) - len(a.path) // the longest first
		}
		return int(a.created) - int(b.created)
	})
	j.events++
	return join(found, j.events)
}

// maxField bounds a Cookie field.
const maxField = 8190

// join makes a Cookie field; cookies that it has no room for are left out.
func join(cookies []*cookie, event uint64) string {
	var b strings.Builder
	for _, c := range cookies {
		if b.Len()+len("; ")+len(c.pair()) > maxField {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(c.pair())
		c.used = event
	}
	return b.String()
}
