package config

import "time"

var timeFlags = []*Flag{
	duration(Flag{
		Name: "timeout", Short: "m", Default: "30s", Commands: fetchers,
		Doc: "limit of one attempt, from DNS to the last byte",
		LongDoc: "It holds over all redirects of the attempt; waiting in a queue does not count. 0 sets no limit. " +
			"All durations are such as 200ms, 5m or 1h30m; a bare number is seconds.",
	}, func(s *Settings) *time.Duration { return &s.Time.Total }),

	duration(Flag{
		Name: "connect-timeout", Default: "10s", Commands: fetchers,
		Doc:     "limit of connecting",
		LongDoc: "0 sets no limit of its own.",
	}, func(s *Settings) *time.Duration { return &s.Time.Connect }),

	duration(Flag{
		Name: "tls-timeout", Default: "10s", Commands: fetchers,
		Doc:     "limit of the TLS handshake",
		LongDoc: "0 sets no limit of its own.",
	}, func(s *Settings) *time.Duration { return &s.Time.TLS }),

	duration(Flag{
		Name: "ttfb-timeout", Default: "20s", Commands: fetchers,
		Doc:     "limit from the request sent to the first byte",
		LongDoc: "0 sets no limit of its own.",
	}, func(s *Settings) *time.Duration { return &s.Time.TTFB }),

	duration(Flag{
		Name: "dns-timeout", Default: "5s", Commands: fetchers,
		Doc:     "limit of looking up a name",
		LongDoc: "0 sets no limit of its own.",
	}, func(s *Settings) *time.Duration { return &s.Time.DNS }),

	size(Flag{
		Name: "speed-limit", Default: "0", DefaultDoc: "none", Commands: fetchers,
		Doc: "least bytes a second that a response must come at",
		LongDoc: "One that is slower for --speed-time, the wait for its first byte included, is given up. 0 takes any speed; " +
			"it is 1 where only --speed-time is given.",
	}, 0, func(s *Settings) *int64 { return &s.Time.SpeedLimit }),

	duration(Flag{
		Name: "speed-time", Default: "30s", Commands: fetchers,
		Doc:     "how long a response may be slower than --speed-limit",
		LongDoc: "0 takes any speed.",
	}, func(s *Settings) *time.Duration { return &s.Time.SpeedTime }),

	duration(Flag{
		Name: "max-time", Default: "0", DefaultDoc: "no limit", Commands: fetchers,
		Doc: "limit of the whole run",
		LongDoc: "Then nothing new starts, and what is in flight may end within --grace; the exit code is that of a run " +
			"that ended as asked. 0 sets no limit.",
	}, func(s *Settings) *time.Duration { return &s.Time.MaxTime }),
}
