package config

import (
	"net/netip"
	"strings"
	"time"
)

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

	custom(Flag{
		Name: "monitor", Arg: "ADDR", DefaultDoc: "none", Commands: everyone,
		Doc: "show the run in a browser while it lasts, at this address",
		LongDoc: "A port, as 8080 or :8080, is one of this machine alone; 0 is any that is free. 0.0.0.0:8080 lets others look. " +
			"There are /metrics for Prometheus, /state.json and /healthz, too.",
	}, parseMonitor, func(s *Settings) *string { return &s.Run.Monitor }),

	onOff(Flag{
		Name: "no-color", Commands: everyone,
		Doc:     "no colours",
		LongDoc: "Nor are there any where the stream is no terminal, or NO_COLOR is set.",
	}, func(s *Settings) *bool { return &s.Run.NoColor }),
}

// parseMonitor reads a port, or an IP address with one. Without an address it is
// loopback's; localhost is one, too.
func parseMonitor(v string) (string, error) {
	host, port := "", v
	if i := strings.LastIndexByte(v, ':'); i >= 0 {
		host, port = v[:i], v[i+1:]
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	at, err := netip.ParseAddrPort(host + ":" + port)
	if err != nil {
		return "", want("a port or an IP address with one, such as :8080 or 0.0.0.0:8080")
	}
	return at.String(), nil
}
