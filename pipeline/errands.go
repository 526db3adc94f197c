package pipeline

import (
	"time"

	"clew/crawl"
	"clew/crawl/robots"
	"clew/crawl/sitemap"
)

// An errand is an item that the run asks for itself: a robots.txt, a sitemap. It
// goes the way of every item, through the same gates and with the same retries;
// only what is read of the answer, how far redirects are followed, and who gets
// the outcome, is different, and stands here.

// errandFile is what was read of an errand's answer, in the parse lane.
type errandFile struct {
	rules   *robots.Rules
	entries []sitemap.Entry
	err     error // of a sitemap, behind the entries
}

// missed reports whether an errand came to no file: what the server says instead
// interests nobody.
func (a *answer) missed() bool {
	return a.item.Purpose != crawl.ForPage && a.status/100 != 2
}

// maxHops is how many redirects an item may take.
func (r *run) maxHops(it *crawl.Item) int {
	if it.Purpose == crawl.ForRobots {
		return robots.MaxRedirects
	}
	return r.settings.Request.MaxHops
}

// isInputsOwn reports whether a robots.txt is one of the host that the input
// waiting for it has named, whatever address that has.
func (r *run) isInputsOwn(it *crawl.Item) bool {
	return !r.crawling && it.Purpose == crawl.ForRobots && sameHost(it.URL, it.Source)
}

// errandContent is contentOf for an errand. Of a file that is too large the
// beginning is read; of a sitemap no more than of any body.
func (r *run) errandContent(a *answer) *content {
	c := &content{url: a.req.URL, partial: true}
	most := int64(robots.MaxSize)
	switch a.item.Purpose {
	case crawl.ForRobots:
		c.read, c.agent = (*content).readRobots, r.agent()
	default:
		c.read, most = (*content).readSitemap, sitemap.MaxSize
		if limit := r.settings.Limits.MaxBody; limit > 0 {
			most = min(most, limit)
		}
	}
	return r.bounded(c, r.codings(a), most)
}

// send lets a sitemap in; it is open until it has been read.
func (c *coordinator) send(it *crawl.Item) crawl.SkipReason {
	why := c.frontier.Send(it, c.now())
	if why == crawl.NotSkipped {
		c.open++
		c.feed()
	}
	return why
}

// returned says that a sitemap is done.
func (c *coordinator) returned() {
	if c.open--; c.open == 0 {
		c.changed.Set()
	}
}

// rule tells the frontier what a robots.txt says.
func (c *coordinator) rule(file *crawl.Item, rules *robots.Rules, lifetime time.Duration) {
	c.frontier.Rule(file, rules, lifetime, c.now())
	c.feed()
}

// leave is why an item that waits when the run ends is skipped: what robots.txt
// disallows comes before a limit.
func (c *coordinator) leave(it *crawl.Item) crawl.SkipReason {
	why := c.stopping.skip()
	if why == crawl.SkipLimit && c.frontier.Barred(it, c.now()) {
		return crawl.SkipRobots
	}
	return why
}
