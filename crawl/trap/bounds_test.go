package trap

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"clew/crawl/weburl"
)

// TestShapesOfAHostAreBounded: a host that invents directories, parameters and
// depths is looked at through some hundred shapes.
func TestShapesOfAHostAreBounded(t *testing.T) {
	g, r := New(), newRandom()
	for range 20_000 {
		path := ""
		for range 1 + r.IntN(6) {
			path += "/" + [...]string{r.word(), r.token(), fmt.Sprint(r.IntN(100))}[r.IntN(3)]
		}
		u := mustParse(t, origin+path+"."+r.word()[:3]+"?"+r.word()+"=1&"+strings.Repeat(r.word()+"&", r.IntN(3)))
		if g.Admit(u, 0) {
			g.Read(Page{URL: u, Title: r.word()})
		}
	}
	if n := len(g.shapes.young) + len(g.shapes.old); n > hostShapes+300 {
		t.Errorf("%d shapes of one host", n)
	}
}

// TestMemoryIsBounded: the oldest is forgotten, what is in use is not.
func TestMemoryIsBounded(t *testing.T) {
	if size := reflect.TypeFor[shape]().Size() + reflect.TypeFor[filters]().Size(); size > 1100 {
		t.Errorf("a shape takes %d bytes", size)
	}
	g := New()
	kept := mustParse(t, "http://kept.test/cal/1")
	g.Read(Page{URL: kept, Title: "Calendar"})
	for n := range 50_000 {
		g.Read(Page{URL: mustParse(t, fmt.Sprintf("http://h%d.test/", n)), Title: "Home"})
		if n%1000 == 0 {
			g.Holds(kept, 0)
		}
	}
	if n := len(g.shapes.young) + len(g.shapes.old); n > 2*16_384 {
		t.Errorf("%d shapes are kept", n)
	}
	if o := outlineOf(kept); g.find(&o) == nil {
		t.Error("a shape in use is forgotten")
	}
}

// TestSameQuestionsSameAnswers: nothing depends on anything but what was said.
func TestSameQuestionsSameAnswers(t *testing.T) {
	a, b := crawl(t, beside("/gone", soft404()), 5000), crawl(t, beside("/gone", soft404()), 5000)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%+v, then %+v", a, b)
	}
}

// FuzzOutline: whatever a URL is, it has one outline, and its fragment and the
// order of its parameters are no part of that.
func FuzzOutline(f *testing.F) {
	f.Add("/a/b;c/d.html", "x=1&y=2")
	f.Add("//;;/%2525/", "&&=&a")
	f.Fuzz(func(t *testing.T, path, query string) {
		u, err := weburl.Parse(origin + "/" + path + "?" + query)
		if err != nil || strings.Contains(u.String(), "#") {
			return
		}
		o := outlineOf(u)
		params := strings.Split(u.Query(), "&")
		rand.Shuffle(len(params), func(i, j int) { params[i], params[j] = params[j], params[i] })
		before, _, _ := strings.Cut(u.String(), "?")
		shuffled, err := weburl.Parse(before + "?" + strings.Join(params, "&"))
		if err != nil {
			t.Fatal(err)
		}
		if p := outlineOf(shuffled); !o.wrong && (p.shape != o.shape || p.mask != o.mask) {
			t.Errorf("%s and %s differ", u, shuffled)
		}
	})
}

// BenchmarkRead is a page with 40 links, all but one of which are known, on a site
// without traps.
func BenchmarkRead(b *testing.B) {
	g := New()
	links := make([]weburl.URL, 40)
	for i := range links {
		links[i] = mustParse(b, fmt.Sprintf("https://www.example.org/2024/05/%02d/the-thread-and-the-labyrinth", i))
	}
	titles := make([]string, 1000)
	for i := range titles {
		titles[i] = prose(i)
	}
	page := Page{URL: links[0], Links: len(links), Link: func(i int) weburl.URL { return links[i] }, Known: func(u weburl.URL) bool { return u != links[1] }}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		page.Title = titles[n%len(titles)]
		if g.Read(page) != 0 {
			b.Fatal("a debt")
		}
	}
}
