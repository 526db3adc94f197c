package config

import (
	"slices"
	"strings"
)

// A Flag is one setting: how it is spelled, what it means, and where its value goes.
// The tables are fixed at start-up and never change, so a Flag may be read by several
// goroutines.
type Flag struct {
	Name  string // long name, without dashes
	Short string // one character, or "" for none
	Arg   string // placeholder of the value; "" for an on/off flag

	Doc     string // one line, lower case, without a period: what -h shows
	LongDoc string // further sentences for --help; may be ""

	Category string   // heading in the help
	Commands []string // commands that have the flag

	Default      string // in the flag's own syntax; "" sets nothing
	CrawlDefault string // replaces Default in crawl and demo; "" does not
	DefaultDoc   string // how help words Default, where the value itself says too little

	Repeat bool // each occurrence adds a value; otherwise the last one wins
	Whole  bool // a repeatable flag whose environment variable is not split at newlines
	NoFile bool // it chooses the configuration file, so it cannot stand in one
	Secret bool // the value may hold a credential: errors do not show it

	Words []string // what a value can be; nil = anything that parses

	dynamic func(Host) string             // a default known only at run time
	set     func(*Settings, string) error // takes one value; errors are *valueError
	reset   func(*Settings)               // forgets what a weaker layer set; nil for single values
}

// Names of the commands, as the user types them and as [Settings] holds them.
const (
	Fetch = "fetch"
	Crawl = "crawl"
	Demo  = "demo"
	Ps    = "ps"

	configCommand     = "config"
	completionCommand = "completion"
	manCommand        = "man"
	helpCommand       = "help"
)

// onlyFetch and its brothers are the values of Flag.Commands.
var (
	onlyFetch = []string{Fetch}
	onlyCrawl = []string{Crawl}
	crawlers  = []string{Crawl, Demo}
	fetchers  = []string{Fetch, Crawl}
	everyone  = []string{Fetch, Crawl, Demo}
)

// table holds all flags in the order in which help lists them.
var table = slices.Concat(
	category("Input", inputFlags),
	category("Load", loadFlags),
	category("Time", timeFlags),
	category("Retry", retryFlags),
	category("Request", requestFlags),
	category("Connection", connectionFlags),
	category("Limits", limitFlags),
	category("Crawl", crawlFlags),
	category("Output", outputFlags),
	category("Run", runFlags),
	category("Run", settingFlags),
)

// category gives its name to all flags of a table.
func category(name string, flags []*Flag) []*Flag {
	for _, f := range flags {
		f.Category = name
	}
	return flags
}

// Flags returns the flags that a command takes, in the order of the help. Command config
// takes those of all.
func Flags(command string) []*Flag {
	var flags []*Flag
	for _, f := range table {
		if f.belongsTo(command) || command == configCommand && byName(flags, f.Name) == nil {
			flags = append(flags, f)
		}
	}
	return flags
}

func (f *Flag) belongsTo(command string) bool { return slices.Contains(f.Commands, command) }

// onOff reports whether the flag is a switch: it stands without a value, takes =true and
// =false, and has a --no- form.
func (f *Flag) onOff() bool { return f.Arg == "" }

// negation returns the --no- spelling of a switch, or "" where there is none.
func (f *Flag) negation() string {
	if !f.onOff() || strings.HasPrefix(f.Name, "no-") {
		return ""
	}
	return "no-" + f.Name
}

// Env returns the name of the flag's environment variable.
func (f *Flag) Env() string {
	return "CLEW_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(f.Name))
}

// both returns the long spelling with the short one beside it.
func (f *Flag) both() string {
	if f.Short == "" {
		return "--" + f.Name
	}
	return "--" + f.Name + " (-" + f.Short + ")"
}

// defaultFor returns the default value for a command, "" for none.
func (f *Flag) defaultFor(command string, host Host) string {
	switch {
	case f.dynamic != nil:
		return f.dynamic(host)
	case f.CrawlDefault != "" && command != Fetch:
		return f.CrawlDefault
	}
	return f.Default
}

// defaultText returns the default as help shows it.
func (f *Flag) defaultText(command string) string {
	switch {
	case f.CrawlDefault != "" && command != Fetch:
		return f.CrawlDefault
	case f.DefaultDoc != "":
		return f.DefaultDoc
	case f.onOff() && f.Default == "true":
		return "on"
	case f.onOff():
		return "off"
	}
	return f.Default
}

// byName returns the flag of that long name among flags, or nil.
func byName(flags []*Flag, name string) *Flag {
	for _, f := range flags {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// byShort returns the flag of that short name among flags, or nil.
func byShort(flags []*Flag, short string) *Flag {
	for _, f := range flags {
		if f.Short != "" && f.Short == short {
			return f
		}
	}
	return nil
}
