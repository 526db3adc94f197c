package robots

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"clew/crawl/weburl"
)

// readCases reads a file of the folder that CLEW_CASES names.
func readCases(t *testing.T, name string, into any) {
	t.Helper()
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("CLEW_CASES is not set: it names the folder of the public cases")
	}
	data, err := os.ReadFile(filepath.Join(dir, "robots", name))
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestCases(t *testing.T) {
	var cases []struct {
		Name, URL, Weight string
		File              string `json:"robots_txt"`
		Base64            []byte `json:"robots_txt_base64"`
		Agent             string `json:"user_agent"`
		Allowed           bool
	}
	readCases(t, "robots_handout.json", &cases)
	ours := map[string]int{}
	for _, c := range cases {
		file := []byte(c.File)
		if c.Base64 != nil {
			file = c.Base64
		}
		if Parse(file, c.Agent).Allowed(pathOf(c.URL)) == c.Allowed {
			ours[c.Weight]++
		} else if c.Weight == "core" {
			t.Errorf("%s: %q for %q, %q: want allowed %v", c.Name, file, c.Agent, c.URL, c.Allowed)
		} else {
			t.Logf("%s (%s): %q for %q, %q: not allowed %v", c.Name, c.Weight, file, c.Agent, c.URL, c.Allowed)
			ours["other "+c.Weight]++
		}
	}
	t.Logf("%d cases: %v", len(cases), ours)
}

// pathOf is the path and query of a URL as a crawler asks for it.
func pathOf(url string) string {
	base, _ := weburl.Parse("http://example.com/")
	u, err := base.Parse(url)
	if err != nil {
		return url
	}
	return u.RequestTarget()
}

func TestCrawlDelayCases(t *testing.T) {
	var cases []struct {
		Name  string
		File  string   `json:"robots_txt"`
		Agent string   `json:"user_agent"`
		Delay *float64 `json:"crawl_delay_ms"`
	}
	readCases(t, "robots_crawl_delay.json", &cases)
	for _, c := range cases {
		want := time.Duration(-1)
		if c.Delay != nil {
			want = time.Duration(*c.Delay * float64(time.Millisecond))
		}
		if got := Parse([]byte(c.File), c.Agent).CrawlDelay; got != want {
			t.Errorf("%s: %q for %q: %v, want %v", c.Name, c.File, c.Agent, got, want)
		}
	}
}
