package pipeline

import (
	"strings"
	"testing"
	"time"

	"clew/aio"
)

// TestABugIsTold: whatever goes wrong that never should, the run says so, shows
// every task as it was then, and ends with 1, also where nothing would have ended it.
func TestABugIsTold(t *testing.T) {
	start := func(run *run, fn func(ctx *aio.Context) error) *aio.Task[struct{}] {
		return named(run.top, "culprit", fn)
	}
	for what, do := range map[string]func(*run){
		"panic in a task":     func(run *run) { start(run, func(*aio.Context) error { panic("oh no") }) },
		"panic in a callback": func(run *run) { panic("oh no") },
		"panic in a lane": func(run *run) {
			start(run, func(ctx *aio.Context) error {
				_, err := aio.OnLane(ctx, run.lane, func() (int, error) { panic("oh no") })
				return err
			})
		},
		"deadlock of a few": func(run *run) {
			var other *aio.Task[struct{}]
			one := start(run, func(ctx *aio.Context) error { _, err := other.Wait(ctx); return err })
			other = start(run, func(ctx *aio.Context) error { _, err := one.Wait(ctx); return err })
		},
	} {
		r := rehearse(t).then(time.Second, do)
		r.bugs = true
		r.clew("fetch", "--retries", "0", "--timeout", "1000h", "--ttfb-timeout", "1000h", site+"/stall", "10.0.0.9")
		text := r.stderr.String()
		if r.code != exitBug || r.world.Elapsed() > time.Minute {
			t.Errorf("%s: exit code %d after %v: %s", what, r.code, r.world.Elapsed(), text)
		}
		if strings.Count(text, "this is a bug in clew") != 1 || !strings.Contains(text, "not complete: a bug in clew") {
			t.Errorf("%s: it is told otherwise: %s", what, text)
		}
		if !strings.Contains(text, ": "+site+"/stall: first byte, ") || !strings.Contains(text, `"main": waits for `) {
			t.Errorf("%s: no task tree: %s", what, text)
		}
	}
}

// TestABugAmongSignals: a panic on the way out is no clean stop.
func TestABugAmongSignals(t *testing.T) {
	r := rehearse(t).interrupt(time.Second).interrupt(2 * time.Second)
	r.bugs = true
	r.then(time.Second, func(run *run) {
		named(run.top, "culprit", func(ctx *aio.Context) error { aio.Sleep(ctx, time.Hour); panic("on the way out") })
	})
	r.clew("fetch", site+"/stall")
	if r.code != exitBug || !strings.Contains(r.stderr.String(), "on the way out") {
		t.Errorf("exit code %d: %s", r.code, &r.stderr)
	}
}
