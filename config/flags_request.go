package config

import "strings"

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

	custom(Flag{
		Name: "user", Short: "u", Arg: "NAME:PASSWORD", DefaultDoc: "none", Secret: true, Commands: fetchers,
		Doc: "log in to what the arguments name, by basic authentication",
		LongDoc: "It comes before a user in the URL, and that before --netrc; an Authorization given with --header comes first. " +
			"It goes to the origin of an input or a seed, and to no other, whoever redirects or links there.",
	}, parseText, func(s *Settings) *string { return &s.Request.User }),

	onOff(Flag{
		Name: "netrc", Commands: fetchers,
		Doc:     "look users and passwords up in ~/.netrc",
		LongDoc: "The variable NETRC names another file. Each host gets its own, redirects and links included.",
	}, func(s *Settings) *bool { return &s.useNetrc }),

	repeated(Flag{
		Name: "cookie", Short: "b", Arg: "PAIRS|FILE", Secret: true, Commands: fetchers,
		Doc: "send 'a=1; b=2', or the cookies in FILE",
		LongDoc: "May be given several times. What has no '=' names a file in Netscape's format; what responses set is then sent too, " +
			"each cookie where it belongs. Pairs are sent as they are, to the origin of an input or a seed alone.",
	}, parseCookie, func(s *Settings) *[]string { return &s.Request.Cookies }),

	custom(Flag{
		Name: "cookie-jar", Arg: "FILE", DefaultDoc: "none", Commands: fetchers,
		Doc:     "keep the cookies that responses set; write FILE at the end",
		LongDoc: "With --cookie FILE those of before are in it too. An interrupt is an end as well.",
	}, parseOutputFile, func(s *Settings) *string { return &s.Request.CookieJar }),

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

// parseCookie checks a value of --cookie.
func parseCookie(v string) (string, error) {
	if v == "" || strings.ContainsAny(v, "\r\n\x00") {
		return "", want("pairs as in 'a=1; b=2', or the name of a file")
	}
	return v, nil
}

// parseOutputFile accepts the name of a file that is not stdout, which is for records.
func parseOutputFile(v string) (string, error) {
	if v == "-" {
		return "", want("the name of a file")
	}
	return parseFile(v)
}

// parseData checks a value of --data: anything goes, but a file must have a name.
func parseData(v string) (string, error) {
	if v == "@" {
		return "", want("a file name after @")
	}
	return v, nil
}
