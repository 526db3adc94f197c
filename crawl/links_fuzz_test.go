package crawl

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// FuzzExtractLinks: no page is too broken, and all that comes out is a URL
// that a crawl can ask for.
func FuzzExtractLinks(f *testing.F) {
	for seed := range uint64(20) {
		f.Add("text/html", []byte((&pageMaker{rng: rand.New(rand.NewPCG(seed, 1))}).page()))
	}
	f.Add("text/html; charset=gbk", []byte("<a href='?\xd6\xd0'>"))
	f.Add("", []byte("<meta http-equiv=refresh content='0;url=x'><img srcset='a 1x, b'>"))
	page := mustParse(f, "http://h/d/p")
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		IsHTML(contentType, body)
		text, charset, err := ToUTF8(contentType, body)
		if err != nil {
			return
		}
		doc := ExtractLinks(page, text, LinkOptions{Charset: charset, Describe: true})
		for _, l := range doc.Links {
			if !l.URL.IsHTTP() || l.URL.Hostname() == "" || l.URL != mustParse(t, l.URL.String()) {
				t.Errorf("%s %s: no http URL: %q", l.Tag, l.Attribute, l.URL)
			}
			if l.URL.Fragment() != "" || len(l.Text) > maxText {
				t.Errorf("%s %s: fragment or text is wrong: %+v", l.Tag, l.Attribute, l)
			}
		}
	})
}

// benchmarkPage is like an article of a common site: 11 KB with 42 links.
func benchmarkPage() []byte {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>An article</title>` +
		`<link rel="stylesheet" href="/static/site.css"><script src="/static/site.js" async></script></head><body>`)
	for i := range 40 {
		fmt.Fprintf(&b, `<div class="item" id="i%d"><p class="lead">%s</p><a class="more" title="Read more" href="/articles/%d/some-title?ref=list">Some title %d</a></div>`+"\n",
			i, strings.Repeat("Lorem ipsum dolor sit amet. ", 5), i*31, i)
	}
	b.WriteString("</body></html>")
	return []byte(b.String())
}

func BenchmarkExtractLinks(b *testing.B) {
	page, body := mustParse(b, "https://www.example.com/articles/"), benchmarkPage()
	for _, describe := range []bool{false, true} {
		b.Run(fmt.Sprintf("describe=%v", describe), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if n := len(ExtractLinks(page, body, LinkOptions{Describe: describe}).Links); n != 42 {
					b.Fatal(n)
				}
			}
		})
	}
}

func BenchmarkToUTF8(b *testing.B) {
	body := benchmarkPage()
	b.ReportAllocs()
	for b.Loop() {
		ToUTF8("text/html; charset=utf-8", body)
	}
}
