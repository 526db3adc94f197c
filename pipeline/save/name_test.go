package save

import (
	"math/rand/v2"
	"path"
	"regexp"
	"strings"
	"testing"

	"clew/crawl/weburl"
)

func nameOf(t *testing.T, url, contentType string) string {
	t.Helper()
	u, err := weburl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	return Name(u, contentType)
}

func TestNames(t *testing.T) {
	const html = "Text/HTML; charset=utf-8"
	for _, test := range []struct{ url, want string }{
		{"https://a.org/", "a.org/index.html"},
		{"http://a.org/", "a.org_80/index.html"},
		{"http://a.org:8080/docs/page.html", "a.org_8080/docs/page.html"},
		{"http://127.0.0.1:1/x.png", "127.0.0.1_1/x.png"},
		{"https://a/b/", "a/b/index.html"},
		{"https://a/b", "a/b~.html"},
		{"https://a/b/c", "a/b/c~.html"},
		{"https://a/x.tar.gz", "a/x.tar.gz"},
		{"https://a/list.php?id=5&p=%20", "a/list~id=5&p=%20.php"},
		{"https://a/?q", "a/index~q.html"},
		{"https://a/b?q", "a/b~q~.html"},
		{"https://a/v1.2/x.js", "a/v1.2~/x.js"},
		{"https://a/.htaccess", "a/.htaccess"},
		{"https://a/.git/config", "a/.git~/config~.html"},
		{"https://a//b//c.x", "a/~/b/~/c.x"},
		{"https://a/nul", "a/nul~.html"},
		{"https://a/nul.txt", "a/~nul.txt"},
		{"https://a/com1/lpt9.x.y", "a/~com1/~lpt9.x.y"},
		{"https://a/com10/x.y", "a/com10/x.y"},
		{"https://a/%C3%A9.txt#frag", "a/%C3%A9.txt"},
	} {
		if got := nameOf(t, test.url, html); got != test.want {
			t.Errorf("%s: %s, want %s", test.url, got, test.want)
		}
	}
}

// TestMarkedNames: where a plain name would say too little a hash stands behind it.
func TestMarkedNames(t *testing.T) {
	for _, test := range []struct{ url, begin, end string }{
		{"https://a/Read.me", "a/Read~", ".me"},
		{"https://a/Docs/x.y", "a/Docs/x~", ".y"},
		{"https://a/index.html", "a/index~", ".html"},
		{"https://a:8443/x.y", "a_8443/x~", ".y"},
		{"https://a_80/x.y", "a_80/x~", ".y"},
		{"https://a/File:x*y.png", "a/File_x_y~", ".png"},
		{"https://a/~me/x.y", "a/_me/x~", ".y"},
		{"https://a/x./y.z", "a/x_/y~", ".z"},
		{"https://a/x.", "a/x_~", "~.txt"},
		{"https://a/%c3%a9.x", "a/_c3_a9~", ".x"},
		{"https://a/%2.x", "a/_2~", ".x"},
		{"https://a/x?", "a/x~~", "~.txt"},
		{"https://a/x.js?v=1.2", "a/x~v=1_2~", ".js"},
		{"https://a/x?u=http://b/", "a/x~u=http___b_~", "~.txt"},
		{"https://[::1]/x.y", "[__1]/x~", ".y"},
		{"https://a/" + strings.Repeat("l", 300) + ".html", "a/" + strings.Repeat("l", 50) + "~", "~.txt"},
		{"https://a/" + strings.Repeat("d", 300) + "/x.y", "a/x~", ".y"},
		{"https://a/" + strings.Repeat("d/", 300) + "x.y", "a/d/d/", ".y"},
	} {
		got := nameOf(t, test.url, "text/plain")
		rest, ok := strings.CutPrefix(got, test.begin)
		if ok = ok && strings.Contains(rest, test.end); !ok || !regexp.MustCompile(`~[a-z2-7]{16}~?\.`).MatchString(got) {
			t.Errorf("%s: %s", test.url, got)
		}
	}
}

// valid is what a segment may be on every file system.
var valid = regexp.MustCompile(`^[^<>:"/\\|?*\x00-\x20\x7f-\xff]{1,120}$`)

var devices = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)`)

// TestNoTwoURLsShareAName, on a system where capitals do not count, and no file is
// where another needs a folder. URLs are made of pieces that have been trouble.
func TestNoTwoURLsShareAName(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	pick := func(words ...string) string { return words[rng.IntN(len(words))] }
	files, folders := map[string]string{}, map[string]string{}
	for range 50_000 {
		url := pick("http", "https") + "://" + pick("a", "a:80", "a:8443", "a_80", "a_8443", "con", "[::1]")
		for range 1 + rng.IntN(3) {
			url += "/" + pick("", "a", "A", "a.html", "index.html", "index", ".x", "~", "a~", "~a", "con", "con.x", "%41", "%E9", "%e9", "a.", "..a", "a:b", "a_b", "~con")
		}
		if rng.IntN(3) == 0 {
			url += "?" + pick("", "a", "A", "a.html", "x=1.html", "con", "/", "a~", "?")
		}
		u, err := weburl.Parse(url)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ToLower(Name(u, ""))
		if other := files[name]; other != "" && other != u.String() {
			t.Fatalf("seed %d: %s and %s are both %s", seed, other, u, name)
		}
		files[name] = u.String()
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			folders[dir] = u.String()
		}
		for s := range strings.SplitSeq(name, "/") {
			if !valid.MatchString(s) || devices.MatchString(s) || strings.HasSuffix(s, ".") {
				t.Fatalf("seed %d: %s: no name: %q", seed, u, s)
			}
		}
	}
	for name, url := range files {
		if other := folders[name]; other != "" {
			t.Fatalf("seed %d: %s is the file of %s and a folder of %s", seed, name, url, other)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("http://a/b/../c?d#e", "text/html")
	f.Fuzz(func(t *testing.T, url, contentType string) {
		u, err := weburl.Parse(url)
		if err != nil || !u.IsHTTP() {
			return
		}
		name := Name(u, contentType)
		if len(name) > 400 {
			t.Errorf("%d bytes", len(name))
		}
		for s := range strings.SplitSeq(name, "/") {
			if !valid.MatchString(s) || devices.MatchString(s) || strings.HasSuffix(s, ".") {
				t.Fatalf("%s: %q", name, s)
			}
		}
	})
}
