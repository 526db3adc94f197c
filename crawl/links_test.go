package crawl

import (
	"slices"
	"strings"
	"testing"
)

// extract returns the links of a page at http://h/d/p as "tag attribute URL",
// "http://h" left out and the fragment put back.
func extract(t testing.TB, page string, opts LinkOptions) []string {
	t.Helper()
	doc := ExtractLinks(mustParse(t, "http://h/d/p?q"), []byte(page), opts)
	links := []string{}
	for _, l := range doc.Links {
		s := l.Tag + " " + l.Attribute + " " + strings.TrimPrefix(l.URL.String(), "http://h")
		if l.Fragment != "" {
			s += "#" + l.Fragment
		}
		links = append(links, s)
	}
	return links
}

func TestExtractLinks(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string
	}{
		{"order", `<a href=1></a><img src=2><a href=1>`, []string{"a href /d/1", "img src /d/2", "a href /d/1"}},
		{"attributes in order", `<video poster=p src=s>`, []string{"video poster /d/p", "video src /d/s"}},
		{"first of two attributes", `<a href=1 HREF=2>`, []string{"a href /d/1"}},
		{"fragment is kept apart", `<a href="x#y z"><a href=#top>`, []string{"a href /d/x#y%20z", "a href /d/p?q#top"}},
		{"only http and https", `<a href=mailto:x><a href="java
script:x"><a href=data:,x><a href=ftp://h/x><a href=HTTPS://h/x><a href=tel:1>`, []string{"a href https://h/x"}},
		{"empty names the page on a only", `<a href=""><img src=""><script src=" "></script><link rel=next href="">`, []string{"a href /d/p?q"}},
		{"entities", `<a href="?a=1&amp;b=2&copy=3&copy;">`, []string{"a href /d/p?a=1&b=2&copy=3%C2%A9"}},
		{"unfinished tag at the end", `<a href=1><a href="/long/ur`, []string{"a href /d/1"}},
		{"forms by GET", `<form action=1></form><form method=POST action=2></form><form method=dialog action=3></form><form method=bad action=4></form><form>`, []string{"form action /d/1", "form action /d/4"}},
		{"no form in a form", `<form action=1><form action=2></form><form action=3>`, []string{"form action /d/1", "form action /d/3"}},
		{"image buttons", `<input src=1><input type=IMAGE src=2>`, []string{"input src /d/2"}},
		{"hints to connect", `<link rel=preconnect href=//x><link rel=DNS-Prefetch href=//y><link rel=icon href=z>`, []string{"link href /d/z"}},
		{"candidates", `<img srcset="a,b 1x, c,d 2x,e"><link rel=preload imagesrcset="f 1x">`, []string{"img srcset /d/a,b", "img srcset /d/c,d", "img srcset /d/e", "link imagesrcset /d/f"}},
		{"candidate with commas", `<img srcset="data:image/png;base64,AA== 1x, b 2x">`, []string{"img srcset /d/b"}},
		{"ping never", `<a ping=1 href=2>`, []string{"a href /d/2"}},
		{"refresh", `<meta http-equiv=Refresh content="0;URL='x'"><meta http-equiv=refresh content=5>`, []string{"meta content /d/x"}},
		{"template", `<template><a href=1></a><template></template><a href=2></template><a href=3>`, []string{"a href /d/3"}},
		{"shadow root", `<div><template shadowrootmode=open><base href=/no/><a href=1></a></template></div><a href=2>`, []string{"a href /d/1", "a href /d/2"}},
		{"noscript", `<noscript><a href=1><img src=2></noscript>`, []string{"a href /d/1", "img src /d/2"}},
		{"raw text", `<style><a href=1></style><textarea><a href=2></textarea><title><a href=3></title><iframe><a href=4></iframe><noframes><a href=5></noframes><a href=6>`, []string{"a href /d/6"}},
		{"late base", `<a href=1><base href=/b/><base href=/c/><a href=2>`, []string{"a href /b/1", "a href /b/2"}},
		{"base of another scheme", `<base href=data:x><a href=1>`, []string{"a href /d/1"}},
		{"page in a frame", `<a href=1><iframe src=2 srcdoc="<base href=/b/><a href='3'><title>no</title><meta name=robots content=nofollow>"></iframe><a href=4>`, []string{"a href /d/1", "iframe src /d/2", "a href /b/3", "a href /d/4"}},
		{"base behind a page in a frame", `<iframe srcdoc="&lt;a href=1>"></iframe><base href=/b/>`, []string{"a href /b/1"}},
		{"frames in frames", `<iframe srcdoc="<iframe srcdoc='<a href=1><iframe srcdoc=&amp;lt;a&amp;#32;href=2&amp;gt;>'>">`, []string{"a href /d/1"}},
		{"base with an own query", `<base href=/b/?z#f><a href=><a href=#x>`, []string{"a href /b/?z", "a href /b/?z#x"}},
	}
	for _, tt := range tests {
		if got := extract(t, tt.page, LinkOptions{}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s\n got %q\nwant %q", tt.name, tt.page, got, tt.want)
		}
	}
}

