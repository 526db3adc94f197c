package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAutoInflightGrows while that makes the run shorter, up to its ceiling, and
// the summary tells how far.
func TestAutoInflightGrows(t *testing.T) {
	const inputs = 6_000
	var urls strings.Builder
	for i := range inputs {
		fmt.Fprintf(&urls, "%s/wait/200ms?%d\n", site, i)
	}
	took := map[string]time.Duration{}
	for _, c := range []string{"16", "auto:100", "auto"} {
		r := rehearse(t)
		r.stdin = strings.NewReader(urls.String())
		r.world.Latency = time.Millisecond // as far as a turn of the loop, else many end at once
		list := r.clew("fetch", "-c", c, "--fields", "url,state")
		if s := r.run.summary(); len(list) != inputs || s.OK != inputs {
			t.Errorf("%s: %+v", c, s)
		} else {
			t.Logf("%s: %v, %d at once", c, r.world.Elapsed(), s.MaxInflight)
		}
		took[c] = r.world.Elapsed()
	}
	if took["auto:100"] > took["16"]/4 || took["auto"] > took["16"]/10 {
		t.Errorf("it took %v", took)
	}
}
