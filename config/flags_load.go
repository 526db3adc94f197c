package config

import (
	"math"
	"runtime"
	"strconv"
	"time"
)

// Bounds that keep a slip of the finger from asking for the impossible.
const (
	mostInflight = 1_000_000
	mostParsers  = 1_024
)

var loadFlags = []*Flag{
	number(Flag{
		Name: "max-inflight", Short: "c", Default: "64", Commands: everyone,
		Doc:     "requests at once",
		LongDoc: "Counted from connect to the last byte. A request that waits, for its host or for a retry, is not counted.",
	}, 1, mostInflight, func(s *Settings) *int { return &s.Load.MaxInflight }),

	number(Flag{
		Name: "max-per-host", Default: "0", CrawlDefault: "2", DefaultDoc: "no limit", Commands: fetchers,
		Doc:     "requests at once to one host",
		LongDoc: "A host is a name and a port. 0 sets no limit.",
	}, 0, mostInflight, func(s *Settings) *int { return &s.Load.MaxPerHost }),

	custom(Flag{
		Name: "rate", Arg: "N/s|N/m", Default: "0", DefaultDoc: "no limit", Commands: fetchers,
		Doc:     "requests per second or minute, over all hosts",
		LongDoc: "They are spread evenly: 2/s is one each half second. 0 sets no limit.",
	}, parseRate, func(s *Settings) *float64 { return &s.Load.Rate }),

	duration(Flag{
		Name: "host-delay", Default: "0", CrawlDefault: "200ms", DefaultDoc: "none", Commands: fetchers,
		Doc: "pause between the starts of requests to one host",
		LongDoc: "Redirects and retries keep it too. Where a crawl meets a loopback address and the flag is not given, " +
			"there is no pause.",
	}, func(s *Settings) *time.Duration { return &s.Load.HostDelay }),

	number(Flag{
		Name: "parsers", DefaultDoc: "all cores but one", Commands: fetchers,
		Doc:     "threads that parse pages",
		LongDoc: "On a single core there is one.",
		dynamic: func(Host) string { return strconv.Itoa(max(1, min(mostParsers, runtime.GOMAXPROCS(0)-1))) },
	}, 1, mostParsers, func(s *Settings) *int { return &s.Load.Parsers }),

	size(Flag{
		Name: "max-buffer", Default: "256M", Commands: fetchers,
		Doc:     "memory for bodies, all together",
		LongDoc: "What exceeds it waits in a temporary file until it is its turn. 0 sets no limit.",
	}, 0, func(s *Settings) *int64 { return &s.Load.MaxBuffer }),
}

var retryFlags = []*Flag{
	number(Flag{
		Name: "retries", Default: "2", Commands: fetchers,
		Doc: "further attempts after one that failed",
		LongDoc: "Tried again are: idempotent requests that could not connect or read, or passed the limit of one phase; " +
			"and the statuses 408, 429, 500, 502, 503 and 504. Retry-After is obeyed. 0 turns retries off.",
	}, 0, math.MaxInt32, func(s *Settings) *int { return &s.Retry.Count }),

	duration(Flag{
		Name: "retry-delay", Default: "500ms", Commands: fetchers,
		Doc:     "pause before the first retry",
		LongDoc: "It doubles each time, with some jitter. 0 tries again at once.",
	}, func(s *Settings) *time.Duration { return &s.Retry.Delay }),

	duration(Flag{
		Name: "retry-max-delay", Default: "60s", Commands: fetchers,
		Doc:     "longest pause before a retry",
		LongDoc: "A Retry-After beyond it ends the retries.",
	}, func(s *Settings) *time.Duration { return &s.Retry.MaxDelay }),
}
