package pipeline

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
	"time"

	"clew/crawl/sitemap"
	"clew/fetch/fetchtest"
)

// urlset is a sitemap of the site's paths, index one of sitemaps.
func urlset(paths ...string) string { return xmlList("urlset", "url", paths) }
func index(paths ...string) string  { return xmlList("sitemapindex", "sitemap", paths) }

func xmlList(root, entry string, paths []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<%s>", root)
	for _, p := range paths {
		fmt.Fprintf(&b, "<%s><loc>%s%s</loc></%[1]s>", entry, site, p)
	}
	return b.String() + "</" + root + ">"
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

// crawlMaps crawls a page without links, with the site's sitemaps.
func (r *rehearsal) crawlMaps(args ...string) map[string]string {
	r.t.Helper()
	list := r.clew(append([]string{"crawl", "--sitemaps", site + "/ok"}, args...)...)
	r.wantSum(list)
	if left := r.run.co.open; left != 0 {
		r.t.Errorf("%d are still open", left)
	}
	return outcomes(list)
}

// TestSitemapForms: what may stand at /sitemap.xml, and the pages found in it.
func TestSitemapForms(t *testing.T) {
	for what, answer := range map[string]string{
		"xml":           fetchtest.OK(urlset("/ok?1")),
		"gzip":          fetchtest.OK(gzipped(urlset("/ok?1")), "Content-Type: application/x-gzip"),
		"coded":         fetchtest.OK(gzipped(urlset("/ok?1")), "Content-Encoding: gzip"),
		"both":          fetchtest.OK(gzipped(gzipped(urlset("/ok?1"))), "Content-Encoding: gzip"),
		"text":          fetchtest.OK(site + "/ok?1\n"),
		"rss":           fetchtest.OK("<rss><channel><item><link>" + site + "/ok?1</link></item></channel></rss>"),
		"cut":           fetchtest.OK(strings.TrimSuffix(urlset("/ok?1", "/ok?2"), site+"/ok?2</loc></url></urlset>")),
		"chunked":       fetchtest.Chunked(urlset("/ok?1")),
		"to index":      fetchtest.OK(index("/first/1/503/maps", "/sitemap.xml")),
		"moved":         "/to/maps",
		"credentials":   fetchtest.OK("<urlset><url><loc>http://u:p@10.0.0.2/ok?1</loc></url></urlset>"),
		"of other":      fetchtest.OK(urlset("/ok?1", "/ok")),
		"same twice":    fetchtest.OK(urlset("/ok?1", "/ok?1#x", "/ok?1")),
		"in many bytes": fetchtest.OK(urlset(append(make([]string, 9000), "/ok?1")...)),
	} {
		r := rehearse(t).put("/sitemap.xml", answer).put("/maps", fetchtest.OK(urlset("/ok?1")))
		got := r.crawlMaps()
		delete(got, "/") // what the empty paths are
		if len(got) != 2 || got["/ok?1"] != "ok" || got["/ok"] != "ok" {
			t.Errorf("%s: %v", what, got)
		}
		if asked := r.count("/sitemap.xml"); asked != 1 {
			t.Errorf("%s: asked %d times", what, asked)
		}
	}
}

// TestSitemapThatFails is a remark, after the retries that every request has.
func TestSitemapThatFails(t *testing.T) {
	for answer, want := range map[string]struct {
		asked int
		said  string
	}{
		"/status/404":                        {1, "status 404"},
		"/status/503":                        {3, "status 503"},
		"/stall":                             {3, "timed out"},
		"/ok":                                {1, "no sitemap"},
		fetchtest.OK("<html><a href=/x>"):    {1, "no sitemap"},
		"/to/sitemap.xml":                    {1, "a loop"},
		fetchtest.OK("\x1f\x8b\x08 no gzip"): {1, "no sitemap"},
	} {
		r := rehearse(t).put("/sitemap.xml", answer)
		if got := r.crawlMaps("-v", "--ttfb-timeout", "3s"); len(got) != 1 {
			t.Errorf("%q: %v", answer, got)
		}
		if asked := r.count("/sitemap.xml"); asked != want.asked || !strings.Contains(r.stderr.String(), want.said) || r.code != 0 {
			t.Errorf("%q: asked %d times, code %d: %s", answer, asked, r.code, &r.stderr)
		}
	}
}

// TestSitemapsEnd: rings, indexes without end, and more than anybody has.
func TestSitemapsEnd(t *testing.T) {
	r := rehearse(t).put("/sitemap.xml", fetchtest.OK(index("/a.xml", "/sitemap.xml"))).put("/a.xml", fetchtest.OK(index("/sitemap.xml", "/a.xml")))
	if got := r.crawlMaps(); len(got) != 1 || len(r.asked) != 4 {
		t.Errorf("a ring: %v, asked %q", got, r.asked)
	}
	r = rehearse(t).put("/sitemap.xml", fetchtest.OK(index("/0.xml")))
	for i := range 20 {
		r.put(fmt.Sprintf("/%d.xml", i), fetchtest.OK(index(fmt.Sprintf("/%d.xml", i+1), fmt.Sprintf("/%d.xml?", i+1))))
	}
	r.crawlMaps()
	r.wantAsked(fmt.Sprintf("/%d.xml", sitemap.MaxDepth-1), 1)
	r.wantAsked(fmt.Sprintf("/%d.xml", sitemap.MaxDepth), 0)

	var many []string
	for i := range maxSitemaps + 10 {
		many = append(many, fmt.Sprint("/status/404?", i))
	}
	r = rehearse(t).put("/sitemap.xml", fetchtest.OK(index(many...)))
	r.crawlMaps("--max-per-host", "64", "--host-delay", "0")
	if n := len(r.asked); n != maxSitemaps+2 { // and robots.txt, and the page
		t.Errorf("%d requests", n)
	}
}

// TestSitemapIsABody: no more of it is made than of any body, and what there is
// counts.
func TestSitemapIsABody(t *testing.T) {
	var paths []string
	for i := range 1000 {
		paths = append(paths, fmt.Sprint("/status/204?", i))
	}
	for _, answer := range []string{fetchtest.OK(urlset(paths...)), fetchtest.OK(gzipped(urlset(paths...)), "Content-Encoding: gzip")} {
		r := rehearse(t).put("/sitemap.xml", answer)
		if got := r.crawlMaps("--max-body", "10000"); len(got) < 100 || len(got) > 300 {
			t.Errorf("%d records", len(got))
		}
	}
}

// TestSitemapPages come under the same rules as links.
func TestSitemapPages(t *testing.T) {
	r := rehearse(t).put("/robots.txt", barring("/no", "Sitemap: "+site+"/no/sitemap.xml"))
	r.put("/sitemap.xml", fetchtest.OK(strings.Replace(urlset("/ok?a=1&utm_source=x", "/no/page"), "</urlset>",
		"<url><loc>http://10.0.0.3/far</loc></url><url><loc>ftp://x/</loc></url></urlset>", 1)))
	got := r.crawlMaps("--strip-tracking")
	want := map[string]string{"/ok": "ok", "/ok?a=1": "ok", "/no/page": "skipped robots", "http://10.0.0.3/far": "skipped scope"}
	for path, what := range want {
		if got[path] != what {
			t.Errorf("%s: %q, want %s", path, got[path], what)
		}
	}
	r.wantAsked("/no/sitemap.xml", 0)
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
	list := r.records()
	for _, rec := range list {
		if strings.Contains(rec.URL, "a=1") && (rec.Source != site+"/sitemap.xml" || rec.Tag != "sitemap" || rec.Attribute != "loc" || rec.Depth != 1) {
			t.Errorf("%+v", rec)
		}
	}
}

// TestSitemapPrivate: who names an address inside is not believed.
func TestSitemapPrivate(t *testing.T) {
	r := rehearse(t).put("/robots.txt", robotsTxt("Sitemap: http://10.0.0.3/sitemap.xml", "Sitemap: //10.0.0.3", "Sitemap: file:///etc/passwd", "Sitemap: http://[", "Sitemap:"))
	r.put("/sitemap.xml", fetchtest.Response("301 Moved", "", "Location: http://10.0.0.3/sitemap.xml"))
	if got := r.crawlMaps("-v"); len(got) != 1 || len(r.asked) != 3 {
		t.Errorf("%v, asked %q: %s", got, r.asked, &r.stderr)
	}
}

// TestSitemapsOfEachOrigin that is asked, once for each.
func TestSitemapsOfEachOrigin(t *testing.T) {
	for _, robots := range []string{"on", "off"} {
		r := rehearse(t).put("/sitemap.xml", fetchtest.OK(urlset("/ok?2")))
		r.put("10.0.0.3/sitemap.xml", fetchtest.OK("<urlset><url><loc>/ok?3</loc></url></urlset>"))
		got := r.crawlMaps("--robots", robots, site+"/ok?x", "http://10.0.0.3/ok")
		if len(got) != 5 || got["http://10.0.0.3/ok?3"] != "ok" || got["/ok?2"] != "ok" {
			t.Errorf("%v", got)
		}
		r.wantAsked("/sitemap.xml", 1)
	}
}

// TestSitemapHoldsTheRunOpen until it is read, though nothing else is left; and
// not longer than the run may last.
func TestSitemapHoldsTheRunOpen(t *testing.T) {
	r := rehearse(t).put("/sitemap.xml", "/wait/9s/map").put("/map", fetchtest.OK(urlset("/ok?late")))
	if got := r.crawlMaps(); got["/ok?late"] != "ok" || r.world.Elapsed() < 9*time.Second {
		t.Errorf("%v after %v", got, r.world.Elapsed())
	}
	r = rehearse(t).put("/sitemap.xml", "/stall").interrupt(2 * time.Second)
	if got := r.crawlMaps("--grace", "1s"); len(got) != 1 || r.code != 130 || r.world.Elapsed() > 4*time.Second {
		t.Errorf("%v, code %d after %v", got, r.code, r.world.Elapsed())
	}
	r = rehearse(t).put("/sitemap.xml", "/later/50")
	if got := r.crawlMaps("--max-time", "3s"); len(got) != 1 || r.code != 0 || r.run.summary().Complete {
		t.Errorf("%v, code %d, %+v", got, r.code, r.run.summary())
	}
	r = rehearse(t).put("/sitemap.xml", fetchtest.OK(urlset("/ok?1", "/ok?2", "/ok?3")))
	if got := r.crawlMaps("--max-pages", "2"); r.code != 0 || got["/ok"] != "ok" {
		t.Errorf("%v, code %d", got, r.code)
	}
}

func TestLongSitemapIsReadWhole(t *testing.T) {
	var paths []string
	for i := range soak(t, 5_000, 49_999) {
		paths = append(paths, fmt.Sprintf("/deep/%d", i))
	}
	r := rehearse(t).put("/sitemap.xml", fetchtest.OK(urlset(paths...)))
	if got := r.crawlMaps("--depth", "0"); len(got) != len(paths)+1 || got["/deep/77"] != "skipped depth" {
		t.Errorf("%d records of %d", len(got), len(paths)+1)
	}
}
