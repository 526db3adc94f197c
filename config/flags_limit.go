package config

import "math"

var limitFlags = []*Flag{
	size(Flag{
		Name: "max-body", Default: "10M", Commands: fetchers,
		Doc: "largest body, decoded",
		LongDoc: "A larger one is cut off, and its input failed. 0 sets no limit. Sizes are bytes, or numbers with " +
			"K, M, G or T, which are powers of 1024.",
	}, 0, func(s *Settings) *int64 { return &s.Limits.MaxBody }),

	size(Flag{
		Name: "max-header", Default: "256K", Commands: fetchers,
		Doc:     "largest head of a response",
		LongDoc: "A larger one is a failure.",
	}, 1, func(s *Settings) *int64 { return &s.Limits.MaxHeader }),

	number(Flag{
		Name: "max-pages", Default: "0", DefaultDoc: "no limit", Commands: fetchers,
		Doc:     "stop after so many pages",
		LongDoc: "What is left over is recorded as skipped. 0 sets no limit.",
	}, 0, math.MaxInt, func(s *Settings) *int { return &s.Limits.MaxPages }),

	size(Flag{
		Name: "max-bytes", Default: "0", DefaultDoc: "no limit", Commands: fetchers,
		Doc:     "stop after so many bytes received",
		LongDoc: "What is left over is recorded as skipped. 0 sets no limit.",
	}, 0, func(s *Settings) *int64 { return &s.Limits.MaxBytes }),

	number(Flag{
		Name: "max-urls-per-host", Default: "0", DefaultDoc: "no limit", Commands: onlyCrawl,
		Doc:     "ask one host for at most so many URLs",
		LongDoc: "What is left over is recorded as skipped. 0 sets no limit.",
	}, 0, math.MaxInt, func(s *Settings) *int { return &s.Limits.URLsPerHost }),
}
