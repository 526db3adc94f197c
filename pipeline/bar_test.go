package pipeline

import (
	"strings"
	"testing"
	"time"

	"clew/config"
	"clew/pipeline/record"
)

// shown is what a bar leaves in the line that it is in.
func shown(texts ...[]byte) (line string) {
	for _, part := range strings.SplitAfter(strings.Join(texted(texts), ""), "\r") {
		part = strings.TrimSuffix(part, "\r")
		if len(part) < len(line) {
			part += line[len(part):]
		}
		line = part
	}
	return strings.TrimRight(line, " ")
}

func texted(texts [][]byte) (all []string) {
	for _, t := range texts {
		all = append(all, string(t))
	}
	return all
}

var halfway = progress{inputs: 20, done: 10, failed: 1, whole: true, inFlight: 4, hostsWaiting: 2, bytes: 3000, rate: 5}

func TestTheBarHasOneLine(t *testing.T) {
	for _, row := range []struct {
		columns int
		p       progress
		line    string
	}{
		{120, halfway, `50% [====>.....] 10 of 20 done, 1 failed, 5.0/s, 2s left, 4 in flight, 2 hosts waiting, 2.9K`},
		{60, halfway, `50% [====>.....] 10 of 20 done, 1 failed, 5.0/s, 2s left`},
		{20, halfway, `50% [====>.....]`},
		{10, halfway, `50% [====`},
		{80, progress{inputs: 20, done: 10, rate: 950, inFlight: 1}, `/ 10 done, 0 failed, 950/s, 1 in flight, 0B`},
		{80, progress{}, `/ 0 done, 0 failed, 0.0/s, 0 in flight, 0B`},
		{1, progress{}, `/`},
	} {
		b := newBar(func() int { return row.columns })
		if got := string(b.draw(row.p)); strings.Replace(got, "|", "/", 1) != "\r"+row.line {
			t.Errorf("%d columns: %q, want %q", row.columns, got, row.line)
		}
	}
}

func TestTheBarLeavesNothingBehind(t *testing.T) {
	columns := 120
	b := newBar(func() int { return columns })
	long := b.draw(halfway)
	short := b.draw(progress{inputs: 20, done: 11, whole: true})
	if got := shown(long, short); !strings.HasSuffix(got, "0 in flight, 0B") {
		t.Errorf("after a shorter one: %q", got)
	}
	if got := shown(short, b.clear()); got != "" {
		t.Errorf("cleared: %q", got)
	}
	if got := string(b.clear()); got != "" {
		t.Errorf("cleared once more: %q", got)
	}
}

// TestWhatIsSaidStandsAboveTheBar, in one write.
func TestWhatIsSaidStandsAboveTheBar(t *testing.T) {
	b := newBar(func() int { return 120 })
	if got := string(b.above([]byte("before\n"))); got != "before\n" {
		t.Errorf("without a bar: %q", got)
	}
	if got := string((*bar)(nil).above([]byte("none\n"))); got != "none\n" {
		t.Errorf("with none at all: %q", got)
	}
	drawn := b.draw(halfway)
	above, below, _ := strings.Cut(string(b.above([]byte("news\n"))), "\n")
	if got := shown(drawn, []byte(above)); got != "news" || below != b.line {
		t.Errorf("above %q, below %q", got, below)
	}
	format := b.around(func(dst []byte, _ *record.Record) []byte { return append(dst, "record\n"...) })
	above, below, _ = strings.Cut(string(format(nil, nil)), "\n")
	if got := shown(drawn, []byte(above)); got != "record" || below != b.line {
		t.Errorf("above %q, below %q", got, below)
	}
}

func TestTheSpeedIsThatOfLate(t *testing.T) {
	start := time.Unix(0, 0)
	s := speedometer{at: start}
	for i := range 300 { // 10 a second, for a minute
		s.read(start.Add(time.Duration(i)*200*time.Millisecond), 2*i)
	}
	if got := s.read(start.Add(time.Minute), 600); got < 9.5 || got > 10.5 {
		t.Errorf("10 a second are %v", got)
	}
	for i := range 150 { // then nothing
		s.read(start.Add(time.Minute+time.Duration(i)*200*time.Millisecond), 600)
	}
	if got := s.read(start.Add(time.Minute+30*time.Second), 600); got > 0.2 {
		t.Errorf("30 s later: %v", got)
	}
	if got, again := s.rate, s.read(start.Add(time.Minute+30*time.Second), 700); got != again {
		t.Errorf("no time has passed: %v, then %v", got, again)
	}
}

// TestProgressOfARun: a bar on a terminal, lines elsewhere if asked for, else
// nothing.
func TestProgressOfARun(t *testing.T) {
	for _, row := range []struct {
		what, args string
		screen     *config.Terminal
		has, not   string
	}{
		{"no terminal", "", nil, "", "1 of 2 done"},
		{"lines", "--progress on", nil, "clew: 1 of 2 done, 0 failed, ", "\r"},
		{"a bar", "", &config.Terminal{Stderr: true}, "\r   50% [", "clew: 1 of"},
		{"off", "--progress off", &config.Terminal{Stderr: true}, "", "1 of 2 done"},
		{"quiet", "-q", &config.Terminal{Stderr: true}, "", "done"},
	} {
		r := rehearse(t)
		r.screen = row.screen
		r.clew(append(strings.Fields("fetch --format jsonl "+row.args), site+"/ok", site+"/wait/12s")...)
		text := r.stderr.String()
		if !strings.Contains(text, strings.TrimPrefix(row.has, "\r   ")) || strings.Contains(text, row.not) {
			t.Errorf("%s: %q", row.what, text)
		}
		lines := strings.Split(text, "\n")
		if left := shown([]byte(lines[len(lines)-1])); left != "" {
			t.Errorf("%s: the bar is left: %q", row.what, text)
		}
	}
}
