package crawl

import (
	"testing"

	"clew/crawl/weburl"
)

func TestHeadOnly(t *testing.T) {
	page, _ := weburl.Parse("http://a.test/dir/p")
	const html = `<!doctype html><html lang=en><base href="/b/"><title> The  title </title>
		<link rel=canonical href=c><link rel=stylesheet href=s.css><meta name=robots content=nofollow>
		<body><a href=x>x</a><svg><title>no</title></svg><title>late</title>`
	d := ExtractLinks(page, []byte(html), LinkOptions{HeadOnly: true})
	whole := ExtractLinks(page, []byte(html), LinkOptions{})
	if len(d.Links) != 0 {
		t.Errorf("links: %v", d.Links)
	}
	if d.Title != "The title" || d.Lang != "en" || d.Canonical.String() != "http://a.test/b/c" || !d.NoFollow {
		t.Errorf("%+v", d)
	}
	if d.Title != whole.Title || d.Lang != whole.Lang || d.Canonical != whole.Canonical || d.NoFollow != whole.NoFollow {
		t.Errorf("head alone %+v, whole %+v", d, whole)
	}
	d = ExtractLinks(page, []byte("<p>no head<title>anywhere</title>"), LinkOptions{HeadOnly: true})
	if d.Title != "anywhere" {
		t.Errorf("without a body tag: %q", d.Title)
	}
}
