package coding_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clew/fetch/coding"
)

// codedCase is one public correctness case.
type codedCase struct {
	File, Generate string // one of both
	Coding         string `json:"content_encoding"`
	Outcome        string
	SHA256         string `json:"decoded_sha256"`
	ErrorClass     string `json:"error_class"`
}

// casesDir returns the folder that CLEW_CASES names, or skips.
func casesDir(t *testing.T) string {
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("set CLEW_CASES to the folder of the public correctness cases")
	}
	return filepath.Join(dir, "content-encoding")
}

func TestCases(t *testing.T) {
	dir := casesDir(t)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		var cases []codedCase
		if err := json.Unmarshal([]byte(read(t, name)), &cases); err != nil {
			t.Fatal(name, err)
		}
		for _, c := range cases {
			t.Run(c.File+c.Generate, func(t *testing.T) { c.run(t, dir) })
		}
		t.Logf("%s: %d cases", filepath.Base(name), len(cases))
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (c *codedCase) run(t *testing.T, dir string) {
	pieces, sum := generate(c.Generate)
	if c.File != "" {
		pieces, sum = []string{read(t, filepath.Join(dir, c.File))}, c.SHA256
	}
	if pieces == nil {
		t.Skipf("nobody knows how to make %q", c.Generate)
	}
	got, err := decode(c.Coding, 10<<20, pieces...)
	gotSum := sha256.Sum256([]byte(got))
	switch {
	case c.ErrorClass == "body_too_large":
		is(t, "error", err, coding.ErrTooLarge)
	case c.Outcome == "error" && err == nil:
		t.Error("want an error")
	case c.Outcome == "ok" && err != nil:
		t.Error(err)
	case c.Outcome == "ok" && sum != "" && hex.EncodeToString(gotSum[:]) != sum:
		t.Errorf("%d bytes with another hash", len(got))
	}
}

// generate makes the body of a case that comes without a file.
func generate(how string) (pieces []string, sum string) {
	hello := sha256.Sum256([]byte("hello"))
	sum = hex.EncodeToString(hello[:])
	switch how {
	case "gzip of 1 GiB zeros (~1 MB)":
		var b strings.Builder
		z := encoders["gzip"](&b)
		for range 16 {
			z.Write(make([]byte, 1<<20)) // the rest would not be looked at
		}
		return []string{b.String()}, ""
	case "zstd two frames + skippable frame":
		return []string{encode("zstd", "hel") + skippable(1, "x") + encode("zstd", "lo")}, sum
	case "gzip split one byte per TCP write":
		return strings.Split(gz("hello"), ""), sum
	case "zstd dictionary id set":
		return []string{"\x28\xb5\x2f\xfd\x21\x07\x05\x29\x00\x00hello"}, ""
	}
	return nil, ""
}

// TestMoreFiles: files without verdicts. What is sound is sound also cut
// differently; what is broken is broken.
func TestMoreFiles(t *testing.T) {
	dir := filepath.Join(casesDir(t), "more")
	lists := map[string]string{
		"gzip": "gzip", "zlibdeflate": "deflate", "rawdeflate": "deflate", "br": "br", "gzip-deflate": "gzip, deflate",
		"gzip-deflate-gzip": "gzip, deflate, gzip", "zstd-static-content-size": "zstd",
		"zstd-static-no-content-size": "zstd", "zstd-streaming-no-content-size": "zstd",
	}
	pages := map[string]bool{}
	for name, list := range lists {
		body := read(t, filepath.Join(dir, "html-"+name+".bin"))
		got, err := decode(list, 0, body)
		is(t, name, err, nil)
		pages[got] = true
		inPieces(t, list, body, got)
	}
	equal(t, "different pages", len(pages), 2) // the two of deflate are of another day
	for _, name := range []string{"gzip", "deflate", "br", "zstd"} {
		_, err := decode(name, 1<<20, read(t, filepath.Join(dir, "bomb-"+name+".bin")))
		is(t, "bomb of "+name, err, coding.ErrTooLarge)
	}
	for name, list := range map[string]string{
		"truncated-crc-error-short.gz": "gzip", "truncated-crc-error.gz": "gzip", "unexpected-eof.gz": "gzip",
		"zstd-errors/truncated_huff_state.zst": "zstd", "zstd-errors/zeroSeq_extraneous.zst": "zstd",
	} {
		_, err := decode(list, 0, read(t, filepath.Join(dir, name)))
		if err == nil || err == io.EOF {
			t.Errorf("%s: want an error", name)
		}
	}
}
