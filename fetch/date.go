package fetch

import "time"

// parseHTTPDate reads the three forms of RFC 9110 §5.6.7. now decides of which
// century a year of two digits is: none is more than 50 years ahead.
func parseHTTPDate(s string, now time.Time) (time.Time, error) {
	t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", s)
	if err == nil {
		return t, nil
	}
	if t, err = time.Parse("Monday, 02-Jan-06 15:04:05 GMT", s); err == nil {
		for t.AddDate(50, 0, 0).Before(now) {
			t = t.AddDate(100, 0, 0)
		}
		for t.After(now.AddDate(50, 0, 0)) {
			t = t.AddDate(-100, 0, 0)
		}
		return t, nil
	}
	return time.Parse(time.ANSIC, s)
}