func TestXHTML(t *testing.T) {
	page := `<?xml version="1.0"?><html><head><title/><script src="1"/><style/><base href="/b/"/></head><body>
		<![CDATA[<a href="no"/>]]><script><![CDATA[if (a<b) "<a href='no'>"]]></script>
		<iframe src="2"/><textarea/><template/><form/><svg><g><g/><desc><a href="3"/></desc><base href="/no/"/></g></svg><a href="4"/></body></html>`
	want := []string{"script src /b/1", "iframe src /b/2", "a href /b/3", "a href /b/4"}
	if got := extract(t, page, LinkOptions{XML: IsXHTML("Application/XHTML+XML; charset=utf-8")}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := extract(t, page, LinkOptions{XML: IsXHTML("text/html")}); len(got) != 0 {
		t.Errorf("as HTML the title has no end, but there is %q", got)
	}
}

func TestForeignContent(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string
	}{
		{"links", `<svg><a xlink:href=1 /><image href=2 /><use href=3 /><feImage href=4 /><script href=5 /></svg>`,
			[]string{"a xlink:href /d/1", "image href /d/2", "use href /d/3", "feImage href /d/4", "script href /d/5"}},
		{"HTML's elements are none", `<svg><base href=/b/><link href=1><iframe src=2><form action=3><a href=4>`, []string{"a href /d/4"}},
		{"script and style are markup", `<svg><style><a href=1></a></style><title><a href=2></a></title></svg>`, []string{"a href /d/1", "a href /d/2"}},
		{"CDATA is text", `<svg><![CDATA[<a href=1>]]><a href=2></a></svg><![CDATA[<a href=3>]]>`, []string{"a href /d/2"}},
		{"integration point", `<svg><foreignObject><base href=/b/><iframe src=1></iframe></foreignObject><base href=/c/></svg>`, []string{"iframe src /b/1"}},
		{"comment in an HTML child", `<svg><desc><b><![CDATA[<a href=1>]]></b><![CDATA[<a href=2>]]></svg>`, []string{}},
		{"breakout", `<svg><g><p><base href=/b/><a href=1>`, []string{"a href /b/1"}},
		{"font breaks out with a colour", `<svg><font><base href=/no/><font color=red><base href=/b/><a href=1>`, []string{"a href /b/1"}},
		{"end tag breaks out", `<svg><g></p><base href=/b/><a href=1>`, []string{"a href /b/1"}},
		{"end tag of an element around", `<table><td><svg></td><td background=1>`, []string{"td background /d/1"}},
		{"nested", `<svg><svg></svg><base href=/no/></svg><base href=/b/><a href=1>`, []string{"a href /b/1"}},
		{"math text", `<math><mtext><base href=/b/><mglyph><base href=/c/></mglyph></mtext><a href=1></a></math><a href=2>`, []string{"a href /b/2"}},
		{"annotation", `<math><annotation-xml><base href=/no/ /><svg><a href=1></a></svg></annotation-xml><annotation-xml encoding=Text/HTML><base href=/b/>`, []string{"a href /b/1"}},
		{"template inside", `<svg><template><a href=1></a></template></svg>`, []string{"a href /d/1"}},
		{"svg inside a template", `<template><svg></template><base href=/b/><a href=1>`, []string{"a href /b/1"}},
	}
	for _, tt := range tests {
		if got := extract(t, tt.page, LinkOptions{}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s\n got %q\nwant %q", tt.name, tt.page, got, tt.want)
		}
	}
}

