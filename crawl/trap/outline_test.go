package trap

import (
	"strings"
	"testing"
)

func TestShapes(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"/p/123", "/p/7", true},
		{"/p/123", "/q/123", false},
		{"/p/123", "/p/red-shoe", false},
		{"/wiki/Ball", "/wiki/Thread", true},
		{"/ball", "/thread", true},
		{"/x/a/b", "/x/a/b/c/d", true},
		{"/photo/1.jpg", "/photo/1.html", false},
		{"/cal?y=1&m=2", "/cal?m=3&y=4", true},
		{"/cal?y=1&m=2", "/cal?y=1", false},
		{"/list?a=1&b=2&c=3", "/list?c=1&d=2&e=3&f=4", true},
		{"/2024/05", "/2023/11", true},
		{"/2024/05", "/2024/05/17/title", false},
	} {
		a, b := outlineOf(mustParse(t, origin+tt.a)), outlineOf(mustParse(t, origin+tt.b))
		if got := a.shape == b.shape; got != tt.same {
			t.Errorf("%s and %s have one shape: %v", tt.a, tt.b, got)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"/page?sid=8fa3b2c1", "/page?sid=0b1c2d3e", true},
		{"/page?sid=8fa3b2c1&n=1", "/page?n=1&sid=0b1c2d3e", true},
		{"/page?sid=8fa3b2c1&n=1", "/page?sid=8fa3b2c1&n=2", false},
		{"/s/8fa3b2c1/page1", "/s/0b1c2d3e/page1", true},
		{"/s/8fa3b2c1/page1", "/s/8fa3b2c1/page2", false},
		{"/page;jsessionid=8fa3b2c1d4", "/page;jsessionid=0b1c2d3e4f", true},
		{"/page1;jsessionid=8fa3b2c1d4", "/page2;jsessionid=8fa3b2c1d4", false},
		{"/2024/05/17", "/2024/05/18", false},
		{"/day/2024-05-17", "/day/2024-05-18", false},
	} {
		a, b := outlineOf(mustParse(t, origin+tt.a)), outlineOf(mustParse(t, origin+tt.b))
		if got := a.mask == b.mask; got != tt.same {
			t.Errorf("%s and %s differ in tokens alone: %v", tt.a, tt.b, got)
		}
	}
}

func TestWrongByItself(t *testing.T) {
	for _, tt := range []struct {
		path  string
		wrong bool
	}{
		{"/a/a/a", false},
		{"/a/a/a/a", true},
		{"/a/b/a/b", false},
		{"/a/b/a/b/a/b", true},
		{"/x/a/b/c/a/b/c/a/b/c/y", true},
		{"/a/b/a/c/a/d/a/e/a", false},
		{"/a/b/a/c/a/d/a/e/a/f/a", true},
		{"/2011/11/11/11-reasons", false},
		{strings.Repeat("/s", 3) + "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21", false},
		{strings.Repeat("/s", 3) + "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22", true},
		{"/" + strings.Repeat("x", 2083-len(origin)-1), false},
		{"/" + strings.Repeat("x", 2083-len(origin)), true},
		{"/?" + strings.Repeat("tag=x&", 8), false},
		{"/?" + strings.Repeat("tag=x&", 9), true},
		{"/?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t", false},
		{"/?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u", true},
		{"/login?to=%2Flogin%3Fto%3D%252F", false},
		{"/login?to=%2Flogin%3Fto%3D%25252F", true},
	} {
		if got := !New().Admit(mustParse(t, origin+tt.path), 0); got != tt.wrong {
			t.Errorf("%s is cut: %v", tt.path, got)
		}
	}
}

func TestText(t *testing.T) {
	text := func(s string) Text { return TextOf([]byte(s)) }
	if text("<p>May 2024</p>").loose != text("<div class=x>May\n 2031").loose {
		t.Error("digits or tags make a text new")
	}
	if text("<p>May 2024</p>").exact == text("<p>May 2031</p>").exact {
		t.Error("two texts are one to the letter")
	}
	if text("<script>var a</script>x<style>b</style>") != text("x") {
		t.Error("scripts and styles are text")
	}
	for _, s := range []string{"", "<p>", "<a href='/x'> \n</a>", "<script>x", "<"} {
		if text(s) != (Text{}) {
			t.Errorf("%q has a text", s)
		}
	}
}

// BenchmarkAdmit is the way in of a link on a site without traps.
func BenchmarkAdmit(b *testing.B) {
	g := New()
	u := mustParse(b, "https://www.example.org/2024/05/17/the-thread-and-the-labyrinth?page=2")
	g.Read(Page{URL: u, Title: "The thread"})
	b.ReportAllocs()
	for b.Loop() {
		if !g.Admit(u, 0) {
			b.Fatal("cut")
		}
	}
}
