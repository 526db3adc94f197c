package sitemap

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/crawl/weburl"
)

// read returns what a document lists, sitemaps with a plus.
func read(document string) (found []string, err error) {
	base, _ := weburl.Parse("http://site.test/sitemap.xml")
	err = Parse([]byte(document), base, func(e Entry) error {
		s := e.URL.String()
		if e.Sitemap {
			s = "+" + s
		}
		if !e.LastMod.IsZero() {
			s += " " + e.LastMod.UTC().Format("2006-01-02T15:04")
		}
		found = append(found, s)
		return nil
	})
	return found, err
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		what, document, want string
		err                  error
	}{
		{"pages", `<urlset><url><loc>http://a/1</loc><lastmod>2024-02-29</lastmod></url><url><loc>http://a/2</loc></url></urlset>`, "http://a/1 2024-02-29T00:00|http://a/2", nil},
		{"time before the place", `<urlset><url><lastmod>2024-02-29T12:00:30+01:00</lastmod><loc>http://a/1</loc></url></urlset>`, "http://a/1 2024-02-29T11:00", nil},
		{"index", `<sitemapindex><sitemap><loc>http://a/s</loc><lastmod>2024</lastmod></sitemap></sitemapindex>`, "+http://a/s 2024-01-01T00:00", nil},
		{"prefix of its own", `<s:urlset xmlns:s="x"><s:url><s:loc>http://a/1</s:loc></s:url></s:urlset>`, "http://a/1", nil},
		{"images are no pages", `<urlset><url><loc>http://a/1</loc><image:image><image:loc>http://a/i.png</image:loc></image:image></url></urlset>`, "http://a/1", nil},
		{"text around children is not the place", `<urlset><url><loc>http://a/1<b>x</b></loc></url></urlset>`, "", nil},
		{"other schemes", `<urlset><url><loc>ftp://a/1</loc></url><url><loc>mailto:a</loc></url></urlset>`, "", nil},
		{"itself", `<urlset><url><loc>http://site.test/sitemap.xml#x</loc></url></urlset>`, "", nil},
		{"end tags that are missing", `<urlset><url><loc>http://a/1</url><url><loc>http://a/2</loc></url></urlset>`, "http://a/2", nil},
		{"end tag too many", `<urlset></x><url><loc>http://a/1</loc></url></urlset>`, "http://a/1", nil},
		{"what follows the root is not read", `<urlset></urlset><urlset><url><loc>http://a/1</loc></url></urlset>`, "", nil},
		{"broken off", `<urlset><url><loc>http://a/1</loc></url><url>`, "http://a/1", io.ErrUnexpectedEOF},
		{"RSS 2.0", `<rss><channel><link>http://a/</link><item><link>http://a/1</link><pubDate>Mon, 02 Jan 2006 15:04:05 +0000</pubDate></item></channel></rss>`, "http://a/|http://a/1 2006-01-02T15:04", nil},
		{"RSS 1.0", `<rdf:RDF xmlns="x"><item><link>http://a/1</link></item></rdf:RDF>`, "http://a/1", nil},
		{"Atom", `<feed><link rel="self" href="http://a/feed"/><entry><link href="/1"/><link rel="enclosure" href="/2"/><updated>2024-05-06T07:08:09Z</updated></entry></feed>`, "http://site.test/1 2024-05-06T07:08", nil},
		{"list", "\ufeffhttp://a/1\r\n\n/no\nno\nhttp://a/2", "http://a/1|http://a/2", nil},
		{"a page", "<!DOCTYPE html><html><body>404</body></html>", "", ErrNoSitemap},
		{"words", "nothing here", "", ErrNoSitemap},
		{"nothing", " \n", "", ErrNoSitemap},
		{"only a comment", "<!-- -->", "", ErrNoSitemap},
	} {
		found, err := read(c.document)
		if got := strings.Join(found, "|"); got != c.want || !errors.Is(err, c.err) || c.err == nil && err != nil {
			t.Errorf("%s: %q and %v, want %q and %v", c.what, got, err, c.want, c.err)
		}
	}
}

func zipped(document string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, document)
	z.Close()
	return b.String()
}

func TestZipped(t *testing.T) {
	const document = "<urlset><url><loc>http://a/1</loc></url></urlset>"
	for _, d := range []string{zipped(document), zipped(zipped(document))} {
		if found, err := read(d); err != nil || !slices.Equal(found, []string{"http://a/1"}) {
			t.Errorf("%q, %v", found, err)
		}
	}
	long := "<urlset>" + strings.Repeat("<url><loc>http://a/1</loc></url>", 1000) + "</urlset>"
	z := zipped(long)
	if found, err := read(z[:len(z)-20]); err == nil || len(found) == 0 {
		t.Errorf("broken off: %d entries, %v", len(found), err)
	}
}

func TestLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range MaxEntries + 1 {
		fmt.Fprintf(&b, "<url><loc>http://a/%d</loc></url>", i)
	}
	found, err := read(b.String() + "</urlset>")
	if len(found) != MaxEntries || !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d entries and %v", len(found), err)
	}

	found, err = read(zipped("http://a/1\n" + strings.Repeat(" ", MaxSize) + "\nhttp://a/2"))
	if !slices.Equal(found, []string{"http://a/1"}) || !errors.Is(err, ErrTooLarge) {
		t.Errorf("too long when decompressed: %q and %v", found, err)
	}

	if _, err := read(strings.Repeat("<urlset>", 1000)); err == nil {
		t.Error("nested without end: no error")
	}
}

func TestErrorOfEmitEndsIt(t *testing.T) {
	stop := errors.New("stop")
	base, _ := weburl.Parse("http://site.test/")
	err := Parse([]byte("http://a/1\nhttp://a/2"), base, func(Entry) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"2024-02-29": want, " 2024-02-29T00:00Z\n": want, "2024-02-29T00:00:00.000Z": want,
		"2024-02": want.AddDate(0, 0, -28), "yesterday": {}, "": {},
	} {
		if got := parseTime(s); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="latin1"?><urlset><url><loc>http://a/&amp;1</loc></url></urlset>`))
	f.Add([]byte("<!DOCTYPE a [<!ENTITY x 'y'>]><feed><entry><link href='&x;'/></entry>"))
	f.Add([]byte("http://a/\nhttp://b"))
	f.Add([]byte(zipped("http://a/")))
	base, _ := weburl.Parse("http://site.test/sitemap.xml")
	f.Fuzz(func(t *testing.T, document []byte) {
		Parse(document, base, func(e Entry) error {
			if !e.URL.IsHTTP() || e.URL.Fragment() != "" {
				t.Errorf("entry %v", e.URL)
			}
			return nil
		})
	})
}
