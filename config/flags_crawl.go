package config

import (
	"math"
	"regexp"
	"time"
)

var crawlFlags = []*Flag{
	number(Flag{
		Name: "depth", Short: "d", Default: "-1", DefaultDoc: "no limit", Commands: onlyCrawl,
		Doc:     "follow links so many steps from a seed",
		LongDoc: "0 asks for the seeds alone; -1 sets no limit.",
	}, -1, math.MaxInt32, func(s *Settings) *int { return &s.Crawl.Depth }),

	choice(Flag{
		Name: "scope", Arg: "SCOPE", Default: "host", Commands: onlyCrawl,
		Doc: "follow links within host, domain, subdomain, prefix or any",
		LongDoc: "host: those to the host of a seed, port included. subdomain: to names below it too. domain: to any name of its " +
			"registrable domain. prefix: URLs that begin with the folder of a seed. any: all.",
	}, []string{"host", "domain", "subdomain", "prefix", "any"},
		func(s *Settings) *Scope { return &s.Crawl.Scope }),

	regexps(Flag{
		Name: "include", Commands: onlyCrawl,
		Doc:     "follow only URLs that match",
		LongDoc: "May be given several times: one match is enough. Go's regular expressions (RE2), which match anywhere in the URL.",
	}, func(s *Settings) *[]*regexp.Regexp { return &s.Crawl.Include }),

	regexps(Flag{
		Name: "exclude", Commands: onlyCrawl,
		Doc:     "do not follow URLs that match",
		LongDoc: "May be given several times, and comes before --include.",
	}, func(s *Settings) *[]*regexp.Regexp { return &s.Crawl.Exclude }),

	choice(Flag{
		Name: "robots", Default: "off", CrawlDefault: "on", Commands: fetchers,
		Doc: "whether to obey robots.txt",
		LongDoc: "on: what it disallows is skipped. off: nobody asks for it. report: all is fetched, and records say allowed " +
			"or disallowed. The file of an origin is asked for once, and again after a day, or sooner where it says so. " +
			"Its groups are chosen by the product names in --user-agent. Where it cannot be had, after the usual retries, " +
			"everything is disallowed; where there is none, allowed.",
	}, []string{"on", "off", "report"},
		func(s *Settings) *Robots { return &s.Crawl.Robots }),

	duration(Flag{
		Name: "crawl-delay-max", Default: "60s", Commands: fetchers,
		Doc: "longest pause that a robots.txt may ask for",
		LongDoc: "A Crawl-delay raises --host-delay, also for loopback addresses, and never lowers it. One beyond this limit " +
			"counts as the limit; 0 ignores them.",
	}, func(s *Settings) *time.Duration { return &s.Crawl.DelayMax }),

	onOff(Flag{
		Name: "sitemaps", Commands: onlyCrawl,
		Doc: "look for pages in sitemaps too",
		LongDoc: "In those that robots.txt names, and in /sitemap.xml of every origin that is asked (with --robots off: of every seed). " +
			"Their pages count as links of a seed.",
	}, func(s *Settings) *bool { return &s.Crawl.Sitemaps }),

	onOff(Flag{
		Name: "follow-nofollow", Commands: onlyCrawl,
		Doc: "follow links that are marked nofollow",
	}, func(s *Settings) *bool { return &s.Crawl.FollowNofollow }),

	onOff(Flag{
		Name: "ignore-query", Commands: onlyCrawl,
		Doc: "take URLs that differ in the query only for one",
	}, func(s *Settings) *bool { return &s.Crawl.IgnoreQuery }),

	onOff(Flag{
		Name: "sort-query", Commands: onlyCrawl,
		Doc: "take URLs that differ in the query's order only for one",
	}, func(s *Settings) *bool { return &s.Crawl.SortQuery }),

	onOff(Flag{
		Name: "strip-tracking", Commands: onlyCrawl,
		Doc: "drop parameters that only track, such as utm_source",
	}, func(s *Settings) *bool { return &s.Crawl.StripTracking }),
}
