package demo

import (
	"bytes"
	"compress/gzip"
	"path"
	"strconv"
)

// A page is a file of the site, ready to be sent.
type page struct {
	contentType string
	body        []byte
	zipped      []byte // body in the coding gzip; nil: it is never coded
}

// newPage makes the page of a file as its rule asks.
func newPage(name string, body []byte, r rule) *page {
	p := &page{contentType: contentType(name), body: body}
	if r.repeat > 0 {
		p.body = repeat(body, r.repeat)
	}
	if r.gzip {
		p.zipped = zip(p.body)
	}
	return p
}

// contentTypes are the types of files by their extension. The system's table
// is not asked: a site is the same everywhere.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".ico":  "image/x-icon",
	".jpg":  "image/jpeg",
	".js":   "text/javascript; charset=utf-8",
	".png":  "image/png",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",
	".xml":  "application/xml",
}

// contentType returns the type of a file by its name.
func contentType(name string) string {
	if t := contentTypes[path.Ext(name)]; t != "" {
		return t
	}
	return "application/octet-stream"
}

// The marks around the part of a file that repeat repeats, and what becomes
// its number there.
var (
	repeatBegin  = []byte("<!-- repeat -->")
	repeatEnd    = []byte("<!-- end repeat -->")
	repeatNumber = []byte("{n}")
)

// repeat returns body with what stands between its marks n times in their
// place, numbered from 1; a body without marks as it is.
func repeat(body []byte, n int) []byte {
	before, rest, ok := bytes.Cut(body, repeatBegin)
	part, after, closed := bytes.Cut(rest, repeatEnd)
	if !ok || !closed {
		return body
	}
	out := bytes.Clone(before)
	for i := range n {
		out = append(out, bytes.ReplaceAll(part, repeatNumber, strconv.AppendInt(nil, int64(i+1), 10))...)
	}
	return append(out, after...)
}

// zip returns body in the coding gzip.
func zip(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(body) // to memory: neither this
	w.Close()     // nor this can fail
	return b.Bytes()
}
