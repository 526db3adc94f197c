package config

var requestFlags = []*Flag{
	custom(Flag{
		Name: "request", Short: "X", Arg: "METHOD", DefaultDoc: "GET, with --data POST", Commands: onlyFetch,
		Doc:     "method of the requests",
		LongDoc: "It is sent as it is spelled.",
	}, parseMethod, func(s *Settings) *string { return &s.Request.Method }),

	repeated(Flag{
		Name: "header", Short: "H", Arg: "'NAME: VALUE'", Secret: true, Commands: fetchers,
		Doc: "send this header field too (@FILE reads lines)",
		LongDoc: "May be given several times, and replaces what clew would send by itself. 'Name:' keeps a field from being sent, " +
			"'Name;' sends it empty. @FILE reads such lines from a file, @- from stdin, which keeps a secret off the command line. " +
			"The environment variable holds one field a line.",
	}, parseHeaderArg, func(s *Settings) *[]string { return &s.headerArgs }),

	repeated(Flag{
		Name: "data", Short: "d", Arg: "DATA", Whole: true, Secret: true, Commands: onlyFetch,
		Doc: "send DATA as the body (@FILE reads a file)",
		LongDoc: "Makes the method POST, and the type application/x-www-form-urlencoded, unless --request and --header say otherwise. " +
			"Given several times, the parts are joined with &. As with curl, line ends and zero bytes are taken out " +
			"of a file (@FILE, or @- for stdin), but not out of DATA.",
	}, parseData, func(s *Settings) *[]string { return &s.dataArgs }),

	custom(Flag{
		Name: "user-agent", Short: "A", Arg: "TEXT", DefaultDoc: "clew/VERSION", Commands: fetchers,
		Doc:     "value of the User-Agent field",
		LongDoc: "An empty text sends no such field. A User-Agent given with --header comes before it.",
		dynamic: userAgent,
	}, parseAgent, func(s *Settings) *string { return &s.Request.UserAgent }),

	onOff(Flag{
		Name: "location", Short: "L", Default: "true", Commands: fetchers,
		Doc:     "follow redirects",
		LongDoc: "With --no-location a redirect is a response like any other.",
	}, func(s *Settings) *bool { return &s.Request.Redirects }),

	number(Flag{
		Name: "max-redirects", Default: "10", Commands: fetchers,
		Doc:     "redirects that one input may take",
		LongDoc: "One more is a failure; 0 lets none pass.",
	}, 0, 1_000, func(s *Settings) *int { return &s.Request.MaxHops }),

	onOff(Flag{
		Name: "compressed", Default: "true", Commands: fetchers,
		Doc:     "ask for compressed responses, and decode them",
		LongDoc: "With --no-compressed the body is asked for as it is.",
	}, func(s *Settings) *bool { return &s.Request.Compress }),
}

// userAgent names this program, with its version where main knows one.
func userAgent(host Host) string {
	if host.Version == "" {
		return "clew"
	}
	return "clew/" + host.Version
}

// parseAgent is parseText, but for an empty text, which sends no field.
func parseAgent(v string) (string, error) {
	if v == "" {
		return "", nil
	}
	return parseText(v)
}

// parseData checks a value of --data: anything goes, but a file must have a name.
func parseData(v string) (string, error) {
	if v == "@" {
		return "", want("a file name after @")
	}
	return v, nil
}
