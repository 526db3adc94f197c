package warc

import (
	"strings"
	"testing"
)

// The keys are what the library of the replays makes of these URLs.
func TestSURT(t *testing.T) {
	id := strings.Repeat("0123456789abcdef", 2)
	for uri, want := range map[string]string{
		"http://www.archive.org/":                        "org,archive)/",
		"http://archive.org":                             "org,archive)/",
		"http://archive.org?":                            "org,archive)/",
		"http://archive.org/goo/":                        "org,archive)/goo",
		"http://archive.org/goo/?":                       "org,archive)/goo",
		"http://archive.org/goo/?b&a":                    "org,archive)/goo?a&b",
		"http://archive.org/?a=2&b&a=1":                  "org,archive)/?a=1&a=2&b",
		"http://archive.org/?a-b=1&a=2&a":                "org,archive)/?a&a=2&a-b=1",
		"http://archive.org/?a=1&":                       "org,archive)/?&a=1",
		"http://www34.ARCHIVE.org/A?B=C":                 "org,archive)/a?b=c",
		"http://www2foo.com/":                            "com,www2foo)/",
		"https://archive.org:443/":                       "org,archive)/",
		"https://archive.org:80/":                        "org,archive:80)/",
		"http://u:p@archive.org:8080/a":                  "org,archive:8080)/a",
		"http://127.0.0.1:8080/":                         "1,0,0,127:8080)/",
		"http://[::1]:8080/":                             "[::1]:8080)/",
		"http://a.com//b///c?d//e":                       "com,a)/b/c?d//e",
		"http://a.com/b/../c/./d":                        "com,a)/c/d",
		"http://a.com/%7Eb%2525":                         "com,a)/~b%25",
		"http://a.com/%C3%84":                            "com,a)/%c3%84",
		"http://a.com/%20b%23?c=%26d":                    "com,a)/%20b%23?c=&d",
		"http://a.com/?x=%3a//y/":                        "com,a)/?x=://y/",
		"http://a.com/?PHPSESSID=" + id + "&b=c;d=e":     "com,a)/?b=c;d=e",
		"http://a.com/?b=c&jsessionid=" + id:             "com,a)/?&b=c",
		"http://a.com/?CFID=1&CFTOKEN=2&r=3":             "com,a)/?r=3",
		"http://a.com/(4hqa0555fwsecu455xqckv45)/m.aspx": "com,a)/m.aspx",
	} {
		equal(t, uri, surt(uri), want)
	}
}

// A line of an index is one line of key, time and JSON, whatever the URL.
func FuzzCDXJ(f *testing.F) {
	f.Add("a.com/%0a%2520 \n?%00&\u2028#", "text/html\n\"")
	f.Add(": ", "\xff")
	f.Fuzz(func(t *testing.T, rest, mime string) {
		c := Capture{URL: "http://" + rest, MIME: mime, Date: start}
		line := string(c.AppendCDXJ(nil))
		parts := strings.SplitN(line, " ", 3)
		var e entry
		decode(t, parts[2], &e)
		equal(t, "time", parts[1], "20240229123000")
		equal(t, "end of the line", strings.IndexByte(line, '\n'), len(line)-1)
		for _, c := range []byte(parts[0]) {
			if c <= ' ' || c > '~' {
				t.Fatalf("%q in a key", c)
			}
		}
	})
}
