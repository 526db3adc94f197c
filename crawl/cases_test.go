package crawl

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"clew/crawl/weburl"
)

// readCases reads a file of public correctness cases. They are third-party
// data that does not belong to the project.
func readCases(t *testing.T, name string, cases any) {
	t.Helper()
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("CLEW_CASES is not set: the public correctness cases are not there to be run")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, cases); err != nil {
		t.Fatal(err)
	}
}

type linkCase struct {
	Name          string
	PageURL       string   `json:"page_url"`
	ContentType   string   `json:"content_type"`
	HTML          string   `json:"html"`
	HTMLBase64    string   `json:"html_base64"`
	ExpectedLinks []string `json:"expected_links"`
	OptionalLinks []string `json:"optional_links"`
}

func (c linkCase) body(t *testing.T) []byte {
	if c.HTMLBase64 == "" {
		return []byte(c.HTML)
	}
	body, err := base64.StdEncoding.DecodeString(c.HTMLBase64)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestLinkCases(t *testing.T) {
	var cases []linkCase
	readCases(t, "html/links_handout.json", &cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got := pageLinks(t, c.PageURL, c.ContentType, c.body(t))
			for _, want := range c.ExpectedLinks {
				if !slices.Contains(got, want) {
					t.Errorf("missing %s", want)
				}
			}
			for _, link := range got {
				if !slices.Contains(c.ExpectedLinks, link) && !slices.Contains(c.OptionalLinks, link) {
					t.Errorf("not a link: %s", link)
				}
			}
		})
	}
}

// pageLinks is the whole way from a response to the URLs of its links.
func pageLinks(t *testing.T, page, contentType string, body []byte) []string {
	if !IsHTML(contentType, body) {
		return nil
	}
	text, charset, err := ToUTF8(contentType, body)
	if err != nil {
		t.Fatal(err)
	}
	doc := ExtractLinks(mustParse(t, page), text, LinkOptions{Charset: charset})
	var urls []string
	for _, link := range doc.Links {
		urls = append(urls, link.URL.String())
	}
	return urls
}

func mustParse(t testing.TB, s string) weburl.URL {
	t.Helper()
	u, err := weburl.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
