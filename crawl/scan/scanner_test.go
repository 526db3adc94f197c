package scan

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string
	}{
		{"nothing", "", nil},
		{"tags and text", "a<B c>d</B>", []string{"a", `<b "c"=""`, "d", "</b"}},
		{"no tags", "< a <1 <", []string{"< a <1 <"}},
		{"end of the page in a tag", "a<b c='>", []string{"a"}},
		{"end of the page behind a slash", "a</", []string{"a</"}},
		{"values", `<a b=c d = 'e"' f="g'>" h=>`, []string{`<a "b"="c" "d"="e\"" "f"="g'>" "h"=""`}},
		{"an equals sign at first", "<a =b==c>", []string{`<a "=b"="=c"`}},
		{"slashes", "<a/b/=c/>", []string{`<a "b"="" "=c"="" /`}},
		{"a slash of the value", "<a b=c/>", []string{`<a "b"="c/"`}},
		{"a slash of one of two", "<a b b=c/>", []string{`<a "b"=""`}},
		{"upper case", "<A XLink:HREF=Ab></DiV>", []string{`<a "xlink:href"="Ab"`, "</div"}},
		{"NUL", "a\x00<b\x00 \x00=\x00>", []string{"a\x00", "<b\uFFFD \"\uFFFD\"=\"\uFFFD\""}},
		{"end tags have no attributes", "</a b='>'>c", []string{"</a", "c"}},
		{"comments", "1<!-- <a> -- > --!>2<!-->3<!--->4<!----!>5<!>6<?a>7</ a>8</>9<!--> --", []string{"123456789 --"}},
		{"an unfinished comment", "1<!-- > -- <a>", []string{"1"}},
		{"doctypes", "<!doctype html '>'>1", []string{"'>1"}},
		{"no section", "<![CDATA[a>b]]>", []string{"b]]>"}},
		{"RCDATA", "<title><a>&amp;</titl></title >", []string{"<title", "<a>&</titl>", "</title"}},
		{"raw text", "<style><a>&amp;\x00</STYLE><a>", []string{"<style", "<a>&amp;\uFFFD", "</style", "<a"}},
		{"plain text", "<plaintext></plaintext>", []string{"<plaintext", "</plaintext>"}},
		{"script", "<script><!--</script>", []string{"<script", "<!--", "</script"}},
		{"script in a script", "<script><!-- <Script> </script> -->1</script>", []string{"<script", "<!-- <Script> </script> -->1", "</script"}},
		{"its comment goes on", "<script><!-- < <script> </script></script>", []string{"<script", "<!-- < <script> </script>", "</script"}},
		{"its comment ended", "<script><!--><script></script>", []string{"<script", "<!--><script>", "</script"}},
		{"references in text", "&lt;&copyx;&#65&nosuch;&#x80;&", []string{"<©x;A&nosuch;€&"}},
		{"references in values", "<a b='&lt;&copyx;&copy=&copy;&copy&#65&semi;&b=&notit;'>", []string{`<a "b"="<&copyx;&copy=©©A;&b=&notit;"`}},
		{"line ends", "1\r2\r\n3\n<a b='\r\n&#13;'>", []string{"1\n2\n3\n", `<a "b"="\n\r"`}},
	}
	for _, tt := range tests {
		if got := tell([]byte(tt.page), false); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q\n got %q\nwant %q", tt.name, tt.page, got, tt.want)
		}
	}
}

func TestCDATA(t *testing.T) {
	for page, want := range map[string]string{
		"1<![CDATA[<a>&amp;\r]]]>2": "1<a>&amp;\n]2",
		"1<![CDATA[]]>2":            "12",
		"1<![CDATA[2":               "12",
		"1<![CDATA":                 "1",
	} {
		if got := strings.Join(tell([]byte(page), true), "|"); got != want {
			t.Errorf("%q: got %q, want %q", page, got, want)
		}
	}
}

// No page makes it look at a byte again and again. Where each piece of these
// cost a look at all that follows, a page would take seconds, not a millisecond.
func TestGarbageIsLinear(t *testing.T) {
	begins := []string{"<a ", "<a b='", "<title>", "<style>", "<script>", "<script><!--", "<script><!--<script>", "<!--", "<![CDATA["}
	pieces := []string{
		"<", "</", "<!", "<!--", "<!-- >", "--", "<a ", "<a b=", "<a b='", `<a b="'`, "<a b=c>", "</a ", "<?",
		"&", "&a", "&#", "&#1", "\x00", "\r", "<title>", "<script><!--", "<![CDATA[",
	}
	for _, piece := range pieces {
		readAll("", piece)
	}
	for _, begin := range begins {
		for _, piece := range []string{"<", ">", "</", "--", "]]"} {
			readAll(begin, piece)
		}
	}
}

func readAll(begin, piece string) {
	page := append([]byte(begin), bytes.Repeat([]byte(piece), 256<<10/len(piece))...)
	s := New(page)
	for s.AllowCDATA(true); ; {
		switch s.Next() {
		case End:
			return
		case Text:
			s.Text()
		case StartTag:
			s.Enter(contents[string(s.Name())])
		}
	}
}

func TestTokensAreNotAllocated(t *testing.T) {
	page := []byte(strings.Repeat(`text<A HREF="x?a&amp;b"></a>`, 100))
	if n := testing.AllocsPerRun(10, func() {
		for s := New(page); s.Next() != End; {
			for s.tag != nil && s.NextAttr() {
				s.AttrName()
				s.AttrValue()
			}
		}
	}); n > 1 {
		t.Errorf("%v allocations a page: the scanner is one", n)
	}
}
