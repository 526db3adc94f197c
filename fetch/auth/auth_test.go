package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"clew/crawl/weburl"
	"clew/fetch/auth"
)

// equal checks one fact.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestBasic(t *testing.T) {
	equal(t, "RFC 7617 §2", auth.Basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
	equal(t, "UTF-8", auth.Basic("test", "123\u00a3"), "Basic dGVzdDoxMjPCow==")
	equal(t, "nothing", auth.Basic("", ""), "Basic Og==")
	equal(t, "token", auth.Bearer("mF_9.B5f-4.1JqM"), "Bearer mF_9.B5f-4.1JqM")
}

func TestSplit(t *testing.T) {
	for arg, want := range map[string][2]string{
		"user:pass": {"user", "pass"}, "user": {"user", ""}, "user:": {"user", ""}, ":pass": {"", "pass"},
		"user:pa:ss": {"user", "pa:ss"}, "": {"", ""}, "us er:p@ss%40": {"us er", "p@ss%40"},
	} {
		user, password := auth.Split(arg)
		equal(t, arg, [2]string{user, password}, want)
	}
}

// find parses a file and looks a host up in it: "user:password", or "".
func find(t *testing.T, file, host, user string) string {
	t.Helper()
	n, err := auth.ParseNetrc([]byte(file))
	if err != nil {
		t.Errorf("%q: %v", file, err)
	}
	login, password, ok := n.Find(host, user)
	if !ok {
		return ""
	}
	return login + ":" + password
}

func TestNetrc(t *testing.T) {
	for _, tt := range []struct{ file, host, want string }{
		{"machine a.test login u password p", "a.test", "u:p"},
		{"machine a.test login u password p", "A.Test", "u:p"},
		{"machine A.TEST login u password p", "a.test", "u:p"},
		{"machine a.test login u password p", "b.test", ""},
		{"machine a.test login u password p", "www.a.test", ""},
		{"machine a.test password p login u", "a.test", "u:p"},
		{"machine a.test login u account x password p", "a.test", "u:p"},
		{"MACHINE a.test Login u PassWord p", "a.test", "u:p"},
		{"machine\n\ta.test\r\n login\n u\tpassword  p\n\n", "a.test", "u:p"},
		{"machine a.test login u", "a.test", "u:"},
		{"machine a.test password p", "a.test", ":p"},
		{"machine a.test", "a.test", ""},
		{"machine a.test machine b.test login u password p", "b.test", "u:p"},
		{"machine a.test login machine password p", "a.test", "machine:p"},
		{"machine a.test login u login v password p", "a.test", "v:p"},
		{"machine a.test login u password p\nmachine a.test login v password q", "a.test", "u:p"},
		{"machine a.test account x\nmachine a.test login v password q", "a.test", "v:q"},
		{"machine ::1 login u password p", "::1", "u:p"},

		{"default login d password e", "a.test", "d:e"},
		{"machine a.test login u password p\ndefault login d password e", "a.test", "u:p"},
		{"machine a.test login u password p\ndefault login d password e", "b.test", "d:e"},
		{"default login d password e\nmachine a.test login u password p", "a.test", "d:e"},

		{"# machine a.test login u password p", "a.test", ""},
		{"  # x\nmachine a.test # login v\nlogin u password p", "a.test", "u:p"}, // '#' is a word there, login v its likes
		{"machine a.test login u password #p", "a.test", "u:#p"},
		{"machine a.test login u password p#q # x", "a.test", "u:p#q"},
		{"#", "a.test", ""},

		{`machine a.test login "u v" password "p\"q\\r\ts"`, "a.test", "u v:p\"q\\r\ts"},
		{`machine a.test login "" password ""`, "a.test", ":"},
		{`machine a.test login "\n\r\x" password p"q"`, "a.test", "\n\rx:p\"q\""},
		{`machine a.test "login" v password p`, "a.test", ":p"},
		{`machine "a.test"login u password p`, "a.test", "u:p"},

		{"macdef m\nmachine a.test login x\n password y\n\nmachine a.test login u password p", "a.test", "u:p"},
		{"macdef m\r\nmachine a.test login x\r\n\r\nmachine a.test login u password p", "a.test", "u:p"},
		{"machine a.test login u password p macdef m\nlogin x\n\npassword q", "a.test", "u:q"},
		{"macdef\nmachine a.test login u password p", "a.test", ""},
		{"macdef m\n\nmachine a.test login u password p", "a.test", "u:p"},

		{"login u password p machine a.test", "a.test", ""},
		{"nonsense machine a.test port 80 login u password p", "a.test", "u:p"},
		{"machine a.test login u password", "a.test", "u:"},
		{"machine", "", ""},
		{"", "a.test", ""},
	} {
		equal(t, fmt.Sprintf("%q for %s", tt.file, tt.host), find(t, tt.file, tt.host, ""), tt.want)
	}
}

