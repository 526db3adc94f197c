package config

// Scope is which links of a page a crawl follows.
type Scope string

// The scopes, from narrow to wide.
const (
	ScopePrefix    Scope = "prefix"    // URLs that begin like a seed
	ScopeHost      Scope = "host"      // the host of a seed, port included
	ScopeSubdomain Scope = "subdomain" // that host and the names below it
	ScopeDomain    Scope = "domain"    // its registrable domain
	ScopeAny       Scope = "any"
)

// Robots says what robots.txt is good for.
type Robots string

// The ways to deal with it.
const (
	RobotsOn     Robots = "on"     // what it disallows is skipped
	RobotsOff    Robots = "off"    // nobody asks for it
	RobotsReport Robots = "report" // what it disallows is noted
)

// Format is the shape of the records.
type Format string

// The formats. FormatBody is for a fetch of one input: the decoded body in the record's place.
const (
	FormatJSONL Format = "jsonl"
	FormatCSV   Format = "csv"
	FormatText  Format = "text"
	FormatBody  Format = "body"
)

// Progress says when there is a progress bar.
type Progress string

// ProgressAuto means: on a terminal, unless the run is to be quiet.
const (
	ProgressAuto Progress = "auto"
	ProgressOn   Progress = "on"
	ProgressOff  Progress = "off"
)
