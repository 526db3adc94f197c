package config

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A valueError says what a flag expects, for a value that is something else.
type valueError struct {
	want string // completes "expected …"
	hint string // may be ""
}

func (e *valueError) Error() string { return "expected " + e.want }

func want(format string, args ...any) error {
	return &valueError{want: fmt.Sprintf(format, args...)}
}

// parseSwitch reads the value of an on/off flag.
func parseSwitch(v string) (bool, error) {
	switch strings.ToLower(v) {
	case "true", "1", "on", "yes":
		return true, nil
	case "false", "0", "off", "no":
		return false, nil
	}
	return false, want("true or false")
}

// parseNumber reads a whole number from low to high.
func parseNumber(v string, low, high int64) (int64, error) {
	n, err := strconv.ParseInt(v, 10, 64)
	if err == nil && low <= n && n <= high {
		return n, nil
	}
	if high >= math.MaxInt32 {
		return 0, want("a whole number from %d", low)
	}
	return 0, want("a whole number from %d to %d", low, high)
}

// seconds matches a bare number, whole or not.
var seconds = regexp.MustCompile(`^[0-9]+(\.[0-9]*)?$|^\.[0-9]+$`)

// parseDuration reads Go's syntax for durations, or a bare number of seconds.
func parseDuration(v string) (time.Duration, error) {
	text := v
	if seconds.MatchString(v) {
		text += "s" // Go's parser then minds the range and the fraction
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, want("a duration such as 200ms, 5m or 1h30m, or a number of seconds")
	}
	return d, nil
}

// sizes matches a number of bytes with its unit, of which only the first letter counts.
var sizes = regexp.MustCompile(`^([0-9]+)(?:([KMGT])(?:I?B)?)?$`)

// parseSize reads a number of bytes, at least low. Units are powers of 1024.
func parseSize(v string, low int64) (int64, error) {
	wrong := want("a size of at least %d bytes, such as 1000, 512K, 10M or 1G", low)
	m := sizes.FindStringSubmatch(strings.ToUpper(v))
	if m == nil {
		return 0, wrong
	}
	shift := 0
	if m[2] != "" {
		shift = 10 * (1 + strings.Index("KMGT", m[2]))
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || n > math.MaxInt64>>shift || n<<shift < low {
		return 0, wrong
	}
	return n << shift, nil
}

// parseRate reads "N/s" or "N/m" as requests per second; "0" is no limit.
func parseRate(v string) (float64, error) {
	wrong := want("a rate such as 10/s or 30/m, or 0 for no limit")
	if v == "0" {
		return 0, nil
	}
	count, unit, ok := strings.Cut(v, "/")
	per, known := map[string]float64{"s": 1, "m": 60}[unit]
	if !ok || !known || !seconds.MatchString(count) {
		return 0, wrong
	}
	n, err := strconv.ParseFloat(count, 64)
	if err != nil {
		return 0, wrong
	}
	return n / per, nil
}

// parseChoice accepts exactly one of words.
func parseChoice(v string, words []string) (string, error) {
	if slices.Contains(words, v) {
		return v, nil
	}
	err := &valueError{want: joined(words, " or ")}
	if near := nearest(v, words); near != "" {
		err.hint = fmt.Sprintf("did you mean %s?", near)
	}
	return "", err
}

// parseRegexp compiles a regular expression.
func parseRegexp(v string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(v)
	if broken, ok := errors.AsType[*syntax.Error](err); ok {
		return nil, want("a regular expression in RE2 syntax (%s)", broken.Code)
	}
	return re, err
}

// parseText accepts anything that is not empty and goes on one line.
func parseText(v string) (string, error) {
	if v == "" || strings.ContainsAny(v, "\r\n\x00") {
		return "", want("one line of text")
	}
	return v, nil
}

// parseFile accepts the name of a file.
func parseFile(v string) (string, error) {
	if v == "" || strings.ContainsRune(v, 0) {
		return "", want("the name of a file")
	}
	return v, nil
}

// joined lists words with commas, and last before the final one; with "|" it only joins.
func joined(words []string, last string) string {
	if last == "|" || len(words) < 2 {
		return strings.Join(words, "|")
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + last + words[end]
}
