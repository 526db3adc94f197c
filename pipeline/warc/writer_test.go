package warc

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing")

// every is an archive with a record of every kind.
func every(t *testing.T, path string) *archive {
	seen := map[string]Original{}
	a := newArchive(t, path, Options{
		Random:  counting(),
		Info:    []Field{{"software", "clew/1.0"}, {"operator", "A. Person\r\nWARC-Type: response"}},
		Earlier: func(digest string) (Original, bool) { o, ok := seen[digest]; return o, ok },
	})
	c := a.write(exchange(ok("hello")))
	original, _ := c.Original()
	seen[c.Digest] = original
	again := exchange(ok("hello"))
	again.URL = "http://example.com/b"
	a.write(again)
	fresh := exchange("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n")
	fresh.NotModified = &original
	a.write(fresh)
	cut := exchange("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhel")
	cut.Truncated, cut.Protocols = ByTime, []string{"h2", "tls/1.3"}
	a.write(cut)
	return a
}

func TestGolden(t *testing.T) {
	a := every(t, "golden.warc")
	a.read(0, "")
	name := filepath.Join("testdata", "golden.warc")
	if *update {
		if err := os.WriteFile(name, a.files[0].Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := a.files[0].Bytes(); !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Each record is a member, and both forms hold the same records.
func TestCompressed(t *testing.T) {
	plain, packed := every(t, "a.warc").read(0, ""), every(t, "a.warc.gz").read(0, "")
	equal(t, "records", len(packed), len(plain))
	for i := range packed {
		equal(t, "block", string(packed[i].block), string(plain[i].block))
	}
}

// A capture tells where its records are.
func TestPlace(t *testing.T) {
	for _, path := range []string{"a.warc", "a.warc.gz"} {
		a := newArchive(t, path, Options{})
		a.write(exchange(ok("first")))
		c := a.write(exchange(ok("second")))
		records := a.read(0, "")
		for i, at := range []Place{c.Place, c.Request} {
			equal(t, "place", at, Place{path, records[3+i].offset, records[3+i].length})
		}
	}
}

// The payload digest is that of the content as it was coded, without the
// transfer coding.
func TestPayloadDigest(t *testing.T) {
	const hello = "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N" // printf hello | sha1sum
	for name, response := range map[string]string{
		"length":      ok("hello"),
		"until close": "HTTP/1.1 200 OK\r\n\r\nhello",
		"coded":       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
		"chunked":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nA: b\r\n\r\n",
		"http/1.0":    "HTTP/1.0 200\nContent-Length: 5\n\nhello",
	} {
		a := newArchive(t, "a.warc", Options{})
		equal(t, name, a.write(exchange(response)).Digest, hello)
		r := a.response()
		equal(t, name, r.get("WARC-Payload-Digest"), hello)
		equal(t, name+": block", string(r.block), response)
	}
}

func TestSHA256(t *testing.T) {
	a := newArchive(t, "a.warc", Options{SHA256: true})
	c := a.write(exchange(ok("hello")))
	equal(t, "digest", c.Digest, "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
	a.response()
}

// A response to HEAD has a length and no body, whatever a server sends after it.
func TestHead(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	x := exchange(ok("hello"))
	x.Method = "HEAD"
	equal(t, "digest", a.write(x).Digest, "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ") // of nothing
	a.read(0, "HEAD")
}

// The limits of the client are its own: what it took is HTTP here too.
func TestLongHead(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	c := a.write(exchange("HTTP/1.1 200 OK\r\n" + strings.Repeat("A: "+strings.Repeat("b", 90)+"\r\n", 9000) + "\r\nhello"))
	equal(t, "status", c.Status, 200)
}

func TestNoHTTP(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	c := a.write(exchange("SSH-2.0-OpenSSH\r\n"))
	equal(t, "status", c.Status, 0)
	equal(t, "digest", c.Digest, "")
	r := a.response()
	equal(t, "block", string(r.block), "SSH-2.0-OpenSSH\r\n")
	equal(t, "payload digest", r.get("WARC-Payload-Digest"), "")
}

// The URI of a record has no blanks, nothing that is not ASCII, no line breaks.
func TestURI(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	x := exchange(ok(""))
	x.URL = "http://example.com/ä b\r\nWARC-Type: x?<>"
	x.IP = netip.MustParseAddr("::ffff:192.0.2.7")
	a.write(x)
	r := a.response()
	equal(t, "uri", r.get("WARC-Target-URI"), "http://example.com/%C3%A4%20b%0D%0AWARC-Type:%20x?%3C%3E")
	equal(t, "address", r.get("WARC-IP-Address"), "192.0.2.7")
}

// What is cut is no revisit, nor is what has no payload.
func TestRevisitNot(t *testing.T) {
	earlier := func(string) (Original, bool) { return Original{URL: "http://a/", Date: start}, true }
	for name, x := range map[string]*Exchange{
		"cut":        {Response: block("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"), Truncated: ByDisconnect},
		"no payload": {Response: block("HTTP/1.1 204 No Content\r\n\r\n")},
		"not a 304":  {Response: block("HTTP/1.1 204 No Content\r\n\r\n"), NotModified: &Original{}},
		"no http":    {Response: block("hello")},
	} {
		x.Request, x.URL = block("GET / HTTP/1.1\r\n\r\n"), "http://a/"
		a := newArchive(t, "a.warc", Options{Earlier: earlier})
		equal(t, name, a.write(x).Revisit, false)
		equal(t, name, a.response().get("WARC-Type"), "response")
	}
}

// A file that is full ends; an exchange is never in two.
func TestRollOver(t *testing.T) {
	a := newArchive(t, "a.warc.gz", Options{MaxSize: 2000})
	for range 20 {
		a.write(exchange(ok("hello")))
	}
	exchanges := 0
	for i, f := range a.files {
		n := len(a.read(i, "")) - 1
		equal(t, "records of whole exchanges", n%2, 0)
		exchanges += n / 2
		if last := i == len(a.files)-1; !last && f.Len() < 2000 || f.Len() > 4000 {
			t.Errorf("file %d has %d bytes", i, f.Len())
		}
	}
	equal(t, "exchanges", exchanges, 20)
	if len(a.files) < 3 {
		t.Errorf("%d files", len(a.files))
	}
}

func TestFileName(t *testing.T) {
	for _, c := range [][2]string{
		{"dir/a.warc.gz", "dir/a-00012.warc.gz"},
		{"a.warc", "a-00012.warc"},
		{"a.gz", "a-00012.gz"},
		{"a.b", "a.b-00012"},
	} {
		equal(t, "first", FileName(c[0], 0), c[0])
		equal(t, "later", FileName(c[0], 12), c[1])
	}
}

// Records are added to a file that has some, and their places count from its start.
func TestAppend(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&Options{Next: func() (File, error) { return File{"a.warc", &out, 1000}, nil }})
	c, err := w.Write(exchange(ok("hello")))
	if err != nil {
		t.Fatal(err)
	}
	records, err := readAll(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "offset", c.Offset, 1000+records[1].offset)
}

var errDisk = errors.New("disk on fire")

type broken struct{ after int }

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errDisk
	}
	return len(p), nil
}

func (b *broken) ReadAt([]byte, int64) (int, error) { return 0, errDisk }
func (b *broken) Size() int64                       { return 10 }

// A write that fails is final; nothing is written after half a record.
func TestWriteFails(t *testing.T) {
	w := NewWriter(&Options{Next: func() (File, error) { return File{Name: "a.warc", Out: &broken{1000}}, nil }})
	_, err := w.Write(exchange(ok(strings.Repeat("x", 100_000))))
	if !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	_, again := w.Write(exchange(ok("")))
	equal(t, "the next", again, err)
}

// A message that cannot be read at first costs nothing but itself.
func TestReadFails(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	for _, x := range []*Exchange{
		{Request: block(""), Response: &broken{}},
		{Request: &broken{}, Response: block("")},
		{Request: block(""), Response: short{block("abc")}},
	} {
		if _, err := a.w.Write(x); !errors.Is(err, errDisk) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
	}
	a.write(exchange(ok("hello")))
	a.response()
}

type short struct{ Block }

func (s short) Size() int64 { return s.Block.Size() + 1 }

// endless is a response of any size that lies nowhere.
type endless struct{ size int64 }

const endlessHead = "HTTP/1.1 200 OK\r\n\r\n"

func (e endless) Size() int64 { return e.size }

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	clear(p)
	if at < int64(len(endlessHead)) {
		copy(p, endlessHead[at:])
	}
	return len(p), nil
}

