package trap

import (
	"os"
	"testing"

	"clew/crawl/weburl"
)

const origin = "http://site.test"

// A walk is what a crawl of a site came to.
type walk struct {
	asked, cut, wasted, texts int
	found                     map[string]bool // real pages
}

type queued struct {
	u, source weburl.URL
	debt      Debt
}

// crawl walks through a site, breadth first as a crawl does.
func crawl(t testing.TB, s site, limit int) *walk {
	g := New()
	w := &walk{found: map[string]bool{}}
	root := mustParse(t, origin+"/")
	seen := map[weburl.URL]bool{root: true}
	for queue := []queued{{u: root}}; len(queue) > 0 && w.asked < limit; queue = queue[1:] {
		it := queue[0]
		if it.source != (weburl.URL{}) && g.Holds(it.u, it.debt) {
			w.cut++
			continue
		}
		w.asked++
		p := s(it.u.RequestTarget())
		if p == nil || p.real == "" || w.found[p.real] {
			w.wasted++
		} else {
			w.found[p.real] = true
		}
		if p == nil || p.title == "" {
			continue
		}
		told := Page{URL: it.u, Source: it.source, Debt: it.debt, Title: p.title, Known: func(u weburl.URL) bool { return seen[u] }}
		if g.WantsText(it.u, it.debt) {
			w.texts++
			told.Text = TextOf([]byte("<p>" + p.text))
		}
		links := make([]weburl.URL, len(p.links))
		for i, l := range p.links {
			links[i] = mustParse(t, origin+l)
		}
		told.Links, told.Link = len(links), func(i int) weburl.URL { return links[i] }
		debt := g.Read(told)
		for _, u := range links {
			if seen[u] {
				continue
			}
			seen[u] = true
			if g.Admit(u, debt) {
				queue = append(queue, queued{u, it.u, debt})
			} else {
				w.cut++
			}
		}
	}
	return w
}

func mustParse(t testing.TB, s string) weburl.URL {
	u, err := weburl.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return u
}

// TestRealSites: what has an end is crawled whole.
func TestRealSites(t *testing.T) {
	products := 10_000
	if os.Getenv("CLEW_SOAK") != "" {
		products = 100_000
	}
	for _, tt := range []struct {
		name  string
		site  site
		pages int
	}{
		{"blog", blog, 11_001},
		{"blog, numbers alone", numberedBlog, 11_001},
		{"shop", shop(products, properly), products + 1},
		{"shop, numbers alone", shop(products, lazily), products + 1},
		{"tree, numbers alone", tree, 19_999},
		{"wiki", wiki, 5001},
		{"forum", forum, 1 + 300*21/2 + 792},
		{"docs", docs, 4001},
		{"news", news, 1 + 120*85},
		{"cursor", cursor, 12_001},
		{"mirror", mirror, 11_112},
		{"gallery", gallery, 4001},
	} {
		w := crawl(t, tt.site, 200_000)
		report(t, tt.name, tt.pages, w)
		if len(w.found) != tt.pages || w.cut > 0 {
			t.Errorf("%s: reached %d of %d pages, %d links cut", tt.name, len(w.found), tt.pages, w.cut)
		}
	}
}

// TestTraps: what has no end is left soon, and the rest of the site is crawled.
func TestTraps(t *testing.T) {
	for _, tt := range []struct {
		name   string
		site   site
		pages  int
		wasted int // at most
	}{
		{"calendar, query", beside("/cal?y=2024&m=5", calendarByQuery), 301, 300},
		{"calendar, path", beside("/cal/2024/5", calendarByPath), 301, 300},
		{"calendar of days", beside("/cal/2024/5", calendarOfDays), 301, 20_000},
		{"session, query", sessionInQuery(), 200, 500},
		{"session, path", sessionInPath(), 200, 500},
		{"infinite depth", beside("/a/", infiniteDepth), 301, 5},
		{"relative links", beside("/about/", relativeNav), 301, 500},
		{"soft 404", beside("/gone", soft404()), 301, 100},
		{"maze of words", beside("/maze/gone", wordMaze()), 301, 200},
		{"maze of numbers", beside("/item?id=17", numberMaze()), 301, 200},
		{"maze of directories", beside("/maze/gone", mazeOfShapes()), 301, 1500},
		{"tarpit", beside("/maze/gone/by", tarpit()), 301, 5000},
		{"facets", beside("/list", facets), 361, 1500},
	} {
		w := crawl(t, tt.site, 50_000)
		report(t, tt.name, tt.pages, w)
		if len(w.found) != tt.pages {
			t.Errorf("%s: reached %d of %d pages beside the trap", tt.name, len(w.found), tt.pages)
		}
		if w.wasted > tt.wasted {
			t.Errorf("%s: %d requests wasted, want at most %d", tt.name, w.wasted, tt.wasted)
		}
	}
}

func report(t *testing.T, name string, pages int, w *walk) {
	t.Logf("%-20s pages %6d  reached %6d  cut %6d  wasted %5d  texts %6d", name, pages, len(w.found), w.cut, w.wasted, w.texts)
}
