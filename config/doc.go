// Package config turns arguments, environment and a configuration file into one validated
// [Settings].
//
// # The flag table
//
// Every setting is one [Flag] in the tables flags_*.go: its names, its argument, its
// default, its documentation, and the function that puts a value into [Settings].
// Everything else is made from these tables: the parser, the names of environment
// variables, the keys of the configuration file, the texts of -h and --help, the manual,
// the completions and docs/reference.md. A default is written in the flag's own syntax and
// goes through the same function as a value that a user gives, so what help shows is what
// happens.
//
// # Layers
//
// A value comes from the strongest layer that has one: default, configuration file,
// profile (a part of the file), environment (CLEW_ and the long name in capitals), flag.
// [Settings.Origin] tells which, and where in a file. A value that does not parse is an
// error in whatever layer it stands, even if a stronger one replaces it.
//
// # The way of the arguments
//
//	args → canonical: long names, each with its value, before the positionals
//	     → urfave/cli: finds the command, reads the flags, calls its action
//	     → layers → contradictions → files (@file, --cacert) → Settings
//
// # Limits
//
// Nothing here writes to a stream or ends the process. Parse reads files only where a
// value asks for it, after all else has proved right. Nothing changes afterwards: a
// Settings may be used by several goroutines as long as nobody changes it.
package config
