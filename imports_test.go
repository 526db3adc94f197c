package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the house: who may import whom of ours. A package that is not here
// may not exist; one that is named on the right may be imported, and nothing
// else.
//
// main.go asks package record for the names of its fields, because config, which
// checks them, does not know records.
const floors = `
.                  config pipeline pipeline/control pipeline/demo pipeline/record
pipeline           config crawl crawl/robots crawl/selector crawl/simhash crawl/sitemap crawl/trap crawl/weburl fetch fetch/auth fetch/coding fetch/cookies fetch/h1 aio pipeline/control pipeline/filter pipeline/graph pipeline/monitor pipeline/record pipeline/report pipeline/save pipeline/sink
pipeline/control   aio
pipeline/demo      pipeline config crawl crawl/robots crawl/sitemap crawl/weburl fetch fetch/coding fetch/h1 aio pipeline/httpd pipeline/record pipeline/sink
pipeline/record    fetch/h1
pipeline/filter    fetch/h1 pipeline/record
pipeline/graph     pipeline/record
pipeline/httpd     aio
pipeline/monitor   aio pipeline/control pipeline/httpd pipeline/record pipeline/report
pipeline/report    pipeline/control pipeline/record
pipeline/save      crawl/weburl
pipeline/sink      aio
pipeline/warc      fetch/h1
fetch              aio crawl/weburl fetch/auth fetch/coding fetch/cookies fetch/dns fetch/h1 fetch/h2 fetch/proxy
fetch/auth         crawl/weburl
fetch/coding       fetch/h1
fetch/cookies      crawl/weburl
fetch/dns          aio
fetch/h1
fetch/h2           fetch/h1
fetch/proxy        crawl/weburl fetch/auth fetch/h1
crawl              crawl/robots crawl/scan crawl/trap crawl/weburl
crawl/robots       crawl/weburl
crawl/scan
crawl/selector
crawl/simhash
crawl/sitemap      crawl/weburl
crawl/trap         crawl/weburl
crawl/weburl
config             crawl/weburl fetch/proxy
aio
aio/aiotest        aio
fetch/fetchtest    aio
`

// forTests are the kits that tests may import besides.
var forTests = []string{"aio/aiotest", "fetch/fetchtest"}

// without is what some packages do without, of the standard library and of
// others: crawl does no I/O, and nobody takes HTTP from elsewhere.
var without = map[string]string{
	"crawl":         "net net/http os syscall golang.org/x/sys/unix",
	"crawl/robots":  "net net/http net/url os syscall",
	"crawl/scan":    "net net/http net/url os time syscall",
	"crawl/simhash": "net net/http net/url os syscall",
	"crawl/sitemap": "net net/http net/url os syscall",
	"crawl/trap":    "net net/http net/url os time syscall",
	"crawl/weburl":  "net net/http net/url os time syscall",
	"fetch/auth":    "net net/http net/url os time syscall",
	"fetch/coding":  "net net/http net/url os time syscall",
	"fetch/cookies": "net net/http net/url os syscall",
	"fetch/h1":      "net net/http net/url os time syscall",
	"fetch/h2":      "net net/http net/url os time syscall",
	"fetch/proxy":   "net net/http net/url os time syscall",
	"config":        "net net/http",
	"fetch":         "net/http net/url",
	"pipeline":      "net/http net/url",
	"pipeline/warc": "net net/http net/url",
	"aio":           "net/http net/url",

	"crawl/selector":  "net net/http net/url os time syscall",
	"pipeline/filter": "net net/http net/url os time syscall",
}

func TestImports(t *testing.T) {
	allowed := map[string][]string{}
	for l := range strings.Lines(strings.TrimSpace(floors)) {
		words := strings.Fields(l)
		allowed[words[0]] = words[1:]
	}
	seen := map[string]bool{}
	eachGoFile(t, func(dir, file string, imports []string) {
		may, known := allowed[dir]
		if !known {
			t.Errorf("%s: the package has no floor", file)
			return
		}
		seen[dir] = true
		inTest := strings.HasSuffix(file, "_test.go")
		for _, path := range imports {
			ours, isOurs := strings.CutPrefix(path, "clew/")
			switch {
			case isOurs && inTest && (slices.Contains(forTests, ours) || ours == dir || slices.Contains(may, ours)):
			case isOurs && !slices.Contains(may, ours):
				t.Errorf("%s imports %s", file, path)
			case !inTest && slices.Contains(strings.Fields(without[dir]), path):
				t.Errorf("%s imports %s", file, path)
			}
		}
	})
	for dir := range allowed {
		if !seen[dir] {
			t.Errorf("%s: there is no such package", dir)
		}
	}
}

// eachGoFile visits the Go files of the module.
func eachGoFile(t *testing.T, visit func(dir, file string, imports []string)) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (d.Name()[0] == '.' || d.Name() == "testdata"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			imports = append(imports, name)
		}
		visit(filepath.ToSlash(filepath.Dir(path)), path, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
