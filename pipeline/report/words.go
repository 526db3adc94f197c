package report

import (
	"fmt"
	"strings"
	"time"
)

// number writes a whole number with commas between thousands.
func number(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// size writes a number of bytes with a unit of decimal thousands.
func size(n int64) string {
	f, units := float64(n), "kMGTP"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	for f >= 999.5 && len(units) > 0 {
		f /= 1000
		if f < 999.5 {
			break
		}
		units = units[1:]
	}
	return short(f) + " " + units[:1] + "B"
}

// span writes a duration with three digits at most.
func span(d time.Duration) string {
	switch s := d.Seconds(); {
	case d <= 0:
		return "0"
	case d < 999500*time.Nanosecond:
		return short(s*1e6) + " µs"
	case d < 999500*time.Microsecond:
		return short(s*1e3) + " ms"
	case d < 100*time.Second:
		return short(s) + " s"
	case d < 100*time.Minute:
		return short(s/60) + " min"
	default:
		return short(s/3600) + " h"
	}
}

// short writes a number with two or three digits.
func short(f float64) string {
	switch {
	case f >= 99.5:
		return fmt.Sprintf("%.0f", f)
	case f >= 9.95:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
	}
	return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.2f", f), "0"), ".0")
}

// percent writes a share of a whole.
func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	p := 100 * float64(n) / float64(of)
	if n > 0 && p < 0.1 {
		return "<0.1 %"
	}
	return short(p) + " %"
}
