package demo

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"clew/crawl/weburl"
)

// exceptions are all records of the walk that are not "ok 200".
var exceptions = map[string]string{
	"/archive/elsewhere":              "skipped scope",
	"/collection":                     "skipped duplicate",
	"/collection/balls/silver.html":   "ok 404",
	"/collection/beasts/chimera.html": "ok 410",
	"/index.php":                      "skipped duplicate",
	"/labyrinth/right/right":          "skipped duplicate",
	"/labyrinth/roundabout":           "failed redirect",
	"/staff/keys.html":                "skipped robots",
	"http://example.com/":             "skipped scope",
	"http://example.com/exchange":     "skipped scope",
	"https://example.com/hurry":       "skipped scope",
}

// TestWalk is the demo's crawl on paper; whoever changes the site changes the
// numbers here.
func TestWalk(t *testing.T) {
	w := walkSite(t, museum(t), 0)
	odd := maps.Clone(w.records)
	maps.DeleteFunc(odd, func(_, what string) bool { return what == "ok 200" })
	if !maps.Equal(odd, exceptions) {
		t.Errorf("not 200: %v", odd)
	}
	got := fmt.Sprintf("%d records, %d pages, %d links, %d requests", len(w.records), len(w.pages), w.links, w.requests)
	if want := "98 records, 77 pages, 869 links, 108 requests"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if from := w.found["/collection/balls/silver.html"]; len(from) < 2 || from[0] == from[1] {
		t.Errorf("the missing page is linked from %v", from)
	}
}

// TestWalkInAnyOrder holds what every order of the same crawl must give.
func TestWalkInAnyOrder(t *testing.T) {
	s := museum(t)
	want := walkSite(t, s, 0)
	for seed := uint64(1); seed < 20; seed++ {
		if got := walkSite(t, s, seed); !maps.Equal(got.records, want.records) {
			t.Fatalf("seed %d: %v\nwant %v", seed, got.records, want.records)
		}
	}
}

// TestEveryFileIsUsed finds files that no page leads to.
func TestEveryFileIsUsed(t *testing.T) {
	s := museum(t)
	w := walkSite(t, s, 0)
	unlinked := []string{
		"/404.html", "/410.html", "/503.html", // the words of a status
		"/archive/oracle-answer.html", "/staff/feeding.html", // behind a nofollow
		"/robots.txt", "/sitemap.xml", // which are asked for, and no pages
	}
	for at := range s.pages {
		raw := escapePath(at, "")
		if strings.HasSuffix(at, "/index.html") || slices.Contains(unlinked, at) != w.seen[origin+raw] {
			continue
		}
		t.Errorf("%s: seen %v", at, w.seen[origin+raw])
	}
}

// TestSitemapNamesPages also looks at robots.txt.
func TestSitemapNamesPages(t *testing.T) {
	w := walkSite(t, museum(t), 0)
	ask := func(path string) string {
		u, _ := weburl.Parse(origin + path)
		resp := w.get(t, u)
		if resp.Status != http.StatusOK {
			t.Errorf("%s: status %d", path, resp.Status)
		}
		return string(resp.Body)
	}
	text := ask("/sitemap.xml")
	if n := strings.Count(text, "<loc>"); n != 12 {
		t.Errorf("sitemap.xml: %d places", n)
	}
	for _, part := range strings.Split(text, "<loc>")[1:] {
		loc, _, _ := strings.Cut(part, "</loc>")
		ask(strings.TrimPrefix(loc, origin))
	}
	if text := ask("/robots.txt"); !strings.Contains(text, "\nDisallow: /staff/\n") || !strings.Contains(text, "\nSitemap: "+origin+"/sitemap.xml\n") {
		t.Errorf("robots.txt: %s", text)
	}
	if from := w.found["/secret/thirteenth-door.html"]; len(from) != 1 || from[0] != "/sitemap.xml" {
		t.Errorf("the page that only the sitemap names is found in %q", from)
	}
}

// TestPagesTellOfThemselves looks at what a record shows of a page.
func TestPagesTellOfThemselves(t *testing.T) {
	w := walkSite(t, museum(t), 0)
	langs := map[string]int{}
	for at, doc := range w.pages {
		langs[doc.Lang]++
		if doc.Title == "" || strings.Contains(doc.Title, "\ufffd") {
			t.Errorf("%s: title %q", at, doc.Title)
		}
	}
	if langs["el"] != 1 || langs["de"] != 1 || langs["fr"] != 1 || len(langs) != 4 {
		t.Errorf("languages: %v", langs)
	}
	if got := w.pages["/fr/"].Title; got != "Le musée des labyrinthes – Méandre" {
		t.Errorf("windows-1252: %q", got)
	}
	if got := w.pages["/about/"].Canonical.String(); got != origin+"/about/" {
		t.Errorf("canonical: %q", got)
	}
	if got := w.pages["/archive/torn.html"]; got.Title != "A Torn Page & What Is Left of It" {
		t.Errorf("broken markup: %q", got.Title)
	}
	if !w.pages["/archive/oracle.html"].NoFollow {
		t.Error("the oracle does not say nofollow")
	}
}

// TestSiteIsSmall keeps the program small that embeds it, all but the page that
// is repeated into a large one.
func TestSiteIsSmall(t *testing.T) {
	total := 0
	for at, p := range museum(t).pages {
		if !strings.HasSuffix(at, "/") {
			total += len(p.body)
		}
	}
	large := len(museum(t).pages["/archive/ledger.html"].body)
	if large < 280_000 || large > 330_000 || total-large > 150_000 {
		t.Errorf("the large page has %d bytes, the others %d", large, total-large)
	}
}
