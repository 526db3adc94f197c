package report

import (
	"testing"
	"time"
)

func TestWordsForFigures(t *testing.T) {
	for _, test := range [][2]string{
		{number(0), "0"}, {number(999), "999"}, {number(1000), "1,000"}, {number(1234567), "1,234,567"},
		{size(999), "999 B"}, {size(1000), "1 kB"}, {size(1234), "1.23 kB"}, {size(999_499), "999 kB"}, {size(999_500), "1 MB"},
		{size(56_700_000), "56.7 MB"}, {size(1 << 62), "4,612 PB"},
		{span(0), "0"}, {span(1500 * time.Nanosecond), "1.5 µs"}, {span(999_600 * time.Nanosecond), "1 ms"}, {span(12345 * time.Microsecond), "12.3 ms"},
		{span(1500 * time.Millisecond), "1.5 s"}, {span(99 * time.Second), "99 s"}, {span(341 * time.Second), "5 min 41 s"}, {span(20 * time.Minute), "20 min"},
		{span(26*time.Hour + time.Minute), "26 h 1 min"}, {span(72 * time.Hour), "3 d"},
		{percent(0, 0), ""}, {percent(1, 3), "33.3 %"}, {percent(1, 100000), "<0.1 %"}, {percent(5, 5), "100 %"},
	} {
		if test[0] != test[1] {
			t.Errorf("got %q, want %q", test[0], test[1])
		}
	}
}
