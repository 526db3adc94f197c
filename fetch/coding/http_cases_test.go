package coding_test

import (
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"testing"

	"clew/fetch/coding"
	"clew/fetch/h1"
)

// messageCase is a public correctness case of a whole response.
type messageCase struct {
	Name, Policy string
	Raw          string `json:"raw_response_base64"`
	Expected     struct {
		Outcome    string
		Body       *string `json:"body_base64"`
		ErrorClass string  `json:"error_class"`
	}
}

// TestMessageCases: of the cases of HTTP/1 those whose content is coded.
func TestMessageCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(casesDir(t), "..", "http1", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	coded := 0
	for _, name := range files {
		var file struct{ Cases []messageCase }
		if err := json.Unmarshal([]byte(read(t, name)), &file); err != nil {
			t.Fatal(name, err)
		}
		for _, c := range file.Cases {
			if list, content, ok := c.content(); ok && coding.IsCoded(list) {
				coded++
				t.Run(c.Name, func(t *testing.T) { c.run(t, list, content) })
			}
		}
	}
	t.Logf("%d cases", coded)
}

// content returns the content of the message as it came, if it is a sound one.
func (c *messageCase) content() (list, content string, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(c.Raw)
	if err != nil {
		return "", "", false
	}
	var r h1.Reader
	r.Reset("GET", h1.Limits{})
	n, done, err := r.Head(raw)
	if !done || err != nil {
		return "", "", false
	}
	for raw = raw[n:]; len(raw) > 0; {
		payload, n, done, err := r.Body(raw)
		content += string(payload)
		if raw = raw[n:]; err != nil {
			return "", "", false
		}
		if done {
			break
		}
	}
	return coding.Of(r.Response().Header), content, r.EOF() == nil
}

func (c *messageCase) run(t *testing.T, list, content string) {
	got, err := decode(list, 10<<20, content)
	switch {
	case c.Expected.Outcome == "error" && c.Expected.ErrorClass == "decode_error" && err == nil:
		t.Error("want an error")
	case c.Expected.Outcome == "ok" && err != nil:
		t.Error(err)
	case c.Expected.Outcome == "ok" && c.Expected.Body != nil:
		t.Logf("%d bytes", len(got))
		equal(t, "body", base64.StdEncoding.EncodeToString([]byte(got)), *c.Expected.Body)
	}
}
