package weburl_test

import (
	"testing"

	"clew/crawl/weburl"
)

// resolves is what becomes of references against a base; "" stands for an error.
var resolves = []struct{ base, ref, want string }{
	{"http://a/b/c?q#f", "", "http://a/b/c?q"},
	{"http://a/b/c?q#f", "#", "http://a/b/c?q#"},
	{"http://a/b/c?q#f", "#g h", "http://a/b/c?q#g%20h"},
	{"http://a/b/c?q#f", "?", "http://a/b/c?"},
	{"http://a/b/c?q#f", "?r'#g", "http://a/b/c?r%27#g"},
	{"http://a/b/c?q#f", "d", "http://a/b/d"},
	{"http://a/b/c?q#f", "d?r#g", "http://a/b/d?r#g"},
	{"http://a/b/c?q#f", "./d", "http://a/b/d"},
	{"http://a/b/c?q#f", "../d", "http://a/d"},
	{"http://a/b/c?q#f", "../../../d", "http://a/d"},
	{"http://a/b/c?q#f", ".", "http://a/b/"},
	{"http://a/b/c?q#f", "..", "http://a/"},
	{"http://a/b/c?q#f", "../", "http://a/"},
	{"http://a/b/c?q#f", "..//d", "http://a//d"},
	{"http://a/b/c?q#f", "..?r", "http://a/?r"},
	{"http://a/b/c?q#f", "./x:y", "http://a/b/x:y"},
	{"http://a/b/c?q#f", "x/y:z", "http://a/b/x/y:z"},
	{"http://a/b/c?q#f", "x?y:z", "http://a/b/x?y:z"},
	{"http://a/b/c?q#f", "1:2", "http://a/b/1:2"},
	{"http://a/b/c?q#f", "x:y", "x:y"},
	{"http://a/b/c?q#f", "d/../e/./f", "http://a/b/e/f"},
	{"http://a/b/c?q#f", "%2e%2E/d", "http://a/d"},
	{"http://a/b/c?q#f", "..\\d", "http://a/d"},
	{"http://a/b/c?q#f", "/", "http://a/"},
	{"http://a/b/c?q#f", "/d/../e", "http://a/e"},
	{"http://a/b/c?q#f", "\\d", "http://a/d"},
	{"http://a/b/c?q#f", "//B:81/d", "http://b:81/d"},
	{"http://a/b/c?q#f", "//b:81/d?r#g", "http://b:81/d?r#g"},
	{"http://a/b/c?q#f", "//b:80/d", "http://b/d"},
	{"http://a/b/c?q#f", "//b", "http://b/"},
	{"http://a/b/c?q#f", "///b/c", "http://b/c"},
	{"http://a/b/c?q#f", "\\/b", "http://b/"},
	{"http://a/b/c?q#f", "//", ""},
	{"http://a/b/c?q#f", "http:d", "http://a/b/d"},
	{"http://a/b/c?q#f", "http:/d", "http://a/d"},
	{"http://a/b/c?q#f", "http:", "http://a/b/c?q"},
	{"http://a/b/c?q#f", "https:d", "https://d/"},
	{"http://a/b/c?q#f", "https://x.y/z", "https://x.y/z"},
	{"http://a/b/c?q#f", "  \n d e\t ", "http://a/b/d%20e"},
	{"http://a/b/c?q#f", "ü", "http://a/b/%C3%BC"},
	{"http://u:p@a:81/b", "c", "http://u:p@a:81/c"},
	{"http://u:p@a:81/b", "//c", "http://c/"},
	{"http://a//b//c", "..", "http://a//b/"},
	{"http://a//b//c", "../..", "http://a//"},

	{"foo:opaque", "#f", "foo:opaque#f"},
	{"foo:opaque", "", ""},
	{"foo:opaque", "?q", ""},
	{"foo:opaque", "http://a", "http://a/"},
	{"foo://h/a", "b\\c", "foo://h/b\\c"},
	{"foo://h", "b", "foo://h/b"},
	{"foo://h?q", "", "foo://h?q"},
	{"foo:/a", "//b", "foo://b"},
	{"foo:/a/b", "..//c", "foo:/.//c"},
	{"foo:/.//a", "b", "foo:/.//b"},
	{"foo:/.//a", "/b", "foo:/b"},
	{"foo:/.//a", "#f", "foo:/.//a#f"},

	{"file:///C:/a/b", "../..", "file:///C:/"},
	{"file:///C:/a/b", "/x", "file:///C:/x"},
	{"file:///C:/a/b", "D|/x", "file:///D:/x"},
	{"file:///C:/a/b", "?q", "file:///C:/a/b?q"},
	{"file:///C:/a/b", "https://x.y/z", "https://x.y/z"},
	{"file://h/a", "//i/b", "file://i/b"},
	{"file://h/a", "/b", "file://h/b"},
}

func TestResolve(t *testing.T) {
	for _, c := range resolves {
		base := mustParse(t, c.base)
		u, err := base.Parse(c.ref)
		if u.String() != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%q against %q: got %q, %v; want %q", c.ref, c.base, u, err, c.want)
		}
		fromBytes, _ := base.ParseBytes([]byte(c.ref))
		if fromBytes != u {
			t.Errorf("%q against %q: from bytes %q, from a string %q", c.ref, c.base, fromBytes, u)
		}
	}
}

func TestResolveAgainstNothing(t *testing.T) {
	var none weburl.URL
	if u, err := none.Parse("http://a/b"); err != nil || u.String() != "http://a/b" {
		t.Errorf("absolute: %q, %v", u, err)
	}
	for _, ref := range []string{"", "a", "/a", "?a", "#a", "//a/"} {
		if u, err := none.Parse(ref); err == nil {
			t.Errorf("%q: %q", ref, u)
		}
	}
}

// A page's buffer is used again when its links have been read.
func TestResultDoesNotChangeWithThePage(t *testing.T) {
	base := mustParse(t, "http://a/b")
	for _, ref := range []string{"c", "http://x/y", "http://x/y z", "#f", "//x/", "http://[:"} {
		page := []byte(ref)
		u, err := base.ParseBytes(page)
		want, wantErr := base.Parse(ref)
		clear(page)
		if u != want {
			t.Errorf("%q: %q, want %q", ref, u, want)
		}
		if err != nil && err.Error() != wantErr.Error() {
			t.Errorf("%q: %v, want %v", ref, err, wantErr)
		}
	}
}

func TestAllocations(t *testing.T) {
	base := mustParse(t, "https://www.example.com/articles/2024/05/index.html?from=feed")
	for _, link := range links {
		if link.name == "idn" {
			continue // UTS #46 has its price
		}
		ref := []byte(link.ref)
		n := testing.AllocsPerRun(100, func() { _, _ = base.ParseBytes(ref) })
		if n != 1 {
			t.Errorf("%s: %v allocations, want 1", link.name, n)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = weburl.Parse(links[0].ref) }); n != 0 {
		t.Errorf("absolute URL in normal form: %v allocations, want 0", n)
	}
}
