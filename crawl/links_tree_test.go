package crawl

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"clew/crawl/weburl"
)

// TestTreeFindsTheSame holds ExtractLinks against x/net/html's tree on pages
// whose elements nest as they should, with all that changes what a tag means:
// SVG, MathML and the ways out of them, templates, scripts, comments, CDATA.
// Two things are left out: an a element within another, which the tree may
// repeat, and a template where SVG or MathML holds HTML, for there the tree
// of x/net/html v0.62 loses the rest of the page.
func TestTreeFindsTheSame(t *testing.T) {
	for seed := range uint64(3000) {
		page := (&pageMaker{rng: rand.New(rand.NewPCG(seed, 0))}).page()
		got, want := extract(t, page, LinkOptions{}), treeLinks(t, page)
		slices.Sort(got)
		slices.Sort(want)
		want = slices.Compact(want) // misnested formatting is repeated in a tree
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: %s\n got %q\ntree %q", seed, page, got, want)
		}
	}
}

// A pageMaker makes pages at random. Each reference in one differs.
type pageMaker struct {
	rng  *rand.Rand
	out  strings.Builder
	refs int
	inA  bool // no a element here
	mix  bool // nor a template
}

func (m *pageMaker) page() string {
	m.out.WriteString("<!doctype html><title>t</title>")
	for range m.rng.IntN(12) {
		m.html(5)
	}
	return m.out.String()
}

func (m *pageMaker) print(format string, args ...any) { fmt.Fprintf(&m.out, format, args...) }

func (m *pageMaker) ref() int {
	m.refs++
	return m.refs
}

func (m *pageMaker) pick(choices ...string) string { return choices[m.rng.IntN(len(choices))] }

// inside writes an element around some content.
func (m *pageMaker) inside(tag string, content func(depth int), depth int) {
	m.print("<%s>", tag)
	for range m.rng.IntN(4) {
		if depth > 0 {
			content(depth - 1)
		}
	}
	name, _, _ := strings.Cut(tag, " ")
	m.print("</%s>", name)
}

func (m *pageMaker) html(depth int) {
	switch m.rng.IntN(14) {
	case 0:
		if m.inA {
			return
		}
		m.inA = true
		m.inside(fmt.Sprintf("a href=%d", m.ref()), m.html, depth)
		m.inA = false
	case 1:
		m.print("<img src=%d srcset='%d 1x, %d'>", m.ref(), m.ref(), m.ref())
	case 2:
		m.inside(m.pick("div", "section", "span", "div class=x"), m.html, depth)
	case 3:
		if !m.mix {
			m.inside("template", m.html, depth)
		}
	case 4:
		m.inside("noscript", m.html, depth)
	case 5:
		m.inside(fmt.Sprintf("object data=%d", m.ref()), m.html, depth)
	case 6:
		m.print("<%s>", m.pick("script", "style", "textarea", "iframe", "xmp", "title", "noembed"))
		m.print("<a href=%d><!-- --></a></b>", m.ref())
		m.print("</%s>", strings.TrimSpace(lastOpen(m.out.String())))
	case 7:
		m.print("<!-- <a href=%d></a> -->", m.ref())
	case 8:
		m.print("<![CDATA[<a href=%d></a>]]>", m.ref())
	case 9:
		m.print("<base href=/%d/>", m.ref())
	case 10, 11:
		m.inside("svg", m.svg, depth)
	case 12:
		m.inside("math", m.math, depth)
	case 13:
		m.print("<link rel=next href=%d><iframe src=%d></iframe><br>text &lt;a>", m.ref(), m.ref())
	}
}

// lastOpen is the name of the raw text element that was just begun.
func lastOpen(page string) string {
	tag := page[strings.LastIndex(page[:strings.LastIndex(page, "<a href")], "<")+1:]
	return tag[:strings.IndexByte(tag, '>')]
}

func (m *pageMaker) svg(depth int) {
	switch m.rng.IntN(9) {
	case 0:
		if !m.inA {
			m.print("<a xlink:href=%d><path d=''/></a>", m.ref())
		}
	case 1:
		m.print("<image href=%d /><use href='%d'/>", m.ref(), m.ref())
	case 2:
		m.inside(m.pick("g", "text", "svg", "style", "template"), m.svg, depth)
	case 3, 4:
		m.mixed(m.pick("foreignObject", "desc", "title"), depth)
	case 5:
		m.print("<![CDATA[<image href=%d />]]>", m.ref())
	case 6:
		m.print("<base href=/%d/ /><link href=%d /><iframe src='%d'/>", m.ref(), m.ref(), m.ref())
	case 7:
		m.print("<script href='%d'><use href=%d /></script>", m.ref(), m.ref())
	case 8:
		m.print("<!-- <use href=%d /> -->", m.ref())
	}
}

// mixed writes an integration point with HTML inside.
func (m *pageMaker) mixed(tag string, depth int) {
	inA, mix := m.inA, m.mix
	m.inA, m.mix = true, true
	m.inside(tag, m.html, depth)
	m.inA, m.mix = inA, mix
}

func (m *pageMaker) math(depth int) {
	switch m.rng.IntN(5) {
	case 0:
		m.mixed(m.pick("mi", "mo", "mtext"), depth)
	case 1:
		m.mixed("annotation-xml encoding='text/html'", depth)
	case 2:
		m.inside("mrow", m.math, depth)
	case 3:
		m.print("<annotation-xml><svg><use href=%d /></svg></annotation-xml>", m.ref())
	case 4:
		m.print("<![CDATA[<img src=%d>]]><base href=/%d/ />", m.ref(), m.ref())
	}
}

// treeLinks is what extract returns, found in the tree.
func treeLinks(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	pageURL := mustParse(t, "http://h/d/p?q")
	base, links := pageURL, []string{}
	walkDocument(root, func(n *html.Node) bool {
		if n.Namespace == "" && n.Data == "base" {
			base, _ = pageURL.Parse(n.Attr[0].Val)
			return false
		}
		return true
	})
	walkDocument(root, func(n *html.Node) bool {
		for _, a := range n.Attr {
			links = append(links, treeLink(base, n, a)...)
		}
		return true
	})
	return links
}

var treeAttrs = map[string]string{
	"a": "href", "img": "src srcset", "object": "data", "link": "href", "iframe": "src",
	"svg a": "href xlink:href", "svg image": "href", "svg use": "href", "svg script": "href",
}

func treeLink(base weburl.URL, n *html.Node, a html.Attribute) (links []string) {
	key := strings.TrimPrefix(a.Namespace+":"+a.Key, ":")
	element := strings.TrimSpace(n.Namespace + " " + n.Data)
	if !slices.Contains(strings.Fields(treeAttrs[element]), key) {
		return nil
	}
	for _, ref := range strings.Fields(a.Val) {
		if ref != "1x," {
			u, _ := base.Parse(ref)
			links = append(links, n.Data+" "+key+" "+strings.TrimPrefix(u.String(), "http://h"))
		}
	}
	return links
}

// walkDocument calls visit for every element outside of templates until it
// returns false.
func walkDocument(n *html.Node, visit func(*html.Node) bool) bool {
	if n.Type == html.ElementNode && !visit(n) {
		return false
	}
	if n.Type == html.ElementNode && n.Namespace == "" && n.Data == "template" {
		return true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !walkDocument(c, visit) {
			return false
		}
	}
	return true
}
