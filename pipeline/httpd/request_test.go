package httpd

import (
	"strings"
	"testing"
)

// FuzzRequest holds that every head is taken or refused, and that no path
// leaves the site.
func FuzzRequest(f *testing.F) {
	f.Add("GET /a/../b%2e?c HTTP/1.1\r\nHost: a\r\n\r\n")
	f.Add("GET http://h HTTP/1.0\n\n")
	f.Add("\r\nX")
	f.Fuzz(func(t *testing.T, text string) {
		head, rest, ok := cutHead([]byte(text))
		if ok && len(head)+len(rest) > len(text) {
			t.Fatalf("%q was cut into %q and %q", text, head, rest)
		}
		req, err := ParseRequest(string(head))
		if err != nil {
			if _, ok := err.(Refusal); !ok || req == nil {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if again := cleanPath(req.Path); again != req.Path || req.Path[0] != '/' || strings.Contains(req.Path+"/", "/../") {
			t.Fatalf("%q: path %q", text, req.Path)
		}
	})
}
