package warc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"testing"
	"time"
)

// archive keeps in memory what a writer writes.
type archive struct {
	t     *testing.T
	path  string
	files []*bytes.Buffer
	w     *Writer
}

func newArchive(t *testing.T, path string, o Options) *archive {
	a := &archive{t: t, path: path}
	o.Next = func() (File, error) {
		a.files = append(a.files, &bytes.Buffer{})
		n := len(a.files) - 1
		return File{Name: FileName(path, n), Out: a.files[n]}, nil
	}
	a.w = NewWriter(&o)
	return a
}

func (a *archive) write(x *Exchange) Capture {
	a.t.Helper()
	c, err := a.w.Write(x)
	if err != nil {
		a.t.Fatal(err)
	}
	return c
}

// read returns the records of the n-th file, which are sound.
func (a *archive) read(n int, method string) []*stored {
	a.t.Helper()
	records, err := readAll(a.files[n].Bytes())
	if err == nil {
		err = check(records, method)
	}
	if err != nil {
		a.t.Fatalf("%s: %v", FileName(a.path, n), err)
	}
	return records
}

// response returns the only response, or revisit, of the first file.
func (a *archive) response() *stored {
	a.t.Helper()
	records := a.read(0, "")
	equal(a.t, "records", len(records), 3)
	return records[1]
}

var start = time.Date(2024, 2, 29, 12, 30, 0, 123456789, time.UTC)

// exchange is one with a response of these bytes.
func exchange(response string) *Exchange {
	return &Exchange{
		URL:      "http://example.com/a",
		Start:    start,
		IP:       netip.MustParseAddr("192.0.2.1"),
		Request:  block("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n"),
		Response: block(response),
	}
}

func block(s string) Block { return bytes.NewReader([]byte(s)) }

// ok is a response with a length.
func ok(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// counting makes ids that are known.
func counting() io.Reader { return &counter{} }

type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	c.n++
	for i := range p {
		p[i] = c.n
	}
	return len(p), nil
}

// equal checks one fact.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// seeded returns a random source whose seed a failing test prints; WARC_SEED
// gives it back.
func seeded(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if s, err := strconv.ParseUint(os.Getenv("WARC_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("WARC_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
