package scan

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// contents are the elements whose content is no markup.
var contents = map[string]Content{
	"title": RCDATA, "textarea": RCDATA,
	"style": RawText, "xmp": RawText, "iframe": RawText, "noembed": RawText, "noframes": RawText,
	"script": ScriptData, "plaintext": PlainText,
}

// A story is what a page says, one line for each tag and each text.
type story struct {
	lines []string
	text  strings.Builder
}

func (s *story) tag(open, name string, attrs [][2]string, selfClosing bool) {
	s.endText()
	seen, twice := map[string]bool{}, false
	line := open + name
	for _, a := range attrs {
		if twice = twice || seen[a[0]]; !seen[a[0]] {
			line += fmt.Sprintf(" %q=%q", a[0], a[1])
		}
		seen[a[0]] = true
	}
	if selfClosing {
		line += " /"
	}
	s.lines = append(s.lines, line)
}

func (s *story) endText() {
	if s.text.Len() > 0 {
		s.lines = append(s.lines, s.text.String())
		s.text.Reset()
	}
}

// tell is the story of a page as the scanner tells it.
func tell(page []byte, cdata bool) []string {
	var out story
	s := New(page)
	for s.AllowCDATA(cdata); ; {
		switch s.Next() {
		case End:
			out.endText()
			return out.lines
		case Text:
			out.text.Write(s.Text())
		case EndTag:
			out.tag("</", string(s.Name()), nil, false)
		case StartTag:
			var attrs [][2]string
			for s.NextAttr() {
				attrs = append(attrs, [2]string{string(s.AttrName()), string(s.AttrValue())})
			}
			out.tag("<", string(s.Name()), attrs, s.SelfClosing())
			s.Enter(contents[string(s.Name())])
		}
	}
}

// refereed is the same by x/net/html.
func refereed(page []byte, cdata bool) []string {
	var out story
	z := html.NewTokenizer(bytes.NewReader(page))
	for z.AllowCDATA(cdata); ; {
		token := z.Next()
		switch token {
		case html.ErrorToken:
			out.endText()
			return out.lines
		case html.TextToken:
			out.text.Write(z.Text())
		case html.EndTagToken:
			name, _ := z.TagName()
			out.tag("</", string(name), nil, false)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			var attrs [][2]string
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				attrs = append(attrs, [2]string{string(key), string(value)})
			}
			out.tag("<", tag, attrs, token == html.SelfClosingTagToken)
			if tag == "noscript" {
				z.NextIsNotRawText()
			}
		}
	}
}

// deviates finds pages on which x/net/html v0.62 does not do what the standard
// says: it leaves a comment of a script at a '<' that begins no tag, resolves
// references in CDATA, and takes the slash of a value for that of "/>" where
// the attribute is one of two with the same name.
var deviates = regexp.MustCompile(`(?is)<script.*<!--.*<([^a-z/]|$)|\[CDATA\[.*&|=[^>]*/>`)

// pieces are what tags and their like are made of.
var pieces = []string{
	"<", ">", "</", "/>", "<!", "<!--", "-->", "--!>", "-", "--", "!", "<?", "<![CDATA[", "]]>", "]", "<!DOCTYPE html>",
	"a", "<a ", "<a>", "</a>", "<A HREF=", "<br/>", "<p/a/b=c>", " ", "\n", "\r\n", "\r", "\t", "\f", "\x00", "=", "'", `"`, "/", "href", "href=", " x='", ` y="`, "ü",
	"<title>", "</title>", "</TITLE\n", "</titlex", "<textarea>", "</textarea>", "<style>", "</style>", "<xmp>", "</xmp>", "<iframe>", "</iframe>",
	"<noembed>", "</noembed>", "<noframes>", "</noframes>", "<noscript>", "</noscript>", "<plaintext>",
	"<script>", "</script>", "<SCRIPT", "</Script ", "<script", "</script", "</scriptx>",
	"&", "&amp;", "&amp", "&AMP;x", "&copy", "&copyx", "&copy=", "&notit;", "&notin;", "&nosuch;", "&semi;", "&fjlig;", "&#65;", "&#x41", "&#x80;", "&#0;", "&#xD800;", "&#1114112;", "&#;", "&#x;", "&;", ";",
}

func randomPage(rng *rand.Rand) []byte {
	var page []byte
	for range rng.IntN(24) {
		page = append(page, pieces[rng.IntN(len(pieces))]...)
	}
	return page
}

func checkReferee(t *testing.T, page []byte) {
	t.Helper()
	if deviates.Match(page) {
		return
	}
	for _, cdata := range []bool{false, true} {
		if got, want := tell(page, cdata), refereed(page, cdata); !slices.Equal(got, want) {
			t.Fatalf("page %q, CDATA %v:\n got %q\nwant %q", page, cdata, got, want)
		}
	}
}

func TestSameAsReferee(t *testing.T) {
	for seed := range uint64(3000) {
		checkReferee(t, randomPage(rand.New(rand.NewPCG(seed, 2))))
	}
}

func FuzzScanner(f *testing.F) {
	for seed := range uint64(50) {
		f.Add(randomPage(rand.New(rand.NewPCG(seed, 3))))
	}
	f.Fuzz(checkReferee)
}
