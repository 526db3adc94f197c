package config

import "time"

var runFlags = []*Flag{
	duration(Flag{
		Name: "grace", Default: "10s", Commands: fetchers,
		Doc:     "time for what is in flight when the run is stopped",
		LongDoc: "It begins with the first SIGINT or SIGTERM, or at --max-time. 0 waits for nothing.",
	}, func(s *Settings) *time.Duration { return &s.Run.Grace }),

	onOff(Flag{
		Name: "fail", Commands: fetchers,
		Doc: "exit code 8 if a status of 400 or more came",
	}, func(s *Settings) *bool { return &s.Run.Fail }),

	choice(Flag{
		Name: "progress", Default: "auto", Commands: everyone,
		Doc:     "progress on stderr",
		LongDoc: "auto shows it on a terminal.",
	}, []string{"auto", "on", "off"}, func(s *Settings) *Progress { return &s.Run.Progress }),

	onOff(Flag{
		Name: "quiet", Short: "q", Commands: everyone,
		Doc: "only errors on stderr",
	}, func(s *Settings) *bool { return &s.Run.Quiet }),

	onOff(Flag{
		Name: "verbose", Short: "v", Commands: everyone,
		Doc:     "say more on stderr",
		LongDoc: "Requests that are made again, and hosts that are left alone for a while.",
	}, func(s *Settings) *bool { return &s.Run.Verbose }),

	onOff(Flag{
		Name: "no-color", Commands: everyone,
		Doc:     "no colours",
		LongDoc: "Nor are there any where the stream is no terminal, or NO_COLOR is set.",
	}, func(s *Settings) *bool { return &s.Run.NoColor }),
}
