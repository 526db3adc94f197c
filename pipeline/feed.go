package pipeline

import (
	"errors"
	"strings"

	"clew/crawl"
	"clew/crawl/sitemap"
)

// maybeFeed reports whether a body of that type is looked at for the links of a
// feed, or of a sitemap that somebody links to.
func maybeFeed(contentType string) bool {
	essence, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(essence)) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml":
		return true
	}
	return false
}

// readFeed makes links of what a feed, or a sitemap, lists.
func (c *content) readFeed() {
	err := sitemap.Parse(c.text, c.url, func(e sitemap.Entry) error {
		link := crawl.Link{URL: e.URL, Tag: "sitemap", Attribute: "loc"}
		if e.Feed {
			link.Tag, link.Attribute = "feed", "link"
		}
		c.doc.Links = append(c.doc.Links, link)
		return nil
	})
	c.isFeed = !errors.Is(err, sitemap.ErrNoSitemap)
}
