package cookies_test

import (
	"strings"
	"testing"

	"clew/fetch/cookies"
)

// FuzzSet looks for a field that sets a cookie for strangers, or one that breaks
// out of a header or a file.
func FuzzSet(f *testing.F) {
	for _, s := range []string{
		"n=v", "=v", "n=v; domain=a.test; path=/x; max-age=5; expires=Wed, 09 Dec 2026 16:27:23 GMT; secure; httponly; samesite=none",
		"n=v; domain=test", "n=v; domain=.com; path=x", "__Host-n=v; secure; path=/", ";;;", "a\tb=c; path=/\t", "n=v; max-age=-1", "#x=y",
	} {
		f.Add(s, "n=w; domain=www.a.test")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		var j, again cookies.Jar
		for _, from := range []string{"https://www.a.test/x/y", "http://a.test/", "http://a.co.uk/"} {
			j.Set(link(t, from), fields(first+"\n"+second), noon)
		}
		for _, stranger := range []string{"https://b.test/x/y", "https://test/", "http://b.co.uk/", "http://1.2.3.4/"} {
			if got := j.Cookies(link(t, stranger), noon); got != "" {
				t.Errorf("%s is sent %q", stranger, got)
			}
		}
		file := string(j.AppendTo(nil, noon))
		if bad := again.Read([]byte(file), noon); bad != nil {
			t.Errorf("lines %v of %q are bad", bad, file)
		}
		if got := string(again.AppendTo(nil, noon)); got != file {
			t.Errorf("%q became %q", file, got)
		}
		for _, to := range []string{"https://www.a.test/x/y/z", "http://www.a.test/", "http://a.test/x"} {
			sent := j.Cookies(link(t, to), noon)
			if strings.ContainsAny(sent, "\r\n\x00") {
				t.Errorf("%s is sent %q", to, sent)
			}
			if read := again.Cookies(link(t, to), noon); read != sent && !strings.Contains(first+second, "\t") {
				t.Errorf("%s is sent %q, and from the file %q", to, sent, read)
			}
		}
	})
}

// FuzzRead looks for a file that does harm; what was read is written the same way
// from then on.
func FuzzRead(f *testing.F) {
	f.Add([]byte(head + ".a.test\tTRUE\t/\tFALSE\t0\tn\tv\n#HttpOnly_a.test\tFALSE\t/x\tTRUE\t1772366401\tm\t\n\n# x\n"))
	f.Add([]byte("a.test\tFALSE\t/\tFALSE\t-1\tn\tv\r\nx\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var j, again cookies.Jar
		j.Read(file, noon)
		once := string(j.AppendTo(nil, noon))
		if bad := again.Read([]byte(once), noon); bad != nil {
			t.Errorf("lines %v of %q are bad", bad, once)
		}
		if twice := string(again.AppendTo(nil, noon)); twice != once {
			t.Errorf("%q became %q", once, twice)
		}
	})
}
