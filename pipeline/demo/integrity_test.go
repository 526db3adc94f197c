package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"

	"clew/config"
	"clew/pipeline"
)

// crawlDemo crawls the demo's site as the command does, with hashes, and returns
// its records as they are but for what depends on time and chance, by URL. The
// origin, which has another port each time, is left out.
func crawlDemo(t *testing.T) (records map[string]map[string]any, served string) {
	settings, err := config.Parse([]string{"demo", "-q"}, config.Host{})
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	settings.Output.Hash = true
	var out, diag bytes.Buffer
	code := Run(settings, pipeline.Streams{In: strings.NewReader(""), Out: &out, Err: &diag}, os.DirFS("../../testdata/site"))
	if code != 0 || diag.Len() > 0 {
		t.Errorf("exit code %d: %s", code, &diag)
	}
	records = make(map[string]map[string]any)
	for l := range strings.Lines(out.String()) {
		var r map[string]any
		if err := json.Unmarshal([]byte(l), &r); err != nil {
			t.Errorf("%v: %s", err, l)
			continue
		}
		url := r["url"].(string)
		if r["depth"] == 0.0 {
			served = strings.TrimSuffix(url, "/")
		}
		if records[url] != nil {
			t.Errorf("%s has two records", url)
		}
		records[url] = r
	}
	return records, served
}

// byChance are the fields that differ from run to run: times, whether a
// connection was kept, and which of several pages was first to name a URL.
var byChance = []string{"reused", "source", "tag", "attribute", "depth", "timestamp", "wire_bytes",
	"time_queue", "time_namelookup", "time_connect", "time_appconnect", "time_starttransfer", "time_total"}

// steady returns records without what differs from run to run.
func steady(records map[string]map[string]any, served string) map[string]string {
	lines := make(map[string]string)
	for url, r := range records {
		r = maps.Clone(r)
		for _, name := range byChance {
			delete(r, name)
		}
		if path := strings.TrimPrefix(url, served); path == "/about/" || path == "/news/feed.xml" {
			delete(r, "sha256") // they hold the origin
		}
		text, _ := json.Marshal(r)
		lines[strings.ReplaceAll(url, served, "")] = strings.ReplaceAll(string(text), served, "")
	}
	return lines
}

// TestCrawlIsTheSameEachTime crawls the site five times at once: the records
// are the same, and so many as the site's walk on paper has.
func TestCrawlIsTheSameEachTime(t *testing.T) {
	const times = 5
	var got [times]map[string]string
	var runs sync.WaitGroup
	for i := range times {
		runs.Go(func() {
			records, served := crawlDemo(t)
			holdAgainstFiles(t, records, served)
			got[i] = steady(records, served)
		})
	}
	runs.Wait()
	counts := map[string]int{}
	for _, l := range got[0] {
		for _, state := range []string{"ok", "failed", "skipped"} {
			if strings.Contains(l, fmt.Sprintf(`"state":%q`, state)) {
				counts[state]++
			}
		}
	}
	if want := map[string]int{"ok": 89, "failed": 1, "skipped": 8}; !maps.Equal(counts, want) {
		t.Errorf("%v, want %v", counts, want)
	}
	for i := 1; i < times; i++ {
		for url, l := range got[0] {
			if got[i][url] != l {
				t.Errorf("run %d differs:\n%s\n%s", i, got[i][url], l)
			}
		}
		if len(got[i]) != len(got[0]) {
			t.Errorf("run %d: %d records, want %d", i, len(got[i]), len(got[0]))
		}
	}
}

// holdAgainstFiles compares the hashes with those of what the site serves.
func holdAgainstFiles(t *testing.T, records map[string]map[string]any, served string) {
	site, err := Load(os.DirFS("../../testdata/site"))
	if err != nil {
		t.Error(err)
		return
	}
	compared := 0
	for at, p := range site.pages {
		r := records[served+escapePath(at, "")]
		if r == nil || r["state"] != "ok" || r["redirects"] != nil {
			continue
		}
		body := p.body
		if site.rules[at].origin {
			body = bytes.ReplaceAll(body, []byte("{origin}"), []byte(served))
		}
		if want := sha256.Sum256(body); r["sha256"] != hex.EncodeToString(want[:]) || r["body_bytes"] != float64(len(body)) {
			t.Errorf("%s: not what was served", at)
		}
		compared++
	}
	if compared < 70 {
		t.Errorf("only %d hashes were compared", compared)
	}
}
