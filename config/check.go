package config

import "slices"

// A conflict is a pair of settings that cannot both hold.
type conflict struct {
	a, b  string // long names
	holds func(*Settings) bool
	why   string // may be ""
}

var conflicts = []conflict{
	{"ipv4", "ipv6", func(s *Settings) bool { return s.Connection.IPv4 && s.Connection.IPv6 },
		"each excludes the other's addresses"},
	{"http1.1", "http2", func(s *Settings) bool {
		return s.Connection.HTTP1 && s.Connection.HTTP2 && s.origins["http2"] != FromDefault
	}, ""},
	{"http1.1", "http2-prior-knowledge", func(s *Settings) bool { return s.Connection.HTTP1 && s.Connection.HTTP2Prior }, ""},
	{"quiet", "verbose", func(s *Settings) bool { return s.Run.Quiet && s.Run.Verbose }, ""},
	{"quiet", "progress", func(s *Settings) bool { return s.Run.Quiet && s.Run.Progress == ProgressOn },
		"a quiet run shows no progress"},
	{"format", "fields", func(s *Settings) bool { return s.bodyOnly() && s.Output.Fields != nil }, noRecord},
	{"format", "links", func(s *Settings) bool { return s.bodyOnly() && s.Output.Links }, noRecord},
	{"format", "body", func(s *Settings) bool { return s.bodyOnly() && s.Output.Body }, noRecord},
	{"format", "headers", func(s *Settings) bool { return s.bodyOnly() && s.Output.Headers }, noRecord},
	{"format", "hash", func(s *Settings) bool { return s.bodyOnly() && s.Output.Hash }, noRecord},
	{"format", "simhash", func(s *Settings) bool { return s.bodyOnly() && s.Output.Simhash }, noRecord},
	{"format", "select", func(s *Settings) bool { return s.bodyOnly() && s.Output.Select != "" }, noRecord},
	{"write-out", "format", func(s *Settings) bool { return s.writesOut() && s.origins["format"] != FromDefault }, noPlace},
	{"write-out", "fields", func(s *Settings) bool { return s.writesOut() && s.Output.Fields != nil }, noPlace},
	{"retry-delay", "retry-max-delay", func(s *Settings) bool {
		return s.origins["retry-delay"] != FromDefault && s.Retry.Delay > s.Retry.MaxDelay
	}, "the first pause would be longer than the longest"},
}

const noRecord = "the body takes the place of the record"

func (s *Settings) bodyOnly() bool { return s.Output.Format == FormatBody }

const noPlace = "the template takes the record's place; --output gives the record one of its own"

// writesOut reports whether the template is all that is written of a record.
func (s *Settings) writesOut() bool { return s.Output.WriteOut != "" && s.Output.File == "" }

// checkContradictions refuses settings that exclude each other; the message names both.
func checkContradictions(s *Settings, _ Host) error {
	for _, c := range conflicts {
		if c.holds(s) {
			return contradiction(s, c)
		}
	}
	if err := checkWritten(s); err != nil {
		return err
	}
	if !s.bodyOnly() {
		return nil
	}
	if s.Command != Fetch {
		return usageError("fetch one URL, or use --format jsonl --body",
			"%s does not go with %s: a crawl has many pages", s.named("format"), s.Command)
	}
	if len(s.URLs) > 1 {
		return usageError("use --format jsonl --body for several",
			"%s does not go with %d URLs: it is for one", s.named("format"), len(s.URLs))
	}
	return nil
}

// contradiction words a conflict, each side as the user gave it.
func contradiction(s *Settings, c conflict) error {
	hint := "leave one of them out"
	for _, name := range []string{c.a, c.b} {
		switch from := s.origins[name]; {
		case from == FromEnv:
			hint = "leave one of them out, or override the variable with a flag"
		case from.inFile():
			hint = "leave one of them out, or override the file with a flag"
		}
	}
	if c.why == "" {
		return usageError(hint, "%s contradicts %s", s.named(c.a), s.named(c.b))
	}
	return usageError(hint, "%s contradicts %s: %s", s.named(c.a), s.named(c.b), c.why)
}

// named spells a setting the way its layer does, with the value where it decides.
func (s *Settings) named(name string) string {
	f := byName(table, name)
	spelled := f.both()
	if from := s.origins[name]; from == FromEnv || from.inFile() {
		spelled = f.spelled(from)
	}
	switch name {
	case "format":
		return spelled + " " + string(s.Output.Format)
	case "progress":
		return spelled + " " + string(s.Run.Progress)
	}
	return spelled
}

// checkInputs refuses a run without any input, and two readers of stdin.
func checkInputs(s *Settings, _ Host) error {
	if s.Command == Ps {
		return readPID(s)
	}
	if s.Command == Demo {
		if len(s.URLs) > 0 {
			return usageError("to crawl it: clew crawl "+printable(s.URLs[0]), "demo takes no arguments")
		}
		return nil
	}
	if s.inputless() && !s.UsesStdin {
		return usageError("name one, as in clew "+s.Command+" https://example.com/, or a file of them with --list",
			"no URL given")
	}
	readers := 0
	for _, name := range slices.Concat(s.URLs, s.Lists) {
		if name == "-" {
			readers++
		}
	}
	for _, name := range append(slices.Concat(s.dataArgs, s.headerArgs), s.Output.WriteOut) {
		if name == "@-" {
			readers++
		}
	}
	if readers > 1 {
		return usageError("stdin can be read once only", "- stands for stdin in %d places", readers)
	}
	return nil
}
