package weburl_test

import (
	"testing"

	"clew/crawl/weburl"
)

// links are what pages are full of, by kind.
var links = []struct{ name, ref string }{
	{"absolute-same-host", "https://www.example.com/articles/2024/05/a-headline-of-some-length.html"},
	{"absolute-other-host", "http://cdn.example.net:8080/static/js/main.3f2a.js?v=17&lang=en"},
	{"scheme-relative", "//cdn.example.net/static/style.css"},
	{"root-relative", "/articles/2024/05/another-headline.html?ref=home#comments"},
	{"relative", "page-2.html"},
	{"dot", "./images/photo_01.jpg"},
	{"dot-dot", "../../about/team/index.html"},
	{"query-only", "?page=3&sort=date"},
	{"fragment-only", "#section-4"},
	{"spaces", "/files/annual report 2024.pdf"},
	{"non-ascii", "/wiki/Zürich?straße=1"},
	{"inner-dots", "/a/b/../c/./d.html"},
	{"no-path", "https://www.example.com"},
	{"upper-host", "HTTP://WWW.Example.COM/Index.html"},
	{"mailto", "mailto:someone@example.com"},
	{"javascript", "javascript:void(0)"},
	{"idn", "http://bücher.example/"},
}

func BenchmarkResolve(b *testing.B) {
	base := mustParse(b, "https://www.example.com/articles/2024/05/index.html?from=feed")
	for _, link := range links {
		b.Run(link.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := base.Parse(link.ref); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPage resolves the links of a page as they come out of its bytes;
// one operation is one link.
func BenchmarkPage(b *testing.B) {
	base := mustParse(b, "https://www.example.com/articles/2024/05/index.html?from=feed")
	var refs [][]byte
	for _, link := range links[:12] {
		refs = append(refs, []byte(link.ref))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := base.ParseBytes(refs[i%len(refs)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkParse(b *testing.B) {
	for _, link := range links[:2] {
		b.Run(link.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := weburl.Parse(link.ref); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
