package pipeline

import (
	"strings"
	"testing"
	"time"
)

// TestStallIsReported: a bug that leaves an input open would make the run wait
// for ever. It is told, with what every task waits for, and exit code 1.
func TestStallIsReported(t *testing.T) {
	r := rehearse(t).then(time.Millisecond, func(run *run) { run.co.open++ })
	list := r.clew("fetch", site+"/wait/3s")
	if len(list) != 1 {
		t.Errorf("%d records", len(list))
	}
	if text := r.stderr.String(); r.code != exitBug || !strings.Contains(text, "deadlock") || !strings.Contains(text, "waits for event \"something to do\"") {
		t.Errorf("exit code %d: %s", r.code, text)
	}
}
