package h1

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestLimits(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" // 38 bytes
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	const hint = "HTTP/1.1 103 x\r\n\r\n" // 18 bytes
	const ok = `200 length "" again`
	const large, trailer = "head: too large: over ", "trailer: too large: over "
	for _, f := range []struct {
		limits   Limits
		in, want string
	}{
		{Limits{MaxHead: 38}, head, ok},
		{Limits{MaxHead: 37}, head, large + "37 bytes"},
		{Limits{MaxHead: 38 + 18}, hint + head, ok},
		{Limits{MaxHead: 38 + 17}, hint + head, large + "55 bytes"},
		{Limits{MaxHead: 39}, "\r\n" + head, large + "39 bytes"},
		{Limits{MaxHead: 3}, "HTTX", "status line: want HTTP/"},
		{Limits{MaxHead: 3}, "HTTPX", large + "3 bytes"},
		{Limits{MaxHead: -1}, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: " + repeat("a", 1<<19) + "\r\n\r\n", ok},
		{Limits{}, "HTTP/1.1 200 OK\r\nA: " + repeat("a", 1<<19), large + "262144 bytes"},
		{Limits{MaxFields: 1}, head, ok},
		{Limits{MaxFields: 1}, "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n", large + "1 fields"},
		{Limits{}, "HTTP/1.1 200 OK\r\n" + repeat("a:\n", 5001), large + "5000 fields"},
		{Limits{MaxInterim: 1}, hint + head, ok},
		{Limits{MaxInterim: 1}, hint + hint + head, "interim response: too many before the final one"},
		{Limits{MaxInterim: -1}, repeat(hint, 100) + head, ok},
		{Limits{MaxHead: 60}, chunked + "0\r\na: " + repeat("b", 53) + "\r\n\r\n", `200 chunked "" again`},
		{Limits{MaxHead: 60}, chunked + "0\r\na: " + repeat("b", 54) + "\r\n\r\n", trailer + "60 bytes"},
		{Limits{MaxFields: 2}, chunked + "0\r\na:\r\nb:\r\nc:\r\n\r\n", trailer + "2 fields"},
		{Limits{}, chunked + "1;" + repeat("x", 17<<10), "chunked body: too much overhead"},
		{Limits{}, chunked + repeat("0", 17<<10), "chunked body: too much overhead"},
		{Limits{}, chunked + "1" + repeat(" ", 17<<10), "chunked body: too much overhead"},
		{Limits{}, chunked + repeat("1;"+repeat("x", 1000)+"\r\na\r\n", 20), "chunked body: too much overhead"},
		{Limits{}, chunked + repeat("1;ext=12345\r\na\r\n", 9000) + "0\r\n\r\n", `200 chunked "` + repeat("a", 9000) + `" again`},
	} {
		o := everyWay(t, "GET", f.limits, f.in)
		if got := o.String(); got != f.want {
			t.Errorf("%+v %.80q\n got %.200s\nwant %.200s", f.limits, f.in, got, f.want)
		}
		if tooLarge := strings.Contains(f.want, "too large"); errors.Is(o.Err, ErrHeadTooLarge) != tooLarge {
			t.Errorf("%.80q: errors.Is ErrHeadTooLarge is %v", f.in, !tooLarge)
		}
	}
}

// A head that trickles in must not be scanned anew with each piece, and a value
// of many folds must not be joined fold by fold.
func TestTimeIsLinear(t *testing.T) {
	start := time.Now()
	var r Reader
	feed(t, &r, "HTTP/1.1 200 OK\r\nA: "+repeat("a", 250<<10)+"\r\n\r\n", oneByte)
	r.Reset("GET", Limits{MaxHead: 4 << 20, MaxFields: -1})
	feed(t, &r, "HTTP/1.1 200 OK\r\nA: b"+repeat("\r\n b", 1<<20)+"\r\n\r\n", whole)
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("took %v: want some milliseconds", d)
	}
}

func TestErrors(t *testing.T) {
	var r Reader
	o := feed(t, &r, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", whole)
	var cut *TruncatedError
	if !errors.As(o.Err, &cut) || *cut != (TruncatedError{InBody, 2, 5}) || !errors.Is(o.Err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", o.Err)
	}
	if _, _, _, err := r.Body([]byte("llo")); err != o.Err || r.EOF() != o.Err || r.Reusable() {
		t.Errorf("want the same error for good, got %v", err)
	}
	r.Reset("GET", Limits{})
	if err := r.EOF(); !errors.Is(err, ErrNoResponse) {
		t.Errorf("got %v", err)
	}
	r.Reset("GET", Limits{})
	o = feed(t, &r, "SSH-2.0-"+repeat("x", 100), whole)
	var p *ProtocolError
	if !errors.As(o.Err, &p) || p.Where != InStatusLine || len(p.Seen) != 60 {
		t.Errorf("got %#v", o.Err)
	}
	if got := o.Err.Error(); !strings.HasPrefix(got, `status line: want HTTP/: "SSH-2.0-xxx`) {
		t.Error(got)
	}
	if _, _, err := r.Head([]byte("HTTP/1.1 200 OK\r\n\r\n")); err != o.Err {
		t.Errorf("want the same error for good, got %v", err)
	}
}

func TestBodyBeforeHeadPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	new(Reader).Body(nil)
}

// One reader reads response after response; what it gave stays as it was.
func TestReset(t *testing.T) {
	var r Reader
	first := feed(t, &r, "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n", inPiecesOf(3))
	if !r.Reusable() {
		t.Fatal("not reusable")
	}
	r.Reset("HEAD", Limits{})
	if r.Reusable() {
		t.Error("reusable before the response")
	}
	feed(t, &r, "HTTP/1.1 404 XX\r\nX: y\r\nContent-Length: 7\r\n\r\n", inPiecesOf(3))
	if first.Head.Raw != "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n" || first.Head.Header[0] != (Field{"A", "b"}) {
		t.Errorf("the first head became %+v", first.Head)
	}
	if !r.Reusable() || r.Response().StatusCode != 404 {
		t.Errorf("got %+v", r.Response())
	}
}

func inPiecesOf(n int) func(int) int { return func(left int) int { return min(left, n) } }
