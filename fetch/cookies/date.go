package cookies

import (
	"strings"
	"time"
)

// parseDate reads a date in any of the forms that servers write (RFC 6265 §5.1.1):
// a time, a day, a month and a year, in about any order.
func parseDate(s string) (time.Time, bool) {
	var hour, minute, second, day, month, year int
	haveTime, haveDay, haveMonth, haveYear := false, false, false, false
	for token := range strings.FieldsFuncSeq(s, isDelimiter) {
		var ok bool
		if !haveTime {
			if hour, minute, second, ok = timeOf(token); ok {
				haveTime = true
				continue
			}
		}
		if !haveDay {
			if day, ok = number(token, 1, 2); ok {
				haveDay = true
				continue
			}
		}
		if !haveMonth {
			if month, ok = monthOf(token); ok {
				haveMonth = true
				continue
			}
		}
		if !haveYear {
			if year, ok = number(token, 2, 4); ok {
				haveYear = true
			}
		}
	}
	switch {
	case year >= 70 && year <= 99:
		year += 1900
	case year >= 0 && year <= 69:
		year += 2000
	}
	if !haveTime || !haveDay || !haveMonth || !haveYear || year < 1601 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day
}

// isDelimiter holds for what separates the parts of a date.
func isDelimiter(r rune) bool {
	return r == '\t' || ' ' <= r && r <= '/' || ';' <= r && r <= '@' || '[' <= r && r <= '`' || '{' <= r && r <= '~'
}

// number reads the digits at the beginning of a token, if there are from least to
// most of them.
func number(token string, least, most int) (n int, ok bool) {
	n, rest := digits(token)
	count := len(token) - len(rest)
	return n, least <= count && count <= most
}

// digits reads the digits at the beginning of s, of which there may be any number;
// of too many the value does not matter.
func digits(s string) (n int, rest string) {
	for s != "" && '0' <= s[0] && s[0] <= '9' {
		n, s = min(n*10+int(s[0]-'0'), 1e6), s[1:]
	}
	return n, s
}

// timeOf reads hours, minutes and seconds, of one or two digits each.
func timeOf(token string) (hour, minute, second int, ok bool) {
	h, rest, ok1 := strings.Cut(token, ":")
	m, s, ok2 := strings.Cut(rest, ":")
	hour, okH := number(h, 1, 2)
	minute, okM := number(m, 1, 2)
	second, okS := number(s, 1, 2)
	alone := strings.Trim(h, "0123456789") == "" && strings.Trim(m, "0123456789") == ""
	return hour, minute, second, ok1 && ok2 && okH && okM && okS && alone
}

// monthOf reads a month from its first three letters.
func monthOf(token string) (month int, ok bool) {
	if len(token) < 3 {
		return 0, false
	}
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(token[:3]))
	return i/3 + 1, i >= 0 && i%3 == 0
}
