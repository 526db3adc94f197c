package weburl_test

import (
	"errors"
	"strings"
	"testing"

	"clew/crawl/weburl"
)

// parses is what becomes of absolute URLs; "" stands for an error.
var parses = []struct{ in, want string }{
	// What net/url refuses and the web is full of.
	{`http://a\b\c`, "http://a/b/c"},
	{"http://a/%zz%", "http://a/%zz%"},
	{"http://a/b c?d e#f g", "http://a/b%20c?d%20e#f%20g"},
	{" \x00 http://a/ \n ", "http://a/"},
	{"ht\ntp://a/b\tc\r", "http://a/bc"},
	{"http:a", "http://a/"},
	{"http:////a//b", "http://a//b"},
	{"http:\\/a", "http://a/"},

	// Hosts.
	{"http://EXAMPLE.com", "http://example.com/"},
	{"http://ex%41mple.com", "http://example.com/"},
	{"http://BÜCHER.de", "http://xn--bcher-kva.de/"},
	{"http://b%C3%BCcher.de", "http://xn--bcher-kva.de/"},
	{"http://faß.de", "http://xn--fa-hia.de/"},
	{"http://日本。jp", "http://xn--wgv71a.jp/"},
	{"http://ｅｘ.com", "http://ex.com/"},
	{"http://a\u00adb", "http://ab/"},
	{"http://\u00ad", ""},
	{"http://a_b.c", "http://a_b.c/"},
	{"http://-a-.b--c", "http://-a-.b--c/"},
	{"http://a..b", "http://a..b/"},
	{"http://a.", "http://a./"},
	{"http://Ӏ.com", "http://xn--s5a.com/"},
	{"http://ẞ.com", "http://xn--zca.com/"},
	{"http://ႠℲↃ", "http://xn--73g4g808a/"},
	{"http://ü\u2061\u206a\u115f\u180e.com", "http://xn--tda.com/"},
	{"http://\U0002f868\U0002f874\U0002f91f\U0002f95f\U0002f9bf", "http://xn--snl253bgitxhzti19b/"},
	{"http://xn--a", "http://xn--a/"},
	{"http://xn--a.ü", ""},
	{"http://xn--.ü", ""},
	{"http://a b", ""},
	{"http://a%b", ""},
	{"http://a%20b", ""},
	{"http://a<b", ""},
	{"http://a%00b", ""},
	{"http://a\xff", ""},
	{"http://a%ff", ""},
	{"http://\ufffd", ""},
	{"http://", ""},
	{"http://?a", ""},
	{"http://:80", ""},
	{"http://a@", ""},
	{"http://a:b@/c", ""},

	// IPv4 in its odd forms.
	{"http://127.1", "http://127.0.0.1/"},
	{"http://0x7F.0.0.01", "http://127.0.0.1/"},
	{"http://2130706433", "http://127.0.0.1/"},
	{"http://0", "http://0.0.0.0/"},
	{"http://0x", "http://0.0.0.0/"},
	{"http://1.2.3.4.", "http://1.2.3.4/"},
	{"http://１.2.3.4", "http://1.2.3.4/"},
	{"http://1.2.3.4.5", ""},
	{"http://1.2.3.256", ""},
	{"http://256.1", ""},
	{"http://4294967296", ""},
	{"http://99999999999999999999999", ""},
	{"http://09", ""},
	{"http://1..2", ""},
	{"http://a.1", ""},
	{"http://1.a", "http://1.a/"},
	{"http://a.0xg", "http://a.0xg/"},
	{"http://1.2.3.4..", "http://1.2.3.4../"},

	// IPv6.
	{"http://[1:0:0:2:0:0:0:3]", "http://[1:0:0:2::3]/"},
	{"http://[::1.2.3.4]", "http://[::102:304]/"},
	{"http://[1:2:3:4:5:6:7::]", "http://[1:2:3:4:5:6:7:0]/"},
	{"http://[0:0:0:0:0:0:0:0]", "http://[::]/"},
	{"http://[0:1:0:1:0:1:0:1]", "http://[0:1:0:1:0:1:0:1]/"},
	{"http://[::1%25eth0]", ""},
	{"http://[1.2.3.4]", ""},
	{"http://[]", ""},
	{"http://[::1", ""},
	{"http://[::1]a", ""},
	{"http://::1", ""},

	// Ports.
	{"http://a:80", "http://a/"},
	{"https://a:80", "https://a:80/"},
	{"http://a:", "http://a/"},
	{"http://a:00081", "http://a:81/"},
	{"http://a:65536", ""},
	{"http://a:99999999999999999999", ""},
	{"http://a:8x", ""},
	{"http://a:-1", ""},

	// Credentials.
	{"http://u:p@a", "http://u:p@a/"},
	{"http://u@v:p:q@a", "http://u%40v:p%3Aq@a/"},
	{"http://@a", "http://a/"},
	{"http://u:@a", "http://u@a/"},
	{"http://ü|:[@a", "http://%C3%BC%7C:%5B@a/"},

	// Paths.
	{"http://a/b/./c/../d", "http://a/b/d"},
	{"http://a/b/%2e/%2E%2e/c", "http://a/c"},
	{"http://a/../../b", "http://a/b"},
	{"http://a/b/..", "http://a/"},
	{"http://a/b/.", "http://a/b/"},
	{"http://a/...", "http://a/..."},
	{"http://a//../b", "http://a/b"},
	{"http://a/%2F%41", "http://a/%2F%41"},
	{"http://a/\"<>^`{}|~", "http://a/%22%3C%3E%5E%60%7B%7D|~"},
	{"http://a/\x7f\x01ü\U0001f600", "http://a/%7F%01%C3%BC%F0%9F%98%80"},
	{"http://a/\xff\xe2\x82z\xed\xa0\x80", "http://a/%EF%BF%BD%EF%BF%BDz%EF%BF%BD%EF%BF%BD%EF%BF%BD"},
	{"http://a/\xf0\x9f\t\x98\x80", "http://a/%EF%BF%BD%EF%BF%BD%EF%BF%BD"},

	// Queries and fragments.
	{"http://a?", "http://a/?"},
	{"http://a#", "http://a/#"},
	{"http://a?b?c#d?e#f", "http://a/?b?c#d?e#f"},
	{"http://a/?'\"<>`{}^|", "http://a/?%27%22%3C%3E`{}^|"},
	{"http://a/#'\"<>`{}^|", "http://a/#'%22%3C%3E%60{}^|"},
	{"foo://a/?'", "foo://a/?'"},
	{"http://a/?\\../", "http://a/?\\../"},

	// Files.
	{"file:a", "file:///a"},
	{"file:///C|/a/../..", "file:///C:/"},
	{"file://localhost/a", "file:///a"},
	{"file://host/a", "file://host/a"},
	{"file://C:/a", "file:///C:/a"},
	{"file:\\\\h\\a", "file://h/a"},
	{"file://h:80/", ""},
	{"file:", "file:///"},
	{"file:?q", "file:///?q"},

	// Other schemes.
	{"ws://A:80/b c", "ws://a/b%20c"},
	{"javascript:a\\b c?d e", "javascript:a\\b c?d%20e"},
	{"mailto:Ü@x ", "mailto:%C3%9C@x"},
	{"data:a  ?b", "data:a %20?b"},
	{"foo://A%41 b", ""},
	{"foo://AÜ/b\\..\\c", "foo://A%C3%9C/b\\..\\c"},
	{"foo://", "foo://"},
	{"foo://a:80", "foo://a:80"},
	{"foo:/..//a", "foo:/.//a"},
	{"foo:/a/..", "foo:/"},
	{"foo:", "foo:"},
	{"F+o-1.x:y", "f+o-1.x:y"},

	// No URL at all.
	{"", ""},
	{"/a", ""},
	{"a", ""},
	{"1a:b", ""},
	{"a_b:c", ""},
	{":a", ""},
	{"#a", ""},
}

