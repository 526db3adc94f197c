package pipeline

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"clew/aio"
	"clew/crawl"
	"clew/crawl/sitemap"
	"clew/crawl/weburl"
)

// maxSitemaps is how many sitemaps of one host are read: indexes that somebody
// makes up as they are asked for have no end.
const maxSitemaps = 10_000

// sitemaps knows which sitemaps have been asked for.
type sitemaps struct {
	asked *crawl.Seen
	count map[string]int // by host
}

func newSitemaps() *sitemaps {
	return &sitemaps{crawl.NewSeen(crawl.SeenKey{rand.Uint64(), rand.Uint64()}), make(map[string]int)}
}

// take reports whether a sitemap is to be asked for: a new one that stands below
// no more indexes than there may be.
func (s *sitemaps) take(u weburl.URL, depth int) bool {
	if depth > sitemap.MaxDepth || s.count[u.Host()] >= maxSitemaps || !s.asked.Add(u) {
		return false
	}
	s.count[strings.Clone(u.Host())]++
	return true
}

// seekSitemaps asks for the sitemaps of an origin: those that its robots.txt
// names, and the one that needs no naming.
func (r *run) seekSitemaps(ctx *aio.Context, from weburl.URL, named []string) error {
	if r.sitemaps == nil {
		return nil
	}
	for _, name := range append(named[:len(named):len(named)], "/sitemap.xml") {
		u, err := from.Parse(name)
		if err != nil {
			r.remark("%s: sitemap %q: %v", from, name, err)
			continue
		}
		if err := r.sendForSitemap(ctx, u, from, 0); err != nil {
			return err
		}
	}
	return nil
}

// sendForSitemap asks for a sitemap that is named at from, below so many indexes.
func (r *run) sendForSitemap(ctx *aio.Context, u, from weburl.URL, depth int) error {
	u = u.WithoutCredentials().WithoutFragment()
	if !r.sitemaps.take(u, depth) {
		return nil
	}
	if why := r.co.send(&crawl.Item{Asked: u, Source: from, Depth: depth}); why != crawl.NotSkipped {
		r.remark("sitemap %s: skipped: %s", u, why)
	}
	return r.spill(ctx)
}

// readSitemap reads a sitemap, in the lane: as much of it as can be read.
func (c *content) readSitemap() {
	c.file.err = sitemap.Parse(c.text, c.url, func(e sitemap.Entry) error {
		c.file.entries = append(c.file.entries, e)
		return nil
	})
}

// atOnce is how many entries are let in before others get a turn.
const atOnce = 500

// learnSitemap lets the pages of a sitemap in, as links of a seed, and asks for
// the sitemaps that it names.
func (r *run) learnSitemap(ctx *aio.Context, a *answer) error {
	defer r.co.returned()
	if r.co.stopping != running {
		return nil
	}
	if err := a.sitemapError(); err != nil {
		r.remark("sitemap: %v", err)
	}
	if a.body == nil {
		return nil
	}
	source := a.item.URL.WithoutFragment()
	for i, e := range a.body.file.entries {
		if i%atOnce == atOnce-1 {
			if err := aio.Yield(ctx); err != nil {
				return err
			}
		}
		if err := r.admitEntry(ctx, e, source, a.item.Depth); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) admitEntry(ctx *aio.Context, e sitemap.Entry, source weburl.URL, depth int) error {
	if e.Sitemap {
		return r.sendForSitemap(ctx, e.URL, source, depth+1)
	}
	u := r.canonical.Apply(e.URL.WithoutCredentials())
	return r.admit(ctx, &crawl.Item{Asked: u, Depth: 1, Source: source, Tag: "sitemap", Attribute: "loc"})
}

// sitemapError is what was wrong with a sitemap, nil for one that was read to
// its end.
func (a *answer) sitemapError() error {
	switch {
	case a.err != nil || a.status/100 != 2:
		return errors.New(a.trouble())
	case a.body.file.err != nil:
		return fmt.Errorf("%s: %w", a.req.URL, a.body.file.err)
	}
	return nil
}
