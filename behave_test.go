package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ServeHTTP answers as the path says: with a page of the script, by one of
// handlers, or with bytes of raws.
func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.log.add(r, body)
	if r.Method == http.MethodConnect {
		serveTunnel(rw, r)
		return
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if raw, ok := raws[first]; ok {
		w.serveRaw(rw, r, raw)
		return
	}
	if handle, ok := handlers[first]; ok {
		handle(w, rw, r, rest)
		return
	}
	w.servePage(rw, r)
}

// servePage serves a file of the script.
func (w *web) servePage(rw http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/") {
		name += "/index.html"
	}
	text, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
	if err != nil {
		http.Error(rw, "not here", http.StatusNotFound)
		return
	}
	for name, value := range w.names() {
		text = bytes.ReplaceAll(text, []byte("{"+name+"}"), []byte(value))
	}
	rw.Header().Set("Content-Type", cmp.Or(contentTypes[path.Ext(name)], "text/html; charset=utf-8"))
	rw.Write(text)
}

// contentTypes are those of pages that are no HTML, by the ends of their names.
var contentTypes = map[string]string{
	".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".rss": "application/rss+xml", ".atom": "application/atom+xml; charset=utf-8",
}

// parameter reads a number of the query.
func parameter(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return otherwise
	}
	return n
}

type handler func(w *web, rw http.ResponseWriter, r *http.Request, rest string)

var handlers map[string]handler

func init() { // they refer to each other
	handlers = map[string]handler{
		"ok":       serveOK,
		"echo":     serveEcho,
		"status":   serveStatus,
		"to":       serveTo,
		"chain":    serveChain,
		"loop":     serveLoop,
		"flaky":    serveFlaky,
		"held":     serveHeld,
		"slow":     serveSlow,
		"size":     serveSize,
		"gzip":     serveGzip,
		"coding":   serveCoding,
		"binary":   serveBinary,
		"empty":    func(_ *web, rw http.ResponseWriter, _ *http.Request, _ string) {},
		"cookie":   serveCookie,
		"headsize": serveHeadSize,
		"members":  serveMembers,
		"calendar": serveCalendar,
		"maze":     serveMaze,
		"deeper":   serveDeeper,
		"session":  serveSession,
	}
}

// serveTunnel is a proxy's: it connects to whom the request names. Requests for URLs of
// others the web answers itself.
func serveTunnel(rw http.ResponseWriter, r *http.Request) {
	there, err := net.Dial("tcp", r.Host)
	if err != nil {
		http.Error(rw, "nobody there", http.StatusBadGateway)
		return
	}
	here, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		panic(err)
	}
	io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		io.Copy(there, here)
		there.Close()
	}()
	io.Copy(here, there)
	here.Close()
}

func serveOK(_ *web, rw http.ResponseWriter, _ *http.Request, _ string) {
	rw.Header().Set("Content-Type", "text/plain")
	rw.Header().Set("Etag", `"v1"`)
	rw.Header().Set("Last-Modified", "Sat, 01 Jan 2000 00:00:00 GMT")
	io.WriteString(rw, "ok\n")
}

// serveEcho says what was asked.
func serveEcho(w *web, rw http.ResponseWriter, r *http.Request, _ string) {
	rw.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(rw, "%s %s", r.Method, r.RequestURI)
}

// serveStatus answers /status/404, with a Retry-After of ?after.
func serveStatus(_ *web, rw http.ResponseWriter, r *http.Request, rest string) {
	if after := r.URL.Query().Get("after"); after != "" {
		rw.Header().Set("Retry-After", after)
	}
	code, _ := strconv.Atoi(rest)
	rw.WriteHeader(code)
	if code != http.StatusNoContent && code != http.StatusNotModified {
		fmt.Fprintf(rw, "status %d\n", code)
	}
}

// serveTo redirects /to/302?where; what follows the first ? is the Location.
func serveTo(w *web, rw http.ResponseWriter, r *http.Request, rest string) {
	where := r.URL.RawQuery
	for name, value := range w.names() {
		where = strings.ReplaceAll(where, "{"+name+"}", value)
	}
	rw.Header()["Location"] = []string{where}
	code, _ := strconv.Atoi(rest)
	rw.WriteHeader(code)
	io.WriteString(rw, "elsewhere\n")
}

