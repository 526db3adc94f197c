package sitemap

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clew/crawl/weburl"
)

type testCase struct {
	Name, Policy string
	URL          string `json:"sitemap_url"`
	Body         string
	Base64       []byte `json:"body_base64"`
	Headers      map[string]string
	Generate     *struct {
		Type, URL string
		Count     int
	}
	Expected struct {
		Kind, Outcome  string
		URLs, Sitemaps []string
		Optional       []string `json:"optional_urls"`
		Never          []string `json:"must_not_contain"`
	}
}

// document is what a client hands on, after the content coding.
func (c *testCase) document() []byte {
	body := []byte(c.Body)
	if c.Base64 != nil {
		body = c.Base64
	}
	if c.Headers["Content-Encoding"] == "gzip" {
		z, _ := gzip.NewReader(bytes.NewReader(body))
		body, _ = io.ReadAll(z)
	}
	if g := c.Generate; g != nil {
		entry, end := "<url><loc>%s</loc></url>", "</urlset>"
		if g.Type == "index" {
			entry, end = "<sitemap><loc>%s</loc></sitemap>", "</sitemapindex>"
		}
		var b strings.Builder
		b.WriteString("<" + end[2:])
		for i := range g.Count {
			fmt.Fprintf(&b, entry, fmt.Sprintf(g.URL, i))
		}
		b.WriteString(end)
		body = []byte(b.String())
	}
	return body
}

func TestCases(t *testing.T) {
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("CLEW_CASES is not set: it names the folder of the public cases")
	}
	data, err := os.ReadFile(filepath.Join(dir, "sitemaps", "sitemaps_handout.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Expected.Kind != "robots" { // package robots has it
			t.Run(c.Name, func(t *testing.T) { c.run(t) })
		}
	}
}

func (c *testCase) run(t *testing.T) {
	base, _ := weburl.Parse(c.URL)
	var urls, sitemaps []string
	err := Parse(c.document(), base, func(e Entry) error {
		if e.Sitemap {
			sitemaps = append(sitemaps, e.URL.String())
		} else {
			urls = append(urls, e.URL.String())
		}
		return nil
	})
	switch c.Expected.Outcome {
	case "error":
		if err == nil {
			t.Error("no error")
		}
		return
	case "ok":
		if err != nil && c.Generate == nil {
			t.Errorf("error: %v", err)
		}
	}
	for _, want := range c.Expected.URLs {
		if !slices.Contains(urls, want) {
			t.Errorf("%s is missing in %q", want, urls)
		}
	}
	for _, got := range urls {
		if c.Generate == nil && !slices.Contains(c.Expected.URLs, got) && !slices.Contains(c.Expected.Optional, got) {
			t.Errorf("%s is too much", got)
		}
	}
	if c.Generate == nil && !slices.Equal(sitemaps, c.Expected.Sitemaps) {
		t.Errorf("sitemaps %q, want %q", sitemaps, c.Expected.Sitemaps)
	}
	if len(urls) > MaxEntries || len(sitemaps) > MaxEntries {
		t.Errorf("%d URLs and %d sitemaps", len(urls), len(sitemaps))
	}
	for _, never := range c.Expected.Never {
		if strings.Contains(fmt.Sprint(urls), never) {
			t.Errorf("%q in %q", never, urls)
		}
	}
}
