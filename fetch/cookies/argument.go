package cookies

import "strings"

// Argument tells the two forms of curl's --cookie apart: with a "=" it is pairs,
// to be sent as they are, else the name of a cookie file.
func Argument(arg string) (pairs, file string) {
	if strings.Contains(arg, "=") {
		return arg, ""
	}
	return "", arg
}

// Join puts the jar's part of a Cookie field and given pairs together, as curl does.
func Join(field, pairs string) string {
	if field == "" || pairs == "" {
		return field + pairs
	}
	return field + "; " + pairs
}
