package config

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Error is what is wrong with an invocation. Whatever [Parse] returns is an *Error.
type Error struct {
	Origin Origin // the layer of the value that is wrong
	Key    string // "--timeout", "CLEW_TIMEOUT" or "clew.toml:3: timeout"; "" if no single setting is to blame
	Err    error
	Hint   string // what the user can do; may be ""

	usage string // lines between message and hint
	file  bool   // a file could not be read: not a mistake in the arguments
}

func (e *Error) Error() string {
	if e.Key == "" {
		return e.Err.Error()
	}
	return e.Key + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// ExitCode returns 3 for a file that could not be read, 2 for a usage error.
func (e *Error) ExitCode() int {
	if e.file {
		return 3
	}
	return 2
}

// Report returns the lines for stderr: what is wrong, and how to get on.
func (e *Error) Report() string {
	text := "clew: " + e.Error() + "\n" + e.usage
	if e.Hint != "" {
		text += "hint: " + e.Hint + "\n"
	}
	return text
}

// asError makes an *Error of whatever came back from the parser.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Origin: FromFlag, Err: err}
}

// usageError is an error that no single value is to blame for.
func usageError(hint, format string, args ...any) *Error {
	return &Error{Origin: FromFlag, Err: fmt.Errorf(format, args...), Hint: hint}
}

// badValue names the setting, what it expects, and what it got.
func badValue(f *Flag, from Origin, value string, err error) *Error {
	e := &Error{Origin: from, Key: f.spelled(from), Err: err}
	if v, ok := errors.AsType[*valueError](err); ok {
		e.Hint = v.hint
		e.Err = fmt.Errorf("%w, not %s", err, f.shown(value))
	}
	return e
}

// spelled returns the name under which the user knows a setting of that layer.
func (f *Flag) spelled(from Origin) string {
	switch {
	case from == FromEnv:
		return f.Env()
	case from.inFile():
		return from.place() + ": " + f.Name
	}
	return "--" + f.Name
}

// shown quotes a value for a message: in one line, not too long, without credentials.
func (f *Flag) shown(value string) string {
	const longest, longestSecret = 60, 8
	cut := min(len(value), longest)
	if f.Secret {
		if cut = strings.IndexAny(value, ": ="); cut < 0 {
			cut = min(len(value), longestSecret)
		}
	}
	for cut > 0 && cut < len(value) && !utf8.RuneStart(value[cut]) {
		cut--
	}
	if cut < len(value) {
		return fmt.Sprintf("%q…", value[:cut])
	}
	return fmt.Sprintf("%q", value)
}
