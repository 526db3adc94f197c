package h1

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzReader: no panic, the same result however the input is cut, progress with
// each call (feed fails without), limits kept, nothing invented.
func FuzzReader(f *testing.F) {
	for _, in := range []string{
		nginxHead,
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a\r\nok\r\n0\r\nA: b\r\n c\r\n\r\n",
		"\r\nHTTP/1.0 204\nConnection: keep-alive\n\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\nContent-Length: 3\r\n\r\nabcd",
	} {
		f.Add([]byte(in), uint8(0), uint64(1))
	}
	addSeeds(f)
	f.Fuzz(func(t *testing.T, in []byte, mode uint8, seed uint64) {
		method := []string{"GET", "HEAD", "CONNECT", "POST"}[mode%4]
		limits := Limits{MaxHead: 1 << (4 + mode/4%8), MaxFields: 8, MaxInterim: 3}
		if mode >= 128 {
			limits = Limits{}
		}
		var r Reader
		r.Reset(method, limits)
		want := feed(t, &r, string(in), whole)
		checkSound(t, string(in), limits, want)
		for _, cut := range []func(int) int{oneByte, inPieces(rand.New(rand.NewPCG(seed, 0)), 9)} {
			r.Reset(method, limits)
			if got := feed(t, &r, string(in), cut); !same(got, want) {
				t.Fatalf("differs from whole\ngot  %+v\nwant %+v", got, want)
			}
		}
	})
}

func checkSound(t *testing.T, in string, limits Limits, o outcome) {
	t.Helper()
	var p *ProtocolError
	var cut *TruncatedError
	switch {
	case len(o.Head.Raw) > limits.maxHead() || len(o.Head.Header) > limits.maxFields() || len(o.Trailer) > limits.maxFields():
		t.Errorf("over the limit: %+v", o)
	case o.HeadDone && !strings.Contains(in, o.Head.Raw):
		t.Errorf("head is not of the input: %q", o.Head.Raw)
	case len(o.Head.Raw)+len(o.Body) > o.Used && o.Done:
		t.Errorf("%d bytes consumed for a head of %d and a body of %d", o.Used, len(o.Head.Raw), len(o.Body))
	case o.Head.Framing == Length && o.Done && int64(len(o.Body)) != o.Head.ContentLength:
		t.Errorf("body of %d bytes, want %d", len(o.Body), o.Head.ContentLength)
	case o.Reusable && (!o.Done || o.Used != len(in) || o.Err != nil):
		t.Errorf("reusable: %+v", o)
	case o.Err != nil && !errors.As(o.Err, &p) && !errors.As(o.Err, &cut) &&
		!errors.Is(o.Err, ErrHeadTooLarge) && !errors.Is(o.Err, ErrNoResponse):
		t.Errorf("unknown error %T: %v", o.Err, o.Err)
	}
	for _, f := range append(o.Head.Header[:len(o.Head.Header):len(o.Head.Header)], o.Trailer...) {
		if !isToken(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") || f.Value != trimOWS(f.Value) {
			t.Errorf("field %q", f)
		}
	}
}

// addSeeds adds the public seeds, where there are.
func addSeeds(f *testing.F) {
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		return
	}
	archives, _ := filepath.Glob(filepath.Join(dir, "fuzz", "*http*.tar.gz"))
	for _, name := range archives {
		packed, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			f.Fatal(name, err)
		}
		for files := tar.NewReader(unpacked); ; {
			entry, err := files.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				f.Fatal(name, err)
			}
			if text, err := io.ReadAll(files); err == nil && entry.Typeflag == tar.TypeReg {
				f.Add(text, uint8(255), uint64(len(text)))
				f.Add([]byte("HTTP/1.1 200 OK\r\n"+string(text)), uint8(255), uint64(len(text)))
			}
		}
	}
}

// FuzzRequest: what is written is read back as what was given, with net/http.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/a?b=c", "example.com:80", "Accept", "*/*", int64(0))
	f.Add("POST", "http://a.b/%41", "[::1]:8080", "X_y", " \t caf\xe9", int64(7))
	f.Add("OPTIONS", "*", "a", "A", "b\r\nc: d", int64(-1))
	f.Fuzz(func(t *testing.T, method, target, host, name, value string, length int64) {
		req := &Request{method, target, host, Header{{name, value}, {"X-Last", "z"}}, length}
		const before = "before"
		b, err := AppendRequest([]byte(before), req)
		var refused *RequestError
		if err != nil {
			if !errors.As(err, &refused) || string(b) != before {
				t.Fatalf("left %q with %T %v", b, err, err)
			}
			return
		}
		head := strings.TrimPrefix(string(b), before)
		if n := strings.Count(head, "\n"); n != strings.Count(head, "\r\n") || n != strings.Count(head, "\r") || !strings.HasSuffix(head, "\r\n\r\n") {
			t.Fatalf("line ends: %q", head)
		}
		theirs, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head)))
		if err != nil {
			if readsTarget(method, target) && http.CanonicalHeaderKey(name) != "Trailer" {
				t.Fatalf("%v: %q", err, head)
			}
			return
		}
		checkReadBack(t, req, theirs)
	})
}

// readsTarget tells whether net/http takes a target for a URL at all; the web
// has more than that.
func readsTarget(method, target string) bool {
	if method == "CONNECT" || method == "PRI" {
		return false
	}
	_, err := url.ParseRequestURI(target)
	return err == nil
}

func checkReadBack(t *testing.T, req *Request, theirs *http.Request) {
	t.Helper()
	wantLength := req.ContentLength
	if theirs.Method != req.Method || theirs.RequestURI != req.Target || theirs.ContentLength != wantLength {
		t.Fatalf("%s %s, length %d: read back %s %s, length %d", req.Method, req.Target, wantLength,
			theirs.Method, theirs.RequestURI, theirs.ContentLength)
	}
	// An absolute target has a host of its own, which net/http prefers.
	if u, err := url.ParseRequestURI(req.Target); err == nil && u.Host == "" && theirs.Host != req.Host {
		t.Fatalf("host %q, want %q", theirs.Host, req.Host)
	}
	if theirs.Header.Get("X-Last") != "z" && !equalFold(req.Header[0].Name, "X-Last") {
		t.Fatalf("the last field is gone: %q", theirs.Header)
	}
	name := http.CanonicalHeaderKey(req.Header[0].Name)
	if got := theirs.Header.Get(name); got != trimOWS(req.Header[0].Value) && name != "Connection" && name != "Trailer" && name != "Pragma" {
		t.Fatalf("%s %q, want %q", name, got, req.Header[0].Value)
	}
}
