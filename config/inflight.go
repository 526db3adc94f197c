package config

import "strings"

// atOnce makes the flag for how much is done at once: a number, auto, or
// auto with a ceiling.
func atOnce(f Flag) *Flag {
	f.Arg = "N|auto"
	f.set = func(s *Settings, v string) error {
		most, auto, err := parseInflight(v)
		if err != nil {
			return err
		}
		s.Load.MaxInflight, s.Load.AutoInflight = most, auto
		return nil
	}
	return &f
}

func parseInflight(v string) (most int, auto bool, err error) {
	if v == "auto" {
		return autoInflight, true, nil
	}
	number, auto := strings.CutPrefix(v, "auto:")
	n, err := parseNumber(number, 1, mostInflight)
	if err != nil {
		err = want("a whole number from 1 to %d, auto, or auto and a ceiling, as auto:500", mostInflight)
	}
	return int(n), auto, err
}