// serveChain redirects /chain/3 to /chain/2 and so on; /chain/0 is the end.
func serveChain(_ *web, rw http.ResponseWriter, r *http.Request, rest string) {
	n, _ := strconv.Atoi(rest)
	if n == 0 {
		io.WriteString(rw, "end\n")
		return
	}
	rw.Header().Set("Location", strconv.Itoa(n-1))
	rw.WriteHeader(http.StatusFound)
}

// serveLoop redirects /loop/a to /loop/b and back.
func serveLoop(_ *web, rw http.ResponseWriter, r *http.Request, rest string) {
	rw.Header().Set("Location", map[string]string{"a": "b", "b": "a#fragment"}[rest])
	rw.WriteHeader(http.StatusFound)
}

// serveFlaky fails the first ?n requests for a URL with ?status, or resets them
// where that is 0, or redirects them, and then answers as the path says.
func serveFlaky(w *web, rw http.ResponseWriter, r *http.Request, rest string) {
	if w.tries.next(r.RequestURI) >= parameter(r, "n", 1) {
		if to := r.URL.Query().Get("to"); to != "" {
			rw.Header().Set("Location", to)
			rw.WriteHeader(http.StatusFound)
			return
		}
		io.WriteString(rw, "at last\n")
		return
	}
	status := parameter(r, "status", 503)
	if status == 0 {
		w.serveRaw(rw, r, raws["reset-head"])
		return
	}
	serveStatus(w, rw, r, strconv.Itoa(status))
}

// serveHeld answers when the script says so.
func serveHeld(w *web, rw http.ResponseWriter, r *http.Request, rest string) {
	select {
	case <-w.gate:
		serveOK(w, rw, r, rest)
	case <-r.Context().Done():
	}
}

// serveSlow answers after ?ms, or when the script's end is near.
func serveSlow(w *web, rw http.ResponseWriter, r *http.Request, rest string) {
	select {
	case <-time.After(time.Duration(parameter(r, "ms", 50)) * time.Millisecond):
	case <-w.gate:
	}
	serveOK(w, rw, r, rest)
}

// serveSize answers with a body of /size/N bytes.
func serveSize(_ *web, rw http.ResponseWriter, r *http.Request, rest string) {
	n, _ := strconv.Atoi(rest)
	rw.Header().Set("Content-Type", r.URL.Query().Get("type"))
	rw.Write(bytes.Repeat([]byte("x"), n))
}

// serveGzip answers with ?n bytes, coded where the client takes that: whole, as
// /gzip/cut cut short, as /gzip/broken damaged, as /gzip/torn with the
// connection closed amid it.
func serveGzip(w *web, rw http.ResponseWriter, r *http.Request, rest string) {
	text := []byte("<title>zipped</title>" + strings.Repeat("ariadne ", parameter(r, "n", 400)/8))
	if rest == "torn" { // bytes that do not shrink
		rand.NewChaCha8([32]byte{}).Read(text)
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		rw.Write(text)
		return
	}
	zipped := zip(text)
	switch rest {
	case "cut":
		zipped = zipped[:len(zipped)/2]
	case "broken":
		zipped[len(zipped)-5] ^= 0xff
	case "torn":
		rw.Header().Set("Content-Length", strconv.Itoa(len(zipped)+1))
	case "more":
		zipped = append(zipped, "and more"...)
	}
	rw.Header().Set("Content-Encoding", "gzip")
	rw.Write(zipped)
}

func zip(p []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(p)
	z.Close()
	return b.Bytes()
}

// serveCoding answers /coding/x with a Content-Encoding that may be unknown.
func serveCoding(_ *web, rw http.ResponseWriter, r *http.Request, rest string) {
	rw.Header().Set("Content-Encoding", rest)
	if r.URL.Query().Get("empty") == "" {
		io.WriteString(rw, "who knows")
	}
}

func serveBinary(_ *web, rw http.ResponseWriter, _ *http.Request, _ string) {
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Write([]byte{0xff, 0x00, 0xfe})
}

func serveCookie(_ *web, rw http.ResponseWriter, _ *http.Request, _ string) {
	rw.Header().Add("Set-Cookie", "a=1")
	rw.Header().Add("Set-Cookie", "b=2; Path=/")
	io.WriteString(rw, "baked\n")
}

