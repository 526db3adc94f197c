package crawl

// A SkipReason says why a URL that was found is not asked. The zero value
// means that nothing speaks against it. The strings are those of the records.
type SkipReason string

// The reasons. Where several hold, the one that stands first here is named:
// scheme, duplicate (it was seen), scope, depth, private, robots, trap, limit.
const (
	NotSkipped    SkipReason = ""
	SkipScheme    SkipReason = "scheme"
	SkipDuplicate SkipReason = "duplicate"
	SkipScope     SkipReason = "scope"
	SkipDepth     SkipReason = "depth"
	SkipPrivate   SkipReason = "private"
	SkipRobots    SkipReason = "robots"
	SkipLimit     SkipReason = "limit"
	SkipTrap      SkipReason = "trap"
	SkipCanceled  SkipReason = "canceled"
)
