package selector

import (
	"slices"
	"strings"
	"testing"
)

const page = `<!doctype html><title>T</title><h1>One <b>and
	only</b></h1><p class=price>&pound;1<p class=price data-n=2> 2 <script>x</script></p>
	<a href=/a?b&amp;c>A</a><a>none</a><a HREF="">empty</a><img src=i.png>
	<script type=application/ld+json> {"a":  "b"} </script><noscript><i>quiet</i></noscript><svg><title>S</title></svg>`

func TestFind(t *testing.T) {
	for text, want := range map[string][]string{
		`h1`:                                 {"One and only"},
		`h1::text`:                           {"One and only"},
		`.price`:                             {"£1", "2"},
		`a::attr(href)`:                      {"/a?b&c", ""},
		`img, a[href]::attr( SRC )`:          {"i.png"},
		`h1, img, p.price[data-n="2"]`:       {"One and only", "2", ""},
		`script[type="application/ld+json"]`: {`{"a":  "b"}`},
		`noscript i`:                         {"quiet"},
		`head > title`:                       {"T"},
		`h2`:                                 {},
		`p:nth-of-type(2), h1:has(b)`:        {"One and only", "2"},
	} {
		s, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := s.Find([]byte(page)); err != nil || !slices.Equal(got, want) || got == nil {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestBadSelectors(t *testing.T) {
	for _, text := range []string{"", "::attr(href)", "a[", "a::attr()", "a::attr(href) b", "a::before", "a,", "a@href"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

// TestDeepPage: the parser refuses such a page, the selector does not.
func TestDeepPage(t *testing.T) {
	deep := strings.Repeat("<div>", 10_000) + "<b>down</b>" + strings.Repeat("</div>", 10_000) + "<h1>behind</h1>"
	if _, err := parseTree([]byte(deep)); err == nil {
		t.Fatal("the parser takes it: this test and flat are of no use any more")
	}
	for text, want := range map[string]string{"h1": "behind", "body > div": "down"} {
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Find([]byte(deep)); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// TestNestedTextIsBounded: each of many nested elements has the text of all within.
func TestNestedTextIsBounded(t *testing.T) {
	s, err := Parse("*")
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Find([]byte(strings.Repeat("<div>", 400) + strings.Repeat("text ", 10_000)))
	if size := len(strings.Join(got, "")); err != nil || size > maxText || size < maxText/2 {
		t.Errorf("%d bytes, %v", size, err)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("p::attr(x)", page)
	f.Add("*", strings.Repeat("<b><p>", 600))
	f.Fuzz(func(t *testing.T, text, page string) {
		if s, err := Parse(text); err == nil {
			s.Find([]byte(page))
		}
	})
}
