package cookies

import (
	"cmp"
	"slices"
	"time"
)

// How many cookies are kept. RFC 6265 §6.1 asks for 50 and 3,000 at least; Chrome
// keeps 180 of a site.
const (
	maxSite  = 180
	maxTotal = 10_000
)

// makeRoom lets cookies go where a site, or the jar, has too many (6265bis §5.7):
// those that have expired, else those that were not used for longest.
func (j *Jar) makeRoom(site string, now time.Time) {
	if len(j.sites[site]) > maxSite {
		j.drop(site, func(c *cookie) bool { return c.expired(now) })
	}
	if list := j.sites[site]; len(list) > maxSite {
		victim := slices.MinFunc(list, func(a, b *cookie) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.used, b.used))
		})
		j.drop(site, func(c *cookie) bool { return c == victim })
	}
	if j.n > maxTotal {
		j.makeMuchRoom(now)
	}
}

// rank is higher for what is to be kept.
func rank(c *cookie) int {
	if c.secure {
		return 1
	}
	return 0
}

// makeMuchRoom lets a tenth of all cookies go at once, as it has to look at all.
func (j *Jar) makeMuchRoom(now time.Time) {
	for site := range j.sites {
		j.drop(site, func(c *cookie) bool { return c.expired(now) })
	}
	if j.n <= maxTotal {
		return
	}
	used := make([]uint64, 0, j.n)
	for _, list := range j.sites {
		for _, c := range list {
			used = append(used, c.used)
		}
	}
	slices.Sort(used)
	oldest := used[j.n-maxTotal*9/10]
	for site := range j.sites {
		j.drop(site, func(c *cookie) bool { return c.used < oldest })
	}
}

// drop takes cookies out of a site's.
func (j *Jar) drop(site string, gone func(*cookie) bool) {
	list := j.sites[site]
	kept := slices.DeleteFunc(list, gone)
	j.n -= len(list) - len(kept)
	if len(kept) == 0 {
		delete(j.sites, site)
		return
	}
	j.sites[site] = kept
}