// serveMembers answers who shows a certificate.
func serveMembers(w *web, rw http.ResponseWriter, r *http.Request, rest string) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(rw, "no certificate", http.StatusForbidden)
		return
	}
	serveOK(w, rw, r, rest)
}

// serveHeadSize answers with a head of a little more than /headsize/N bytes.
func serveHeadSize(_ *web, rw http.ResponseWriter, _ *http.Request, rest string) {
	n, _ := strconv.Atoi(rest)
	for i := 0; n > 0; i++ {
		rw.Header().Set(fmt.Sprintf("X-Filler-%d", i), strings.Repeat("f", min(n, 1000)))
		n -= 1000
	}
	io.WriteString(rw, "ok\n")
}

// A raw answer is written to the bare connection: pieces, and what then becomes
// of it.
type raw struct {
	text string
	ever string // repeated until nobody takes it
	end  ending
}

type ending int

const (
	closes ending = iota
	resets        // RST instead of FIN
	stalls        // says no more, until the client goes away
)

const plainHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

var raws = map[string]raw{
	"close":          {},
	"garbage":        {text: "SSH-2.0-OpenSSH_9.9\r\n"},
	"stall-head":     {end: stalls},
	"stall-midhead":  {text: "HTTP/1.1 200 OK\r\nX-Half: ", end: stalls},
	"stall-body":     {text: plainHead + "Content-Length: 10\r\n\r\nhalf", end: stalls},
	"stall-nobody":   {text: plainHead + "Content-Length: 10\r\n\r\n", end: stalls},
	"reset-head":     {end: resets},
	"reset-midhead":  {text: "HTTP/1.1 200 OK\r\nX-Half: ", end: resets},
	"reset-body":     {text: plainHead + "Content-Length: 10\r\n\r\nhalf", end: resets},
	"half-head":      {text: "HTTP/1.1 200 OK\r\nX-Half: "},
	"endless-head":   {text: plainHead, ever: "X-Filler: ffffffffffffffffffffffffffffffffffff\r\n"},
	"endless-body":   {text: plainHead + "\r\n", ever: strings.Repeat("body ", 100)},
	"endless-chunks": {text: plainHead + "Transfer-Encoding: chunked\r\n\r\n", ever: "5\r\nbody \r\n"},
	"endless-1xx":    {ever: "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"},
	"short":          {text: plainHead + "Content-Length: 10\r\n\r\nhalf"},
	"short-html":     {text: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<title>torn</title><a href=/ok>"},
	"short-chunks":   {text: plainHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhalf"},
	"bad-chunk":      {text: plainHead + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\nmore\r\n0\r\n\r\n"},
	"bad-length":     {text: plainHead + "Content-Length: ten\r\n\r\nhalf"},
	"two-lengths":    {text: plainHead + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nhalf!"},
	"linked":         {text: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nLink: </ok?next>; rel=next, <//h/>; rel=preconnect\r\nRefresh: 9; url=/ok?refresh\r\nContent-Length: 16\r\n\r\n<base href=//h/>"},
	"xhtml":          {text: "HTTP/1.1 200 OK\r\nContent-Type: application/xhtml+xml\r\nContent-Length: 38\r\n\r\n<html><script/><a href='/ok'/></html>\n"},
	"until-close":    {text: "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end"},
	"bare-redirect":  {text: "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 10\r\n\r\nhalf"},
	"no-location":    {text: "HTTP/1.1 302 Found\r\nContent-Length: 4\r\n\r\nhalf"},
	"control":        {text: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Raw: \xff\xfe\r\n\r\n<title>\x1b]0;evil\x07 \xe2\x80\xa8 \xff</title>x"},
	"slow-trickle":   {text: plainHead + "Content-Length: 1000000\r\n\r\n", end: stalls},
}

// serveRaw writes a raw answer.
func (w *web) serveRaw(rw http.ResponseWriter, r *http.Request, a raw) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	io.WriteString(conn, a.text)
	for err = nil; a.ever != "" && err == nil; {
		_, err = io.WriteString(conn, strings.Repeat(a.ever, 20))
	}
	switch a.end {
	case resets:
		time.Sleep(time.Millisecond) // what was written is read before
		if c, ok := conn.(*net.TCPConn); ok {
			c.SetLinger(0)
		}
	case stalls:
		conn.Read(make([]byte, 1))
	}
}