// A message is not held in memory, however large it is.
func TestLarge(t *testing.T) {
	w := NewWriter(&Options{Next: func() (File, error) { return File{Name: "a.warc.gz", Out: io.Discard}, nil }})
	x := exchange("")
	x.Response = endless{32 << 20}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := w.Write(x); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes were allocated", n)
	}
}

// Whatever the bodies are and however they are framed, they can be read again.
func TestRandom(t *testing.T) {
	random := seeded(t)
	a := newArchive(t, "a.warc.gz", Options{})
	var want []string
	for range 200 {
		body := make([]byte, random.IntN(100_000))
		for i := range body {
			body[i] = byte(random.IntN(4) * 85)
		}
		response := ok(string(body))
		if random.IntN(2) == 0 {
			response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			for len(body) > 0 {
				n := 1 + random.IntN(len(body))
				response += fmt.Sprintf("%x\r\n%s\r\n", n, body[:n])
				body = body[n:]
			}
			response += "0\r\n\r\n"
		}
		a.write(exchange(response))
		want = append(want, response)
	}
	records := a.read(0, "")
	for i, response := range want {
		if string(records[1+2*i].block) != response {
			t.Fatalf("response %d differs", i)
		}
	}
}

// Nothing that others chose makes another line, or ends the header.
func FuzzHeader(f *testing.F) {
	f.Add("http://a/\r\nWARC-Type: x", "h2\r\n\r\n", "x.warc\n", "operator", "me\x00")
	f.Add("<http://a/>", "", "\x85\u2028", "a b", ":")
	f.Fuzz(func(t *testing.T, uri, protocol, file, name, value string) {
		var out bytes.Buffer
		w := NewWriter(&Options{
			Info: []Field{{name, value}},
			Next: func() (File, error) { return File{Name: strings.TrimSuffix(file, ".gz"), Out: &out}, nil },
		})
		x := exchange(ok("hello"))
		x.URL, x.Protocols = uri, []string{protocol}
		if _, err := w.Write(x); err != nil {
			if validName(name) {
				t.Fatal(err)
			}
			return
		}
		records, err := readAll(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "records", len(records), 3)
		equal(t, "lines of the warcinfo", strings.Count(string(records[0].block), "\r\n"), 3)
		for i, fields := range []int{7, 11, 11} {
			equal(t, "fields", len(records[i].fields), fields)
		}
		for _, c := range records[1].get("WARC-Target-URI") {
			if c <= ' ' || c > '~' {
				t.Errorf("%q in a URI", c)
			}
		}
	})
}
