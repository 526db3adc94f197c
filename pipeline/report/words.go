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
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	f, unit := float64(n)/1000, 0
	for ; f >= 999.5 && unit < 4; unit++ {
		f /= 1000
	}
	return short(f) + " " + "kMGTP"[unit:unit+1] + "B"
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
	case d < time.Hour:
		return twoUnits(d, time.Minute, "min", time.Second, "s")
	case d < 48*time.Hour:
		return twoUnits(d, time.Hour, "h", time.Minute, "min")
	default:
		return twoUnits(d, 24*time.Hour, "d", time.Hour, "h")
	}
}

// seconds is span for a number of them.
func seconds(s float64) string { return span(time.Duration(s * float64(time.Second))) }

// twoUnits writes a duration as 5 min 41 s.
func twoUnits(d, large time.Duration, largeName string, small time.Duration, smallName string) string {
	d = d.Round(small)
	text := fmt.Sprintf("%d %s", d/large, largeName)
	if rest := d % large / small; rest > 0 {
		text += fmt.Sprintf(" %d %s", rest, smallName)
	}
	return text
}

// short writes a number with two or three digits, or as a whole one.
func short(f float64) string {
	switch {
	case f >= 99.5:
		return number(int(f + 0.5))
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
