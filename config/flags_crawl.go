package config

import (
	"math"
	"regexp"
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
