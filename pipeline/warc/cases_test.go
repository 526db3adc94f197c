package warc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readCase reads a file of the public cases. They are third-party data that does
// not belong to the project.
func readCase(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("CLEW_CASES is not set: it names the folder of the public cases")
	}
	data, err := os.ReadFile(filepath.Join(dir, "warc", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checks are what the cases demand, each of an archive that has everything.
var checks = map[string]func(a *archive, records []*stored) error{
	"each record starts WARC/1.0 or WARC/1.1 CRLF": func(_ *archive, records []*stored) error {
		return check(records, "")
	},
	"first record is warcinfo (application/warc-fields)": func(_ *archive, records []*stored) error {
		return holds(records[0].get("WARC-Type") == "warcinfo" && records[0].get("Content-Type") == "application/warc-fields")
	},
	"one gzip member per record in .warc.gz (each member starts at a record)": func(a *archive, records []*stored) error {
		for _, r := range records {
			one, err := readAll(a.files[0].Bytes()[r.offset:][:r.length])
			if err != nil || len(one) != 1 {
				return fmt.Errorf("%d records at %d: %w", len(one), r.offset, err)
			}
		}
		return nil
	},
	"Content-Encoding body stored as received, not decoded, or headers adjusted": func(_ *archive, records []*stored) error {
		return holds(string(records[1].block) == codedResponse)
	},
	"request record paired by WARC-Concurrent-To": func(_ *archive, records []*stored) error {
		return holds(records[2].get("WARC-Concurrent-To") == records[1].get("WARC-Record-ID"))
	},
	"truncated body: WARC-Truncated: length|time|disconnect": func(_ *archive, records []*stored) error {
		return holds(records[5].get("WARC-Truncated") == "disconnect" && records[5].get("WARC-Type") == "response")
	},
	"redirect hops each have a response record": func(_ *archive, records []*stored) error {
		return holds(bytes.HasPrefix(records[7].block, []byte("HTTP/1.1 302")) && records[7].get("WARC-Type") == "response")
	},
	"revisit record on identical payload digest (optional)": func(_ *archive, records []*stored) error {
		return holds(records[3].get("WARC-Profile") == sameDigest && !bytes.Contains(records[3].block, []byte("coded")))
	},
	"rotation at size limit: no record split over files": func(a *archive, _ []*stored) error {
		_, err := readAll(a.files[1].Bytes())
		return errors.Join(err, holds(len(a.files) == 2))
	},
}

func holds(ok bool) error {
	if !ok {
		return errors.New("it does not hold")
	}
	return nil
}

const codedResponse = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncoded\r\n0\r\n\r\n"

func TestCases(t *testing.T) {
	var cases []struct{ Check string }
	if err := json.Unmarshal(readCase(t, "warc_checks_handout.json"), &cases); err != nil {
		t.Fatal(err)
	}
	captured := false
	a := newArchive(t, "a.warc.gz", Options{
		MaxSize: 3000,
		Earlier: func(string) (Original, bool) {
			return Original{URL: "http://example.com/a", Date: start}, captured
		},
	})
	a.write(exchange(codedResponse))
	captured = true
	a.write(exchange(codedResponse))
	cut := exchange("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhel")
	cut.Truncated = ByDisconnect
	a.write(cut)
	a.write(exchange("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"))
	for len(a.files) < 2 {
		a.write(exchange(codedResponse))
	}
	records := a.read(0, "")
	for _, c := range cases {
		f, known := checks[c.Check]
		if !known {
			t.Errorf("%s: not checked", c.Check)
			continue
		}
		if err := f(a, records); err != nil {
			t.Errorf("%s: %v", c.Check, err)
		}
	}
}

// The reader of these tests reads what other tools have written, and sees what
// is wrong with some of it.
func TestReaderOfTests(t *testing.T) {
	for name, want := range map[string]string{
		"example.warc":                        "",
		"example-iana.org-chunked.warc":       "payload digest", // taken over the chunks
		"example-resource.warc.gz":            "",
		"example-space-in-target-uri.warc.gz": "",
		"example-wget-bad-target-uri.warc.gz": "",
		"example-trunc.warc":                  "after the block",
		"example-digest.warc":                 "digest",
		"example-bad-non-chunked.warc.gz":     "a member of more than its record",
		"example-bad.warc.gz.bad":             "a member of more than its record",
	} {
		records, err := readAll(readCase(t, filepath.Join("warcio", name)))
		for _, r := range records {
			if err == nil {
				err = r.checkDigests("")
			}
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %d records, %v", name, len(records), err)
		}
	}
}
