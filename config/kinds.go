package config

import (
	"regexp"
	"time"
)

// The functions of this file make a Flag of one kind: they add the placeholder, where the
// table names none, and the function that parses a value into the field that at points to.

// onOff makes a switch.
func onOff(f Flag, at func(*Settings) *bool) *Flag {
	if f.Default == "" {
		f.Default = "false"
	}
	f.set = into(at, parseSwitch)
	return &f
}

// number makes a flag for a whole number from low to high.
func number[T int | int64](f Flag, low, high T, at func(*Settings) *T) *Flag {
	f.Arg = "N"
	f.set = into(at, func(v string) (T, error) {
		n, err := parseNumber(v, int64(low), int64(high))
		return T(n), err
	})
	return &f
}

// duration makes a flag for a length of time, zero included.
func duration(f Flag, at func(*Settings) *time.Duration) *Flag {
	f.Arg = "DUR"
	f.set = into(at, parseDuration)
	return &f
}

// size makes a flag for a number of bytes, at least low.
func size(f Flag, low int64, at func(*Settings) *int64) *Flag {
	f.Arg = "SIZE"
	f.set = into(at, func(v string) (int64, error) { return parseSize(v, low) })
	return &f
}

// choice makes a flag for one word out of several.
func choice[T ~string](f Flag, words []string, at func(*Settings) *T) *Flag {
	if f.Arg == "" {
		f.Arg = joined(words, "|")
	}
	f.Words = words
	f.set = into(at, func(v string) (T, error) {
		word, err := parseChoice(v, words)
		return T(word), err
	})
	return &f
}

// custom makes a flag with a parser of its own.
func custom[T any](f Flag, parse func(string) (T, error), at func(*Settings) *T) *Flag {
	f.set = into(at, parse)
	return &f
}

// repeated makes a flag that may stand several times, each value parsed alone.
func repeated[T any](f Flag, parse func(string) (T, error), at func(*Settings) *[]T) *Flag {
	f.Repeat = true
	f.DefaultDoc = "none"
	f.reset = func(s *Settings) { *at(s) = nil }
	f.set = func(s *Settings, v string) error {
		one, err := parse(v)
		if err != nil {
			return err
		}
		*at(s) = append(*at(s), one)
		return nil
	}
	return &f
}

// regexps makes a repeatable flag for regular expressions.
func regexps(f Flag, at func(*Settings) *[]*regexp.Regexp) *Flag {
	f.Arg = "REGEX"
	return repeated(f, parseRegexp, at)
}

// into returns a set function that parses a value and stores it.
func into[T any](at func(*Settings) *T, parse func(string) (T, error)) func(*Settings, string) error {
	return func(s *Settings, v string) error {
		parsed, err := parse(v)
		if err != nil {
			return err
		}
		*at(s) = parsed
		return nil
	}
}
