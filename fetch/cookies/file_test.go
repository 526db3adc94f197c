package cookies_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clew/fetch/cookies"
)

const head = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n\n"

func TestWrite(t *testing.T) {
	var j cookies.Jar
	j.Set(link(t, "https://www.a.test/x/y"), fields("z=1\na=2; domain=a.test; path=/; max-age=60; secure\nh=3; httponly\n"+
		"gone=4; max-age=1\nempty=; path=/\nnameless\ntab=a\tb"), noon)
	j.Set(link(t, "http://1.2.3.4/"), fields("ip=5; domain=1.2.3.4"), noon)
	want := head + strings.ReplaceAll(`www.a.test FALSE /x FALSE 0 z 1
.a.test TRUE / TRUE 1772366460 a 2
#HttpOnly_www.a.test FALSE /x FALSE 0 h 3
www.a.test FALSE / FALSE 0 empty `+`
www.a.test FALSE /x FALSE 0  nameless
1.2.3.4 FALSE / FALSE 0 ip 5
`, " ", "\t")
	got := string(j.AppendTo([]byte("before\n"), noon.Add(time.Second)))
	equal(t, "file", got, "before\n"+want)
	equal(t, "of an empty jar", string(new(cookies.Jar).AppendTo(nil, noon)), head)
}

func TestRead(t *testing.T) {
	file := strings.ReplaceAll(`# Netscape HTTP Cookie File
# a comment: x	y

.a.test TRUE / FALSE 0 s 1
a.test FALSE /x FALSE 1772366401 t 2
#HttpOnly_.a.test TRUE / TRUE 1772366401.25 h 3
A.Test TRUE / false 99999999999 u 4
b.test FALSE / FALSE 1772366400 gone 5
b.test FALSE x FALSE 0 e
.com TRUE / FALSE 0 c 6
1.2.3.4 TRUE / FALSE 0 i 7
`, " ", "\t") + "b.test\tFALSE\t/\tFALSE\t0\tr\t8 9\r\n"
	var j cookies.Jar
	for _, n := range j.Read([]byte(file), noon) {
		t.Errorf("line %d is no cookie", n)
	}
	for url, want := range map[string]string{
		"http://www.a.test/x":  "s=1; u=4",
		"http://a.test/x":      "t=2; s=1; u=4",
		"https://www.a.test/x": "s=1; h=3; u=4",
		"http://b.test/":       "e=; r=8 9",
		"http://com/":          "c=6",
		"http://a.com/":        "",
		"http://1.2.3.4/":      "i=7",
	} {
		equal(t, url, j.Cookies(link(t, url), noon), want)
	}
}

// TestReadForAll: a line says more than it may.
func TestReadForAll(t *testing.T) {
	var j cookies.Jar
	j.Read([]byte(".com\tTRUE\t/\tFALSE\t0\tn\tv\n1.2.3.4\tTRUE\t/\tFALSE\t0\tn\tv\n"), noon)
	equal(t, "file", string(j.AppendTo(nil, noon)), head+"com\tFALSE\t/\tFALSE\t0\tn\tv\n1.2.3.4\tFALSE\t/\tFALSE\t0\tn\tv\n")
}

// TestReadBadLines: they are told, and the others count.
func TestReadBadLines(t *testing.T) {
	lines := []string{
		".a.test TRUE / FALSE 0 good 1",
		"<html>",
		".a.test TRUE / FALSE 0",
		".a.test TRUE / FALSE 0 n v w",
		". TRUE / FALSE 0 n v",
		".a.test YES / FALSE 0 n v",
		".a.test TRUE / NO 0 n v",
		".a.test TRUE / FALSE soon n v",
		".a.test TRUE / FALSE 99999999999999999999 n v",
		".a.test TRUE / FALSE 0 n \x01",
		".a.test TRUE / FALSE 0  ",
		".a.test TRUE / FALSE 0 n " + strings.Repeat("x", 4096),
		".a.test TRUE / FALSE 0 __Secure-n v",
		".a.test TRUE / TRUE 0 __Host-n v",
		"#HttpOnly_",
		".#a.test FALSE / FALSE 0 n v",
		"a.test FALSE / FALSE 0 also 2",
	}
	var j cookies.Jar
	bad := j.Read([]byte(strings.ReplaceAll(strings.Join(lines, "\n"), " ", "\t")), noon)
	equal(t, "bad lines", fmt.Sprint(bad), "[2 3 4 5 6 7 8 9 10 11 12 13 14 15 16]")
	equal(t, "good ones", j.Cookies(link(t, "https://a.test/"), noon), "good=1; also=2")
}

// TestRoundTrip: what is written is read again, in the same order, with the same
// reach.
func TestRoundTrip(t *testing.T) {
	var j, again cookies.Jar
	j.Set(link(t, "https://www.a.test/x/y"), fields("z=1\na=2; domain=a.test; path=/; max-age=60; secure\n"+
		"h=3; httponly\nempty=; path=/\nname less\n__Host-p=1; secure; path=/\nu=\u00fc\xff"), noon)
	file := j.AppendTo(nil, noon)
	if bad := again.Read(file, noon); bad != nil {
		t.Errorf("bad lines: %v", bad)
	}
	equal(t, "file", string(again.AppendTo(nil, noon)), string(file))
	for _, url := range []string{"https://www.a.test/x/y", "http://www.a.test/x", "http://a.test/", "https://a.test/", "https://b.a.test/"} {
		equal(t, url, again.Cookies(link(t, url), noon), j.Cookies(link(t, url), noon))
	}
}
