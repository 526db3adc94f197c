package config

import (
	"path/filepath"
	"strings"
)

var outputFlags = []*Flag{
	custom(Flag{
		Name: "output", Short: "o", Arg: "FILE", DefaultDoc: "stdout", Commands: everyone,
		Doc:     "write records to FILE",
		LongDoc: "- is stdout. A file that exists is truncated. While its disk is full the run waits.",
	}, parseOutput, func(s *Settings) *string { return &s.Output.File }),

	choice(Flag{
		Name: "format", Arg: "FORMAT", DefaultDoc: "text on a terminal, else jsonl", Commands: everyone,
		Doc: "write jsonl, csv, text or body",
		LongDoc: "jsonl: a JSON object a line. csv: RFC 4180, with a header line. text: a line for people; with --fields their " +
			"values between tabs. body: in a fetch of one input, the decoded body instead of a record.",
	}, []string{"jsonl", "csv", "text", "body"}, func(s *Settings) *Format { return &s.Output.Format }),

	custom(Flag{
		Name: "fields", Arg: "A,B,C", DefaultDoc: "all", Commands: fetchers,
		Doc:     "write only these fields of a record",
		LongDoc: "In this order. A field that has a flag of its own, such as sha256, is computed where it is named here.",
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

	onOff(Flag{
		Name: "simhash", Commands: fetchers,
		Doc:     "add a fingerprint of the text that a page shows",
		LongDoc: "16 hexadecimal digits; pages whose fingerprints differ in 3 bits or fewer are alike.",
	}, func(s *Settings) *bool { return &s.Output.Simhash }),

	custom(Flag{
		Name: "where", Arg: "EXPR", DefaultDoc: "all", Commands: fetchers,
		Doc: "write only what an expression over the record holds for",
		LongDoc: "Such as 'status_code >= 400 && url contains \"/docs/\"', in the language of expr-lang.org over the fields by " +
			"their names; what a record does not have is \"\", 0, false or an empty list. All is counted all the same.",
	}, parseSome, func(s *Settings) *string { return &s.Output.Where }),

	custom(Flag{
		Name: "write-out", Short: "w", Arg: "TEMPLATE", DefaultDoc: "none", Commands: fetchers,
		Doc: "write this to stdout for each record, in its place",
		LongDoc: "As curl's: %{http_code}, %{url_effective}, %{time_total}, %{json}, %header{name}, \\n, \\t; @file reads it from " +
			"a file. Fields of a record are variables too. With --output the records go to that file as well.",
	}, parseSome, func(s *Settings) *string { return &s.Output.WriteOut }),

	custom(Flag{
		Name: "select", Arg: "CSS", DefaultDoc: "none", Commands: fetchers,
		Doc:     "add what this selector finds in a page",
		LongDoc: "The texts of the elements: 'h1, .price'; or values of an attribute: 'a::attr(href)'.",
	}, parseSome, func(s *Settings) *string { return &s.Output.Select }),

	custom(Flag{
		Name: "save", Arg: "DIR", DefaultDoc: "none", Commands: fetchers,
		Doc: "write each body to a file below DIR",
		LongDoc: "As HOST_PORT/PATH, in names that every file system takes; docs/records.md has the rules. Only bodies that came " +
			"whole, of whatever status.",
	}, parseFile, func(s *Settings) *string { return &s.Output.Save }),

	custom(Flag{
		Name: "summary", Arg: "FILE", DefaultDoc: "none", Commands: fetchers,
		Doc:     "write the summary of the run to FILE, as JSON",
		LongDoc: "The one for people goes to stderr.",
	}, parseSummary, func(s *Settings) *string { return &s.Output.Summary }),

	custom(Flag{
		Name: "report", Arg: "FILE.html", DefaultDoc: "none", Commands: everyone,
		Doc: "write a page to look at to FILE.html, at the end of the run",
		LongDoc: "One file that needs nothing else: answers over time, latency by phase, failures with the pages that link to " +
			"them, hosts, the slowest and the biggest pages, links between sections.",
	}, parseReport, func(s *Settings) *string { return &s.Output.Report }),

	custom(Flag{
		Name: "graph", Arg: "FILE", DefaultDoc: "none", Commands: crawlers,
		Doc: "write the link graph to FILE.dot or FILE.graphml",
		LongDoc: "The name says in which form. A node for every URL of the crawl, with its status; an edge for each link that is " +
			"followed, with the tag it stands in, and for each redirect. --where does not choose among them.",
	}, parseGraph, func(s *Settings) *string { return &s.Output.Graph }),
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

// parseReport accepts a file name, as parseSummary does.
func parseReport(v string) (string, error) {
	if v == "-" {
		return "", want("the name of a file, as stdout carries records only")
	}
	return parseFile(v)
}

// parseGraph accepts the name of a file whose form it tells.
func parseGraph(v string) (string, error) {
	switch strings.ToLower(filepath.Ext(v)) {
	case ".dot", ".gv", ".graphml":
		return parseFile(v)
	}
	return "", want("a file name that ends in .dot or .graphml")
}

// parseSome accepts any text but none. What it means is for [Host.Checks].
func parseSome(v string) (string, error) {
	if strings.TrimSpace(v) == "" {
		return "", want("a text that is not empty")
	}
	return v, nil
}
