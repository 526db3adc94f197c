package h1

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"
)

// What net/http reads differently, so that the generator leaves it out: it
// refuses lists in Content-Length, white space in them, Transfer-Encoding with
// empty elements, white space before a chunk extension, controls in values and
// leading empty lines; it accepts white
// space before a colon and two spaces before the status code; it reads the body
// of an HTTP/1.0 response with Transfer-Encoding as it is; it joins folds by
// one space as we do; it does not take an interim head for one, but returns it.

// generated is a valid response, with the method it answers.
type generated struct{ method, text string }

func generate(rnd *rand.Rand) generated {
	pick := func(of ...string) string { return of[rnd.IntN(len(of))] }
	eol := pick("\r\n", "\r\n", "\n")
	g := generated{method: pick("GET", "GET", "HEAD", "POST")}
	minor := rnd.IntN(2)
	status := 200 + rnd.IntN(400)
	if rnd.IntN(4) == 0 {
		status = []int{204, 304}[rnd.IntN(2)]
	}
	var lines []string
	for range rnd.IntN(12) {
		value := pick("", "a", "a b", "\ta, b ; c=\"d\" ", "caf\xc3\xa9", strings.Repeat("long ", 30), "x"+eol+" y"+eol+"\tz")
		lines = append(lines, pick("X-A", "x-a", "Server", "Set-Cookie", "Via", "X_b", "E!#$%&'*+-.^_`|~g")+":"+pick("", " ", "\t ")+value)
	}
	if rnd.IntN(3) == 0 {
		lines = append(lines, pick("Connection", "connection")+": "+pick("close", "keep-alive", "x, Close", "X-A"))
	}
	body := strings.Repeat(pick("", "a", "\r\n", "0\r\n\r\n"), rnd.IntN(400))
	switch framing := rnd.IntN(3); {
	case framing == 0:
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
	case framing == 1 && minor == 1:
		lines = append(lines, "Transfer-Encoding: "+pick("chunked", "Chunked"))
		body = chunk(rnd, body)
	}
	rnd.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	if g.method == "HEAD" || status == 204 || status == 304 {
		body = ""
	}
	g.text = fmt.Sprintf("HTTP/1.%d %d%s", minor, status, pick(" OK", " ", "", " Not  so\tgood")) + eol
	for _, line := range lines {
		g.text += line + eol
	}
	g.text += eol + body
	return g
}

func chunk(rnd *rand.Rand, body string) string {
	var b strings.Builder
	for body != "" {
		n := 1 + rnd.IntN(len(body))
		fmt.Fprintf(&b, []string{"%x", "%X", "00%x", "%x;a=b", "%x; c=\"d\""}[rnd.IntN(5)]+"\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	b.WriteString("0\r\n")
	for range rnd.IntN(3) {
		b.WriteString("X-Sum: 1\r\n")
	}
	return b.String() + "\r\n"
}

func TestAgreesWithNetHTTP(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	for i := range 1000 {
		g := generate(rnd)
		if fault := g.compare(t); fault != "" {
			t.Fatalf("seed %d, number %d: %s\n%s %q", seed, i, fault, g.method, g.text)
		}
	}
}

// compare tells where this package and net/http disagree, or "".
func (g *generated) compare(t *testing.T) string {
	o := everyWay(t, g.method, Limits{}, g.text)
	theirs, err := http.ReadResponse(bufio.NewReader(strings.NewReader(g.text)), &http.Request{Method: g.method})
	if err != nil || o.Err != nil {
		return fmt.Sprintf("theirs %v, ours %v", err, o.Err)
	}
	body, err := io.ReadAll(theirs.Body)
	if err != nil {
		return err.Error()
	}
	keepAlive := !theirs.Close && o.Head.Framing != UntilClose
	switch {
	case theirs.StatusCode != o.Head.StatusCode || theirs.ProtoMinor != o.Head.Minor:
		return "status line: " + o.String()
	case strings.TrimLeft(theirs.Status[3:], " ") != o.Head.Reason:
		return fmt.Sprintf("reason %q: want %q", o.Head.Reason, theirs.Status)
	case string(body) != o.Body:
		return "body: " + o.String()
	case keepAlive != o.Head.KeepAlive:
		return "keep-alive: " + o.String()
	case len(theirs.TransferEncoding) == 0 && o.Head.Framing == Chunked:
		return "framing: " + o.String()
	}
	return sameHeader("header", theirs.Header, o.Head.Header) + sameHeader("trailer", theirs.Trailer, o.Trailer)
}

// sameHeader leaves out what net/http takes out of the header, partly or wholly.
func sameHeader(what string, theirs http.Header, ours Header) string {
	theirs.Del("Connection")
	count := 0
	for _, f := range ours {
		if equalFold(f.Name, "transfer-encoding") || equalFold(f.Name, "connection") {
			continue
		}
		count++
		if !slices.Contains(theirs[textproto.CanonicalMIMEHeaderKey(f.Name)], f.Value) {
			return fmt.Sprintf("%s %+v: want %q", what, f, theirs)
		}
	}
	for _, values := range theirs {
		count -= len(values)
	}
	if count != 0 {
		return fmt.Sprintf("%s: got %d fields more", what, count)
	}
	return ""
}
