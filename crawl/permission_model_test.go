package crawl

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"clew/crawl/robots"
)

// modelRules is what a host of the model knows of robots.txt: every path that
// begins with a certain digit is barred, or all.
type modelRules struct {
	files     []string // robots.txt to be asked here, in their order
	asking    bool
	known     time.Time // until then
	bars      string    // a digit, "" for none, "*" for all
	fresh     bool      // there was no turn since
	delay     time.Duration
	startedAt time.Time
}

func (h *modelHost) rules(now time.Time) bool {
	return now.Before(h.known) || h.fresh
}

func (m *model) barred(h *modelHost, url string, now time.Time) bool {
	path := url[strings.LastIndexByte(url, '/')+1:]
	return m.opts.Robots == RobotsObey && h.rules(now) && (h.bars == "*" || h.bars != "" && strings.HasPrefix(path, h.bars))
}

// pause is what lies between two starts.
func (m *model) pause(h *modelHost, now time.Time) time.Duration {
	if h.rules(now) {
		return max(m.opts.HostDelay, min(h.delay, m.opts.CrawlDelayMax))
	}
	return m.opts.HostDelay
}

// head is what the host is asked next: a file, the file that its first item has
// to wait for, or that item.
func (m *model) head(h *modelHost, now time.Time) string {
	if len(h.files) > 0 {
		return h.files[0]
	}
	if h.asking {
		return ""
	}
	for _, url := range h.queue {
		switch {
		case m.barred(h, url, now):
		case m.opts.Robots == RobotsOff || h.rules(now) || m.away[url]:
			return url
		default:
			return "http://h" + mustHost(url) + "/robots.txt"
		}
	}
	return ""
}

// take takes out what is started.
func (m *model) take(h *modelHost, url string) {
	switch {
	case !strings.Contains(url, "robots.txt"):
		h.queue = slices.Delete(h.queue, slices.Index(h.queue, url), slices.Index(h.queue, url)+1)
	case len(h.files) > 0:
		h.files = h.files[1:]
	default:
		h.asking = true
	}
}

// put puts what was redirected, or is tried again, where it waits.
func (m *model) put(url string) {
	h := m.host(url)
	if strings.Contains(url, "robots.txt") {
		h.files = append(h.files, url)
	} else {
		h.queue = slices.Insert(h.queue, 0, url)
	}
}

// cut takes out what the frontier has set aside, which must be barred. The turns
// of its hosts are over when done is called.
func (tr *trial) cut() (done func()) {
	turns := map[*modelHost]bool{}
	for it, why := tr.f.Cut(); it != nil; it, why = tr.f.Cut() {
		url := it.URL.String()
		h := tr.m.host(url)
		if why != SkipRobots || !tr.m.barred(h, url, tr.now) {
			tr.t.Fatalf("%s is cut: %s", url, why)
		}
		tr.m.take(h, url)
		turns[h] = true
	}
	return func() {
		for h := range turns {
			h.fresh = false
		}
	}
}

// finishFile ends a request for a robots.txt: with a retry, a redirect to the
// same file of another host, or rules.
func (tr *trial) finishFile(it *Item) {
	switch tr.rng.IntN(6) {
	case 0:
		wait := time.Duration(tr.rng.IntN(2000)) * time.Millisecond
		tr.m.later = append(tr.m.later, modelRetry{tr.now.Add(wait), it.URL.String()})
		tr.f.Done(it, Outcome{Retry: true, Wait: wait}, tr.now)
		return
	case 1:
		to := fmt.Sprintf("http://h%d/robots.txt?for=%s", tr.rng.IntN(tr.hosts), mustHost(it.Asked.String()))
		tr.m.put(to)
		tr.f.Done(it, Outcome{Redirect: mustParse(tr.t, to), Status: 301}, tr.now)
		return
	}
	tr.f.Done(it, Outcome{}, tr.now)
	h := tr.m.host(it.Asked.String())
	lifetime := time.Duration(tr.rng.IntN(20_000)) * time.Millisecond
	h.asking, h.known, h.delay = false, tr.now.Add(lifetime), time.Duration(tr.rng.IntN(3)*400)*time.Millisecond
	h.fresh = true
	h.bars = []string{"", "1", "2", "*"}[tr.rng.IntN(4)]
	var rules *robots.Rules
	if h.bars != "*" {
		text := "User-agent: *\nDisallow: "
		if h.bars != "" {
			text += "/" + h.bars
		}
		rules = robots.Parse(fmt.Appendf(nil, "%s\nCrawl-delay: %v", text, h.delay.Seconds()), "clew")
	} else {
		h.delay = 0
	}
	if pause := tr.m.pause(h, tr.now); pause > 0 {
		h.openAt = latest(h.openAt, h.startedAt.Add(pause))
	}
	tr.f.Rule(it, rules, lifetime, tr.now)
}
