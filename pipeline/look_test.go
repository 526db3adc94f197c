package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// crowd is a run with many requests to a server that does not answer.
func crowd(t *testing.T, many int) *rehearsal {
	var lines strings.Builder
	for i := range many {
		fmt.Fprintf(&lines, "%s/stall?%d\n", site, i)
	}
	r := rehearse(t)
	r.stdin = strings.NewReader(lines.String())
	return r
}

func (r *rehearsal) crowded(many int) []rehearsed {
	return r.clew("fetch", "-c", fmt.Sprint(many), "--timeout", "1h", "--ttfb-timeout", "1h", "-")
}

// TestLookAtManyTasks: every task is in the report, with what it is at. How long
// that takes is logged.
func TestLookAtManyTasks(t *testing.T) {
	const many = 2000
	r := crowd(t, many)
	r.then(time.Minute, func(run *run) {
		start := time.Now()
		seen := run.look()
		looked := time.Since(start)
		words := seen.full().AppendText(nil)
		t.Logf("%d tasks: the loop is held for %v, in words after %v", len(seen.tasks), looked, time.Since(start))
		if n := strings.Count(string(words), ": first byte, 1m0s; waits for fd "); n != many || seen.report.Totals.InFlight != many {
			t.Errorf("%d of %d requests are shown, %d in flight", n, many, seen.report.Totals.InFlight)
		}
	})
	r.interrupt(2 * time.Minute).interrupt(2 * time.Minute)
	r.crowded(many)
}

// TestTheSecondSignalLosesNothing, though there is far more to write than an
// output takes at once; and names what it leaves behind, in few words.
func TestTheSecondSignalLosesNothing(t *testing.T) {
	const many = 1500 // half a megabyte
	r := crowd(t, many).interrupt(time.Minute).interrupt(time.Minute + time.Second)
	list := r.crowded(many)
	if r.code != 130 || r.world.Elapsed() != time.Minute+time.Second || len(list) != many {
		t.Errorf("exit code %d after %v, %d records of %d", r.code, r.world.Elapsed(), len(list), many)
	}
	text := r.stderr.String()
	if strings.Count(text, "\n") > 12 || !strings.Contains(text, "1500 left behind\n  "+site+"/stall?0: first byte, 1m1s\n") || !strings.Contains(text, "\n  and 1495 more\n") {
		t.Errorf("what is left behind: %s", text)
	}
}
