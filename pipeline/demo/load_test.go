package demo

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestRulesAddUp(t *testing.T) {
	rules, err := parseRules("# comment\n\n /a%20b/./c?  delay 1500ms\n\t/a%20b/c\tfail-once 500\n/a%20b/c status 203\n")
	r := rules["/a b/c"]
	if err != nil || len(rules) != 1 || r.delay != 1500*time.Millisecond || r.failStatus != 500 || r.status != 203 {
		t.Errorf("got %+v, %v", rules, err)
	}
}

func TestRulesThatAreNotUnderstood(t *testing.T) {
	for _, test := range [][2]string{
		{"a gzip", `parse _server.txt, line 1: "a" is no path`},
		{"/a?b gzip", `parse _server.txt, line 1: "/a?b" is no path`},
		{"\n#\n/a", `parse _server.txt, line 3: unknown directive ""`},
		{"/a zip", `parse _server.txt, line 1: unknown directive "zip"`},
		{"/a gzip 9", `parse _server.txt, line 1: gzip: "9" is too much`},
		{"/a redirect 200 /b", `parse _server.txt, line 1: redirect: "200" is no status for it`},
		{"/a redirect 301", `parse _server.txt, line 1: redirect: "" is no location`},
		{"/a redirect 301 /b /c", `parse _server.txt, line 1: redirect: "/b /c" is no location`},
		{"/a status 99", `parse _server.txt, line 1: status: "99" is no status for it`},
		{"/a fail-once 503 soon", `parse _server.txt, line 1: fail-once: "soon" is no number of seconds`},
		{"/a fail-once 200", `parse _server.txt, line 1: fail-once: "200" is no status for it`},
		{"/a delay 1", `parse _server.txt, line 1: delay: "1" is no duration`},
		{"/a delay -1s", `parse _server.txt, line 1: delay: "-1s" is no duration`},
		{"/a chunked 0", `parse _server.txt, line 1: chunked: "0" is no positive number`},
		{"/a repeat x", `parse _server.txt, line 1: repeat: "x" is no positive number`},
		{"/a header X Y: z", `parse _server.txt, line 1: header: "X Y: z" is no header field`},
		{"/a gzip\n/a origin", `parse _server.txt, line 2: gzip and origin exclude each other`},
		{"/nowhere delay 1s", `load site: rule for "/nowhere": no such file`},
	} {
		fsys := fstest.MapFS{"a": {}, "_server.txt": {Data: []byte(test[0])}}
		if _, err := Load(fsys); err == nil || err.Error() != test[1] {
			t.Errorf("%q:\ngot  %v\nwant %s", test[0], err, test[1])
		}
	}
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	if _, err := Load(fstest.MapFS{}); err != nil {
		t.Errorf("an empty site: %v", err)
	}
	bad := fstest.MapFS{"_server.txt/x": {}}
	if _, err := Load(bad); err == nil || !strings.HasPrefix(err.Error(), "load site: ") {
		t.Errorf("rules that are a directory: %v", err)
	}
}

func TestRepeatNeedsItsMarks(t *testing.T) {
	for _, test := range [][2]string{
		{"a<!-- repeat -->{n}-<!-- end repeat -->b{n}", "a1-2-3-b{n}"},
		{"a<!-- repeat -->b", "a<!-- repeat -->b"},
		{"a", "a"},
	} {
		if got := string(repeat([]byte(test[0]), 3)); got != test[1] {
			t.Errorf("%q: got %q", test[0], got)
		}
	}
}
