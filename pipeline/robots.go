package pipeline

import (
	"errors"
	"time"

	"clew/aio"
	"clew/config"
	"clew/crawl"
	"clew/crawl/robots"
	"clew/fetch"
	"clew/fetch/h1"
)

// denial is how long the origin of a robots.txt that could not be had stays
// shut; then it is asked for once more, if there is need.
const denial = time.Hour

func robotsMode(r config.Robots) crawl.RobotsMode {
	switch r {
	case config.RobotsOn:
		return crawl.RobotsObey
	case config.RobotsReport:
		return crawl.RobotsNote
	}
	return crawl.RobotsOff
}

// agent is whom the rules of a robots.txt are looked up for: what requests say
// they come from.
func (r *run) agent() string {
	if name := r.header.Get("User-Agent"); name != "" {
		return name
	}
	return "clew"
}

// readRobots reads a robots.txt, in the lane.
func (c *content) readRobots() { c.file.rules = robots.Parse(c.text, c.agent) }

// learnRobots takes in a robots.txt, for those who wait for it. Where the run
// stops they have waited in vain, and nothing is learned from an errand that was
// broken off.
func (r *run) learnRobots(ctx *aio.Context, a *answer) error {
	if r.co.stopping != running {
		return nil
	}
	rules, lifetime := robots.AllowAll(), robots.Lifetime(a.header.Get, r.co.now())
	switch verdict(a) {
	case robots.Obey:
		rules = a.body.file.rules
	case robots.Retry:
		r.lament(a)
		rules, lifetime = nil, denial
	}
	if rules != nil {
		if most := r.settings.Crawl.DelayMax; rules.CrawlDelay > most {
			r.remark("%s asks for pauses of %v, and gets %v", a.req.URL, rules.CrawlDelay, max(most, r.settings.Load.HostDelay))
		}
		if err := r.seekSitemaps(ctx, a.item.Asked, rules.Sitemaps); err != nil {
			return err
		}
	}
	r.co.rule(a.item, rules, lifetime)
	return nil
}

// lament tells of a robots.txt that cannot be had; of a host that the user named
// it is told unasked, as nothing will come of it.
func (r *run) lament(a *answer) {
	tell := r.remark
	if named := r.seedHosts[a.item.Asked.Hostname()] || !r.crawling; named && !r.settings.Run.Quiet {
		tell = r.warn
	}
	tell("robots.txt cannot be had, and disallows all: %s", a.trouble())
}

// verdict says what the last answer to a request for a robots.txt means.
func verdict(a *answer) robots.Verdict {
	var e *fetch.Error
	switch {
	case a.status >= 400: // whatever became of the words behind it
		return robots.Judge(a.status)
	case errors.As(a.err, &e) && e.Kind == fetch.KindRedirect:
		return robots.Allow
	case errors.As(a.err, &e) && e.Kind == fetch.KindPrivate:
		return robots.Allow // we do not want it; what waits will fail for the same reason
	case a.err != nil:
		return robots.Retry
	}
	return robots.Judge(a.status)
}

// ruling is what a record says of an item's rules.
func (r *run) ruling(it *crawl.Item) string {
	switch {
	case r.settings.Crawl.Robots != config.RobotsReport || it.Ruling == crawl.Unruled:
		return ""
	case it.Ruling == crawl.Allowed:
		return "allowed"
	}
	return "disallowed"
}

// barsLinks reports whether the head of a response asks us not to follow the
// links of its page.
func (r *run) barsLinks(h h1.Header) bool {
	for tag := range h.Values("X-Robots-Tag") {
		if robots.NoFollow(tag, r.agent()) {
			return true
		}
	}
	return false
}
