package cookies_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/fetch/cookies"
)

// TestSecureStays: an insecure response neither replaces nor shadows a cookie that
// a secure one set.
func TestSecureStays(t *testing.T) {
	for _, tt := range []struct{ secure, from, set, want string }{
		{"n=1; secure", "http://a.test/", "n=2", "n=1"},
		{"n=1; secure", "http://a.test/", "n=2; max-age=0", "n=1"},
		{"n=1; secure", "http://a.test/", "n=2; domain=a.test", "n=1"},
		{"n=1; secure; domain=a.test", "http://www.a.test/", "n=2", "n=1"},
		{"n=1; secure", "http://a.test/x/", "n=2", "n=1"},
		{"n=1; secure; path=/x", "http://a.test/x/", "n=2; path=/x/y", "n=1"},
		{"n=1; secure", "https://a.test/", "n=2", "n=2"},
		{"n=1", "http://a.test/", "n=2", "n=2"},
		{"n=1; secure", "http://a.test/", "m=2", "n=1; m=2"},
		{"n=1; secure; path=/x", "http://a.test/", "n=2; path=/", "n=1; n=2"},
	} {
		var j cookies.Jar
		j.Set(link(t, "https://a.test/"), fields(tt.secure), noon)
		j.Set(link(t, tt.from), fields(tt.set), noon)
		equal(t, tt.secure+", then "+tt.set, j.Cookies(link(t, "https://a.test/x"), noon), tt.want)
	}
}

// TestSecureBelowStays: nor does a cookie for a whole domain.
func TestSecureBelowStays(t *testing.T) {
	var j cookies.Jar
	www := link(t, "https://www.a.test/")
	j.Set(www, fields("n=1; secure"), noon)
	j.Set(link(t, "http://a.test/"), fields("n=2; domain=a.test"), noon)
	equal(t, "cookies", j.Cookies(www, noon), "n=1")
}

func TestTimePasses(t *testing.T) {
	var j cookies.Jar
	a := link(t, "http://a.test/")
	j.Set(a, fields("s=0\nt=1; max-age=10\nu=2; max-age=99999999999\nv=3; expires=Fri, 31 Dec 9999 23:59:59 GMT"), noon)
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{
		{0, "s=0; t=1; u=2; v=3"},
		{10*time.Second - 1, "s=0; t=1; u=2; v=3"},
		{10 * time.Second, "s=0; u=2; v=3"},
		{400*24*time.Hour - 1, "s=0; u=2; v=3"},
		{400 * 24 * time.Hour, "s=0"},
	} {
		equal(t, tt.after.String(), j.Cookies(a, noon.Add(tt.after)), tt.want)
	}
}

// TestReplacedKeepsItsPlace: a cookie that is set anew is sent where it was.
func TestReplacedKeepsItsPlace(t *testing.T) {
	var j cookies.Jar
	a := link(t, "http://a.test/")
	j.Set(a, fields("a=1\nb=2\nc=3"), noon)
	j.Set(a, fields("b=4\na=5; domain=a.test"), noon)
	equal(t, "cookies", j.Cookies(a, noon), "a=1; b=4; c=3; a=5")
	equal(t, "how many", j.Len(), 4)
}

// numbered are cookies n0=… to n(n-1)=….
func numbered(n int, rest string) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("n%d=v%s", i, rest))
	}
	return list
}

func TestTooManyOfASite(t *testing.T) {
	a := link(t, "https://a.test/")
	names := func(j *cookies.Jar) string { return j.Cookies(a, noon) }

	var j cookies.Jar
	j.Set(a, slices.Values(numbered(180, "; path=/x")), noon)
	j.Set(a, fields("new=1"), noon)
	equal(t, "how many", j.Len(), 180)
	equal(t, "the new one", names(&j), "new=1")
	equal(t, "the oldest is gone", strings.HasPrefix(j.Cookies(link(t, "https://a.test/x"), noon), "n1=v; n2"), true)

	j = cookies.Jar{}
	j.Set(a, fields("used=1"), noon)
	j.Set(a, slices.Values(numbered(179, "; path=/x")), noon)
	names(&j)
	j.Set(a, fields("new=1"), noon)
	equal(t, "what was used stays", names(&j), "used=1; new=1")

	j = cookies.Jar{}
	j.Set(a, fields("safe=1; secure"), noon)
	j.Set(a, slices.Values(numbered(180, "")), noon)
	equal(t, "what is secure stays", strings.HasPrefix(names(&j), "safe=1"), true)

	j = cookies.Jar{}
	j.Set(a, fields("old=1"), noon)
	j.Set(a, slices.Values(numbered(179, "; max-age=1")), noon)
	j.Set(a, fields("new=1"), noon.Add(time.Second))
	equal(t, "what has expired goes first", j.Cookies(a, noon.Add(time.Second)), "old=1; new=1")
	equal(t, "all of it", j.Len(), 2)

	j = cookies.Jar{}
	j.Set(a, slices.Values(numbered(500, "")), noon)
	equal(t, "of one response", strings.HasSuffix(names(&j), "n179=v"), true)

	j = cookies.Jar{}
	for i := range 1000 {
		host := link(t, fmt.Sprintf("https://h%d.a.test/", i))
		j.Set(host, fields("n=v"), noon)
	}
	equal(t, "names below one owner's share", j.Len(), 180)
}

func TestTooManyInAll(t *testing.T) {
	var j cookies.Jar
	first := link(t, "http://first.test/")
	j.Set(first, fields("n=v"), noon)
	for i := range 10_000 {
		u := link(t, fmt.Sprintf("http://h%d.test/", i))
		j.Set(u, fields("n=v"), noon)
		if i%1000 == 0 {
			equal(t, "what is used", j.Cookies(first, noon), "n=v")
		}
		if j.Len() > 10_000 {
			t.Fatalf("%d cookies", j.Len())
		}
	}
	equal(t, "how many", j.Len(), 9000)
	equal(t, "what was used", j.Cookies(first, noon), "n=v")
	equal(t, "an old one", j.Cookies(link(t, "http://h1.test/"), noon), "")
	equal(t, "the last one", j.Cookies(link(t, "http://h9999.test/"), noon), "n=v")
}

// TestLongField: what a request sends has a limit, whatever servers set.
func TestLongField(t *testing.T) {
	var j cookies.Jar
	a := link(t, "http://a.test/")
	x := strings.Repeat("x", 3000)
	j.Set(a, fields("a="+x+"\nb="+x+"\nc="+x+"\nd=1"), noon)
	equal(t, "cookies", j.Cookies(a, noon), "a="+x+"; b="+x+"; d=1")
}

func TestEmptyJar(t *testing.T) {
	var j cookies.Jar
	a := link(t, "http://a.test/")
	equal(t, "cookies", j.Cookies(a, noon), "")
	j.Set(a, fields(""), noon)
	equal(t, "how many", j.Len(), 0)
	equal(t, "allocations", testing.AllocsPerRun(10, func() { j.Cookies(a, noon) }), 0)
}

func TestArgument(t *testing.T) {
	for arg, want := range map[string][2]string{
		"a=b": {"a=b", ""}, "a=b; c=d": {"a=b; c=d", ""}, "cookies.txt": {"", "cookies.txt"}, "-": {"", "-"}, "": {},
	} {
		pairs, file := cookies.Argument(arg)
		equal(t, arg, [2]string{pairs, file}, want)
	}
	equal(t, "both", cookies.Join("a=1", "b=2"), "a=1; b=2")
	equal(t, "jar", cookies.Join("a=1", ""), "a=1")
	equal(t, "given", cookies.Join("", "b=2"), "b=2")
}
