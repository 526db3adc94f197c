package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// many returns n URLs of the site that all answer by one recipe.
func many(recipe string, n int) (urls []string) {
	for i := range n {
		urls = append(urls, fmt.Sprintf("%s%s?%d", site, recipe, i))
	}
	return urls
}

// TestHostThatRefusesIsGivenUp: the longer it says that it wants to be left
// alone, the longer it is; and after ten minutes it is for good. Another host does
// not notice.
func TestHostThatRefusesIsGivenUp(t *testing.T) {
	for _, test := range []struct {
		recipe      string
		least, most int // requests
	}{
		{"/status/503", 20, 100},
		{"/later/30", 20, 25},
		{"/later/3600", 10, 13},
	} {
		r := rehearse(t)
		list := r.clew(append([]string{"fetch", "--max-per-host", "2"}, many(test.recipe, 900)...)...)
		if n := len(r.asked); n < test.least || n > test.most || len(list) != 900 {
			t.Errorf("%s: asked %d times, %d records", test.recipe, n, len(list))
		}
		count := map[string]int{}
		for _, rec := range list {
			count[rec.what()]++
		}
		if count["ok"] < 5 || count["ok"]+count["skipped limit"] != 900 || r.code != 0 {
			t.Errorf("%s: %v, exit code %d", test.recipe, count, r.code)
		}
		if e := r.world.Elapsed(); e < 10*time.Minute || e > 12*time.Minute {
			t.Errorf("%s: over after %v", test.recipe, e)
		}
		if s := r.run.summary(); s.Complete || s.Reason != "a host was given up" {
			t.Errorf("%+v", s)
		}
		if said := strings.Count(r.stderr.String(), "is given up: everything was in vain for 10m0s"); said != 1 {
			t.Errorf("said %d times: %s", said, &r.stderr)
		}
	}
}

// TestHostThatIsDeadIsGivenUp.
func TestHostThatIsDeadIsGivenUp(t *testing.T) {
	r := rehearse(t)
	list := r.clew(append([]string{"fetch", "--max-per-host", "1", "--retries", "0"}, many("/stall", 900)...)...)
	if e := r.world.Elapsed(); len(list) != 900 || e < 10*time.Minute || e > 12*time.Minute {
		t.Errorf("%d records, over after %v", len(list), r.world.Elapsed())
	}
	if s := r.run.summary(); s.Failed < 30 || s.Skipped == 0 || s.Reason != "a host was given up" {
		t.Errorf("%+v", s)
	}
}

// TestHostThatRecoversIsNotGivenUp, however often it refuses.
func TestHostThatRecoversIsNotGivenUp(t *testing.T) {
	r := rehearse(t)
	var urls []string
	for i := range 60 {
		urls = append(urls, fmt.Sprintf("%s/first/1/503/ok/%d", site, i))
	}
	list := r.clew(append([]string{"fetch", "-c", "1", "--retry-delay", "40s"}, urls...)...)
	for _, rec := range list {
		if rec.what() != "ok" || rec.Status != 200 {
			t.Fatalf("%+v", rec)
		}
	}
	if e := r.world.Elapsed(); e < 20*time.Minute {
		t.Errorf("over after %v", e)
	}
}

// TestBurstThatIsRefusedCountsOnce: who was under way beside others knew no better.
func TestBurstThatIsRefusedCountsOnce(t *testing.T) {
	r := rehearse(t)
	list := r.clew(append([]string{"fetch", "--retries", "0"}, many("/wait/1s/status/429", 70)...)...)
	for _, rec := range list {
		if rec.what() != "ok" || rec.Status != 429 {
			t.Fatalf("%+v", rec)
		}
	}
	if e := r.world.Elapsed(); e > 30*time.Second {
		t.Errorf("over after %v", e)
	}
}

// TestFewThatRefuseAreAllAskedToTheEnd: patience is for hosts that waste time.
func TestFewThatRefuseAreAllAskedToTheEnd(t *testing.T) {
	r := rehearse(t)
	list := r.clew(append([]string{"fetch", "--retry-delay", "10ms"}, many("/status/503", 30)...)...)
	for _, rec := range list {
		if rec.what() != "ok" || rec.Attempts != 3 {
			t.Fatalf("%+v", rec)
		}
	}
	if e := r.world.Elapsed(); e > time.Minute {
		t.Errorf("over after %v", e)
	}
}
