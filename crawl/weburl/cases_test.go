package weburl_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"clew/crawl/weburl"
)

// casesFile reads a file of the public correctness cases, or skips the test.
func casesFile(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("CLEW_CASES is not set: it names the folder of the public correctness cases")
	}
	data, err := os.ReadFile(filepath.Join(dir, "url", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// decodeCases decodes a JSON list of cases between which comments stand as strings.
func decodeCases[T any](t *testing.T, data []byte) []T {
	t.Helper()
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	var cases []T
	for _, r := range raw {
		if r[0] == '"' {
			continue
		}
		var c T
		if err := json.Unmarshal(r, &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

type wptCase struct {
	Input    string
	Base     *string
	Failure  bool
	Href     string
	Origin   *string
	Protocol string
	Username string
	Password string
	Host     string
	Hostname string
	Port     string
	Pathname string
	Search   string
	Hash     string
}

func (c wptCase) parse() (weburl.URL, error) {
	if c.Base == nil {
		return weburl.Parse(c.Input)
	}
	base, err := weburl.Parse(*c.Base)
	if err != nil {
		return base, err
	}
	return base.Parse(c.Input)
}

func TestWebPlatformCases(t *testing.T) {
	for _, file := range []string{"urltestdata.json", "ada_extra_urltestdata.json"} {
		cases := decodeCases[wptCase](t, casesFile(t, file))
		for _, c := range cases {
			base := "<none>"
			if c.Base != nil {
				base = *c.Base
			}
			u, err := c.parse()
			if err != nil || c.Failure {
				if (err != nil) != c.Failure {
					t.Errorf("%q against %q: got %q, %v; want failure %t", c.Input, base, u, err, c.Failure)
				}
				continue
			}
			c.compare(t, u, base)
		}
		t.Logf("%s: %d cases", file, len(cases))
	}
}

func (c wptCase) compare(t *testing.T, u weburl.URL, base string) {
	t.Helper()
	prefixed := func(prefix, s string) string {
		if s == "" {
			return ""
		}
		return prefix + s
	}
	if c.Origin == nil {
		origin := u.Origin() // not in the case
		c.Origin = &origin
	}
	for _, part := range []struct{ name, got, want string }{
		{"href", u.String(), c.Href},
		{"origin", u.Origin(), *c.Origin},
		{"protocol", u.Scheme() + ":", c.Protocol},
		{"username", u.Username(), c.Username},
		{"password", u.Password(), c.Password},
		{"host", u.Host(), c.Host},
		{"hostname", u.Hostname(), c.Hostname},
		{"port", u.Port(), c.Port},
		{"pathname", u.Path(), c.Pathname},
		{"search", prefixed("?", u.Query()), c.Search},
		{"hash", prefixed("#", u.Fragment()), c.Hash},
	} {
		if part.got != part.want {
			t.Errorf("%q against %q: %s %q, want %q", c.Input, base, part.name, part.got, part.want)
		}
	}
}

func TestToASCIICases(t *testing.T) {
	type toASCIICase struct {
		Input  string
		Output *string
	}
	for _, c := range decodeCases[toASCIICase](t, casesFile(t, "toascii.json")) {
		u, err := weburl.Parse("https://" + c.Input + "/x")
		switch {
		case c.Output == nil && err == nil:
			t.Errorf("%q: got %q, want an error", c.Input, u.Hostname())
		case c.Output != nil && (err != nil || u.Hostname() != *c.Output):
			t.Errorf("%q: got %q, %v; want %q", c.Input, u.Hostname(), err, *c.Output)
		}
	}
}

func TestPercentEncodingCases(t *testing.T) {
	type encodingCase struct {
		Input  string
		Output map[string]string
	}
	for _, c := range decodeCases[encodingCase](t, casesFile(t, "percent-encoding.json")) {
		u, err := weburl.Parse("https://doesnotmatter.invalid/?" + c.Input + "#" + c.Input)
		if err != nil {
			t.Errorf("%q: %v", c.Input, err)
			continue
		}
		want := c.Output["utf-8"]
		if u.Query() != want || u.Fragment() != want {
			t.Errorf("%q: query %q, fragment %q, want %q", c.Input, u.Query(), u.Fragment(), want)
		}
	}
}
