package demo

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"clew/crawl"
	"clew/crawl/robots"
	"clew/crawl/sitemap"
	"clew/crawl/weburl"
	"clew/pipeline/httpd"
)

const origin = "http://127.0.0.1:8080"

// A walk is a crawl of a site on paper: without a network, in an order of its
// own, by the rules that the crawler's records follow.
type walk struct {
	srv   *server
	rules *robots.Rules
	seen  map[string]bool
	queue []weburl.URL
	found map[string][]string // the pages that lead to a URL

	records  map[string]string // what became of each URL
	pages    map[string]crawl.Document
	links    int
	requests int
}

// walkSite walks through s from its front page, in an order that seed chooses.
func walkSite(t testing.TB, s *Site, seed uint64) *walk {
	t.Helper()
	w := &walk{
		srv:  &server{site: s, failed: map[string]bool{}},
		seen: map[string]bool{}, found: map[string][]string{},
		records: map[string]string{}, pages: map[string]crawl.Document{},
	}
	w.admit(t, origin+"/", "")
	w.rules = robots.Parse(w.ask(t, origin+"/robots.txt"), "clew")
	for _, name := range w.rules.Sitemaps {
		w.readList(t, name, w.ask(t, name))
	}
	for random := rand.New(rand.NewPCG(seed, 0)); len(w.queue) > 0; {
		i := random.IntN(len(w.queue))
		if seed == 0 {
			i = 0
		}
		u := w.queue[i]
		w.queue = slices.Delete(w.queue, i, i+1)
		w.records[name(u)] = w.visit(t, u)
	}
	return w
}

// admit queues a URL that is new.
func (w *walk) admit(t testing.TB, raw, from string) {
	t.Helper()
	u, err := weburl.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	w.found[name(u)] = append(w.found[name(u)], from)
	if !w.seen[raw] {
		w.seen[raw] = true
		w.queue = append(w.queue, u)
	}
}

// visit asks for u, follows its redirects and says what comes of it.
func (w *walk) visit(t testing.TB, u weburl.URL) string {
	chain := []string{u.String()}
	for {
		switch {
		case u.Host() != "127.0.0.1:8080":
			return "skipped scope"
		case !w.rules.Allowed(u.RequestTarget()):
			return "skipped robots"
		}
		resp := w.get(t, u)
		location := resp.field("Location")
		if location == "" {
			w.read(t, u, resp)
			return fmt.Sprint("ok ", resp.Status)
		}
		next, err := u.Parse(location)
		if err != nil {
			t.Fatal(err)
		}
		u = next
		switch to := u.String(); {
		case slices.Contains(chain, to):
			return "failed redirect"
		case w.seen[to]:
			return "skipped duplicate"
		default:
			chain = append(chain, to)
			w.seen[to] = true
		}
	}
}

// get asks for u, twice where the first answer asks for that.
func (w *walk) get(t testing.TB, u weburl.URL) *response {
	req, err := httpd.ParseRequest("GET " + u.RequestTarget() + " HTTP/1.1\r\nHost: " + u.Host())
	if err != nil {
		t.Fatalf("%s: %v", u, err)
	}
	w.requests++
	resp := w.srv.answer(req)
	if resp.field("Retry-After") != "" {
		w.requests++
		resp = w.srv.answer(req)
	}
	return resp
}

// read follows the links of a page.
func (w *walk) read(t testing.TB, u weburl.URL, resp *response) {
	kind := resp.field("Content-Type")
	if kind == "application/atom+xml" {
		w.readList(t, u.String(), resp.Body)
		return
	}
	if !crawl.IsHTML(kind, resp.Body) {
		return
	}
	text, charset, err := crawl.ToUTF8(kind, resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	doc := crawl.ExtractLinks(u, text, crawl.LinkOptions{Charset: charset})
	if resp.Status == http.StatusOK {
		w.pages[name(u)] = doc
	}
	for _, link := range doc.Links {
		w.links++
		if !doc.NoFollow && !link.NoFollow {
			w.admit(t, link.URL.String(), name(u))
		}
	}
}

// readList admits what a sitemap or a feed lists.
func (w *walk) readList(t testing.TB, from string, text []byte) {
	t.Helper()
	base, _ := weburl.Parse(from)
	err := sitemap.Parse(bytes.ReplaceAll(text, []byte("{origin}"), []byte(origin)), base, func(e sitemap.Entry) error {
		w.links++
		w.admit(t, e.URL.String(), name(base))
		return nil
	})
	if err != nil {
		t.Errorf("%s: %v", from, err)
	}
}

// ask returns the body of an answer that is no page.
func (w *walk) ask(t testing.TB, raw string) []byte {
	t.Helper()
	u, err := weburl.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return w.get(t, u).Body
}

// field returns the value of a field of the answer.
func (a *response) field(name string) string {
	for _, f := range a.Header {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// name is how a URL is called in these tests: on the site its path and query.
func name(u weburl.URL) string { return strings.TrimPrefix(u.String(), origin) }
