package config

// What help, manual and reference say about the sources of settings.
const (
	settingsDoc = "A setting comes from the strongest source that has it: default, configuration file, profile, environment, flag. " +
		"The file is ~/.config/clew/config.toml (in $XDG_CONFIG_HOME, where that is set), or that of --config. It is TOML; its keys are " +
		"the long names of the flags, and those under [crawl] are for crawl alone. What stands under [profile.NAME] holds with " +
		"--profile NAME. clew config shows what is in force, and where it comes from."

	environmentDoc = "Every flag has a variable: CLEW_ and its long name in capitals, as CLEW_MAX_INFLIGHT. " +
		"A flag wins over its variable; an empty variable counts as not set. The values of a flag that may be repeated stand " +
		"one a line. NO_COLOR turns colours off."
)

// exitCodes is what a script reads off the end of a run.
var exitCodes = []struct{ code, doc string }{
	{"0", "the run ended as asked"},
	{"1", "a bug in clew"},
	{"2", "usage: a bad flag or value, settings that contradict each other, no input"},
	{"3", "a file could not be read or written"},
	{"4", "fetch: an input failed; crawl: no seed could be fetched"},
	{"8", "with --fail: a status of 400 or more came"},
	{"130, 143", "stopped by SIGINT, SIGTERM"},
}