func TestDocument(t *testing.T) {
	doc := ExtractLinks(mustParse(t, "http://h/d/p#f"), []byte(`<!doctype html><html lang=" de
"><title>
		Ein &amp; <b>
		zwei </title><svg><title>no</title></svg><title>no</title>
		<base href=/b/><link rel="x CANONICAL" href="c#d"><link rel=canonical href=e>
		<meta name=Robots content="noindex, NoFollow">`), LinkOptions{})
	if doc.Title != "Ein & <b> zwei" {
		t.Errorf("title %q", doc.Title)
	}
	if doc.Lang != "de" {
		t.Errorf("lang %q", doc.Lang)
	}
	if got := doc.Canonical.String(); got != "http://h/b/c#d" {
		t.Errorf("canonical %q", got)
	}
	if got := doc.Base.String(); got != "http://h/b/" {
		t.Errorf("base %q", got)
	}
	if !doc.NoFollow {
		t.Error("nofollow was not seen")
	}
	if empty := ExtractLinks(mustParse(t, "http://h/"), nil, LinkOptions{}); empty.NoFollow || empty.Title != "" || empty.Base.String() != "http://h/" {
		t.Errorf("an empty page says %+v", empty)
	}
}

func TestDescribe(t *testing.T) {
	page := `<a href=1 rel="x NoFollow"> one <b>t</b>wo
		<script>no</script> </a> no <a href=2><img src=3>four<a href=5>` + strings.Repeat("ü ", maxText)
	doc := ExtractLinks(mustParse(t, "http://h/"), []byte(page), LinkOptions{Describe: true})
	var got []string
	for _, l := range doc.Links {
		got = append(got, l.Tag+"|"+l.Rel+"|"+l.Text[:min(20, len(l.Text))])
	}
	want := []string{"a|x NoFollow|one two", "a||four", "img||", "a||ü ü ü ü ü ü ü "}
	if want[3] = want[3][:len("a||")+20]; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !doc.Links[0].NoFollow || doc.Links[1].NoFollow {
		t.Error("nofollow is wrong")
	}
	if n := len(doc.Links[3].Text); n > maxText || n < maxText-4 {
		t.Errorf("a text without end has %d bytes", n)
	}
}

func TestBrokenPagesAreRead(t *testing.T) {
	deep := strings.Repeat("<div><b>", 100_000)
	for name, page := range map[string]string{
		"deep":             deep + "<a href=1>",
		"deep svg":         strings.Repeat("<svg><g>", 100_000) + strings.Repeat("</x>", 100_000) + "<a href=1>",
		"templates":        strings.Repeat("<template shadowrootmode=open>", 100_000) + "<a href=1>",
		"open attributes":  strings.Repeat("<meta ", 100_000) + "><a href=1>",
		"stray end tags":   strings.Repeat("</template></form></svg></a></p>", 10_000) + "<a href=1>",
		"closed too often": "<svg></svg></svg></foreignObject></template><a href=1>",
		"a long tag":       "<p" + strings.Repeat(" x", 100_000) + " x='" + strings.Repeat("<a href=2>", 100_000) + "'><a href=1>",
	} {
		if got := extract(t, page, LinkOptions{Describe: true}); !slices.Equal(got, []string{"a href /d/1"}) {
			t.Errorf("%s: got %d links", name, len(got))
		}
	}
}

// Garbage costs no more than its length. Where each piece of these pages cost a
// look at all others, one would take seconds.
func TestGarbageIsLinear(t *testing.T) {
	for _, piece := range []string{
		"<a href=1>", "<a href=1 rel=x>text", "<a href='", "<svg>", "<svg><p>", "<svg></p></g>", "<math><mi>", "<svg><desc><b>", "<template>", "<template><svg></template>",
		"</template>", "<form>", "<base href=1>", "<title>&#65; ", "<iframe srcdoc='&lt;iframe srcdoc=1&gt;'>", "<img srcset='1 1x, 2(,", "<meta http-equiv=refresh content='0;url=1'>", "<link rel='canonical ",
	} {
		page := strings.Repeat(piece, 256<<10/len(piece))
		extract(t, page, LinkOptions{Describe: true})
		extract(t, "<img src='"+page, LinkOptions{Describe: true})
		extract(t, "<iframe srcdoc='"+strings.ReplaceAll(page, "'", "&#39;")+"'>", LinkOptions{XML: true})
	}
}

func TestLinksAreBounded(t *testing.T) {
	page := "<base href='/" + strings.Repeat("x", 100_000) + "/'>" + strings.Repeat("<a href=1>", 100_000)
	doc := ExtractLinks(mustParse(t, "http://h/"), []byte(page), LinkOptions{})
	if n := len(doc.Links); !doc.Truncated || n < 600 || n > 700 {
		t.Errorf("%d links, truncated %v", n, doc.Truncated)
	}
	if doc := ExtractLinks(mustParse(t, "http://h/"), []byte("<a href=1>"), LinkOptions{}); doc.Truncated {
		t.Error("a short page is truncated")
	}
}