func TestParse(t *testing.T) {
	for _, c := range parses {
		u, err := weburl.Parse(c.in)
		if u.String() != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%q: got %q, %v; want %q", c.in, u, err, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	long := "http://a b" + strings.Repeat("é", 100)
	for _, c := range []struct{ in, want string }{
		{"http://[::1", `parse url "http://[::1": unclosed bracket`},
		{"http://[::g]", `parse url "http://[::g]": invalid ipv6 address`},
		{"http://1.2.3.256", `parse url "http://1.2.3.256": invalid ipv4 address`},
		{"http://a\tb c/", `parse url "http://a\tb c/": forbidden character in host`},
		{"http://\u0378", `parse url "http://\u0378": invalid international domain name`},
		{"foo://a b", `parse url "foo://a b": forbidden character in host`},
		{"http://a:b", `parse url "http://a:b": invalid port`},
		{"http://a:65536", `parse url "http://a:65536": port out of range`},
		{"http:///", `parse url "http:///": missing host`},
		{"www.a.b", `parse url "www.a.b": relative reference without a base`},
		{long, `parse url "http://a b` + strings.Repeat("é", 45) + `...": forbidden character in host`},
	} {
		_, err := weburl.Parse(c.in)
		var typed *weburl.Error
		if err == nil || err.Error() != c.want || !errors.As(err, &typed) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	_, err := mustParse(t, "mailto:a").Parse("b")
	if want := `parse url "b": relative reference to a base that has no hierarchy`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestLongInternationalDomain(t *testing.T) {
	label := strings.Repeat("ü", 511) + ".a"
	if _, err := weburl.Parse("http://" + label); err != nil {
		t.Error("1 KiB:", err)
	}
	if _, err := weburl.Parse("http://" + label + "b"); err == nil {
		t.Error("a byte more passes")
	}
	if _, err := weburl.Parse("http://" + strings.Repeat("a", 5000)); err != nil {
		t.Error("a long ASCII domain:", err)
	}
}

func TestTooLong(t *testing.T) {
	rest := strings.Repeat("a", 16<<20-len("http://a/"))
	base, err := weburl.Parse("http://a/" + rest)
	if err != nil {
		t.Fatal("16 MiB:", err)
	}
	if _, err := weburl.Parse("http://a/" + rest + "a"); err == nil {
		t.Error("a byte more passes")
	}
	if _, err := weburl.Parse("HTTP://a/ü" + rest[4:]); err == nil {
		t.Error("what grows by encoding passes")
	}
	if _, err := base.Parse("?"); err == nil {
		t.Error("what grows by its base passes")
	}
}
