package config

var outputFlags = []*Flag{
	custom(Flag{
		Name: "output", Short: "o", Arg: "FILE", DefaultDoc: "stdout", Commands: everyone,
		Doc:     "write records to FILE",
		LongDoc: "- is stdout. A file that exists is truncated.",
	}, parseOutput, func(s *Settings) *string { return &s.Output.File }),

	choice(Flag{
		Name: "format", DefaultDoc: "text on a terminal, else jsonl", Commands: everyone,
		Doc: "shape of the records",
		LongDoc: "jsonl: a JSON object a line. text: a line for people. body: in a fetch of one input, the decoded body " +
			"instead of a record.",
	}, []string{"jsonl", "text", "body"}, func(s *Settings) *Format { return &s.Output.Format }),

	custom(Flag{
		Name: "fields", Arg: "A,B,C", DefaultDoc: "all", Commands: fetchers,
		Doc: "write only these fields of a record",
	}, parseFields, func(s *Settings) *[]string { return &s.Output.Fields }),

	onOff(Flag{
		Name: "links", Commands: fetchers,
		Doc: "add the links of each page",
	}, func(s *Settings) *bool { return &s.Output.Links }),

	onOff(Flag{
		Name: "body", Commands: fetchers,
		Doc:     "add the decoded body",
		LongDoc: "As text, or in base64 where it is not valid UTF-8.",
	}, func(s *Settings) *bool { return &s.Output.Body }),

	onOff(Flag{
		Name: "headers", Commands: fetchers,
		Doc: "add the header fields of the response",
	}, func(s *Settings) *bool { return &s.Output.Headers }),

	onOff(Flag{
		Name: "hash", Commands: fetchers,
		Doc: "add the SHA-256 of the decoded body",
	}, func(s *Settings) *bool { return &s.Output.Hash }),

	custom(Flag{
		Name: "summary", Arg: "FILE", DefaultDoc: "none", Commands: fetchers,
		Doc:     "write the summary of the run to FILE, as JSON",
		LongDoc: "The one for people goes to stderr.",
	}, parseSummary, func(s *Settings) *string { return &s.Output.Summary }),
}

// parseOutput accepts a file name; "-" is stdout, which is "" in [Output].
func parseOutput(v string) (string, error) {
	if v == "-" {
		return "", nil
	}
	return parseFile(v)
}

// parseSummary accepts a file name. stdout carries records and nothing else.
func parseSummary(v string) (string, error) {
	if v == "-" {
		return "", &valueError{
			want: "the name of a file, as stdout carries records only",
			hint: "--summary /dev/stderr shows it beside the progress",
		}
	}
	return parseFile(v)
}