// TestNetrcUser: a user who is known finds a password.
func TestNetrcUser(t *testing.T) {
	const file = "machine a.test login u password p\nmachine a.test login v password q\nmachine a.test login w\n" +
		"machine b.test password r\ndefault login u password s"
	for _, tt := range []struct{ host, user, want string }{
		{"a.test", "u", "u:p"}, {"a.test", "v", "v:q"}, {"a.test", "w", ""}, {"a.test", "U", ""},
		{"b.test", "x", "x:r"}, {"c.test", "u", "u:s"}, {"c.test", "x", ""},
	} {
		equal(t, tt.user+" at "+tt.host, find(t, file, tt.host, tt.user), tt.want)
	}
}

func TestNetrcErrors(t *testing.T) {
	for file, want := range map[string]string{
		`machine "a.test login u`:                   "netrc, line 1: a quote without an end",
		"machine a.test\nlogin \"u\npassword \"p\"": "netrc, line 2: a quote without an end",
		"macdef m\nx\n\n\"":                         "netrc, line 4: a quote without an end",
		"# \"\n\n\"\\":                              "netrc, line 3: a quote without an end",
	} {
		_, err := auth.ParseNetrc([]byte(file))
		var e *auth.NetrcError
		equal(t, file+": kind of error", errors.As(err, &e), true)
		equal(t, file, fmt.Sprint(err), want)
	}
}

// TestLogin: what curl takes of the URL and the file.
func TestLogin(t *testing.T) {
	file, err := auth.ParseNetrc([]byte("machine a.test login n password np\nmachine ::1 login six password sp\nmachine b.test login x password p@%"))
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"http://a.test/":               "n:np",
		"http://a.test.:8080/":         "n:np",
		"http://[::1]/":                "six:sp",
		"http://u:up@a.test/":          "u:up",
		"http://n@a.test/":             "n:np",
		"http://n:@a.test/":            "n:np",
		"http://u@a.test/":             "u:",
		"http://:up@a.test/":           ":up",
		"http://c.test/":               "",
		"http://user:p%40ss@c.test/":   "user:p@ss",
		"http://u:p%40%zz%3ap@c.test/": "u:p@%zz:p",
		"http://u:p%@c.test/":          "u:p%",
		"http://us%20er:p:q@c.test/":   "us er:p:q",
		"http://a@b:c@c.test/":         "a@b:c",
		"http://b.test/":               "x:p@%",
	} {
		u, err := weburl.Parse(url)
		if err != nil {
			t.Fatal(err)
		}
		user, password, ok := auth.Login(u, file)
		got := ""
		if ok {
			got = user + ":" + password
		}
		equal(t, url, got, want)
	}
	u, _ := weburl.Parse("http://a.test/")
	if _, _, ok := auth.Login(u, auth.Netrc{}); ok {
		t.Error("somebody, out of nothing")
	}
}

// FuzzParseNetrc looks for a file that does harm, and writes what it found as a
// file that means the same.
func FuzzParseNetrc(f *testing.F) {
	f.Add([]byte("machine a.test login u password p\ndefault login d password e"), "a.test")
	f.Add([]byte("# c\nmacdef m\nx\n\nmachine \"a b\" login \"\\\"\\\\\\n\" password"), "a b")
	f.Add([]byte("machine a macdef x\r\n\r\nlogin \"u"), "a")
	f.Fuzz(func(t *testing.T, file []byte, host string) {
		n, err := auth.ParseNetrc(file)
		login, password, ok := n.Find(host, "")
		if err != nil || !ok {
			return
		}
		again := fmt.Sprintf("machine %s login %s password %s", quote(host), quote(login), quote(password))
		if got := find(t, again, host, ""); got != login+":"+password {
			t.Errorf("%q: got %q, want %q", again, got, login+":"+password)
		}
	})
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
