package config

import "slices"

// A command is what the first argument names.
type command struct {
	name, args string // as the usage line shows them
	doc        string // one line, lower case
	long       string // paragraphs for --help
	examples   []string
	words      []string // what its arguments can be; nil = anything
}

// commands are all commands in the order of the help.
var commands = slices.Concat(runCommands, lookCommands, textCommands)

// runCommands are those that make requests.
var runCommands = []command{
	{
		name: Fetch, args: "[FLAG…] [URL…]", doc: "fetch every input once",
		long: "Fetches every URL once and writes one record for each. URLs are arguments, lines of --list, or lines of stdin " +
			"where there is neither, or where a URL is -. A URL without a scheme gets https://.",
		examples: []string{
			"clew fetch https://example.com/",
			"clew fetch --max-inflight 200 --hash -o pages.jsonl < urls.txt",
			"clew fetch --format body -L example.com > page.html",
		},
	},
	{
		name: Crawl, args: "[FLAG…] SEED…", doc: "follow links from the seeds",
		long: "Follows links from the seeds within a scope and writes one record for every URL that is found. " +
			"Seeds are read like the inputs of fetch.",
		examples: []string{
			"clew crawl https://example.com/",
			"clew crawl --depth 2 --exclude '\\.pdf$' -o site.jsonl example.com",
		},
	},
	{
		name: Demo, args: "[FLAG…]", doc: "crawl a small built-in site",
		long: "Serves a small built-in site on a loopback port, crawls it, and shows what a crawl gives: the records on stdout, " +
			"the summary on stderr. It needs no network and ends by itself.",
		examples: []string{"clew demo"},
	},
}

// lookCommands are those that look into a run.
var lookCommands = []command{
	{
		name: Ps, args: "[PID]", doc: "show what a running clew is at",
		long: "Prints the task tree of the clew with that process number: what each task is at, what it waits for and since when, " +
			"and who holds it; above it a line of totals. Without a number it is that of the only clew that runs, or a list of " +
			"those that do. A clew that does not exist, or does not answer, is exit code 3.",
		examples: []string{"clew ps", "clew ps 4711"},
	},
}

// commandNames lists the commands in the order of the help.
func commandNames() []string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return names
}

// findCommand returns the command of that name, or nil.
func findCommand(name string) *command {
	for i := range commands {
		if commands[i].name == name {
			return &commands[i]
		}
	}
	return nil
}
