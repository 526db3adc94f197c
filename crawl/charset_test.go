package crawl

import (
	"strings"
	"testing"
)

func TestToUTF8(t *testing.T) {
	tests := []struct{ name, contentType, body, charset, text string }{
		{"nothing but ASCII", "", "abc", "utf-8", "abc"},
		{"valid UTF-8", "text/html", "ü", "utf-8", "ü"},
		{"valid but for its cut end", "text/html", "ü\xe4\xb8", "utf-8", "ü\ufffd"},
		{"anything else", "text/html", "\xfc\x80", "windows-1252", "ü€"},
		{"header", "text/html;Charset = 'Latin1' ; x", "\xfc", "windows-1252", "ü"},
		{"header, twice", "text/html, text/html; charset=koi8-r, x", "\xc1", "koi8-r", "а"},
		{"header beats meta", "text/html; charset=utf-8", "<meta charset=koi8-r>\xc1", "utf-8", "<meta charset=koi8-r>\ufffd"},
		{"unknown header", "text/html; charset=none", "<meta charset=koi8-r>\xc1", "koi8-r", "<meta charset=koi8-r>а"},
		{"mark beats header", "text/html; charset=koi8-r", "\xef\xbb\xbfü", "utf-8", "ü"},
		{"UTF-16 with mark", "", "\xff\xfea\x00\xfc\x00", "utf-16le", "aü"},
		{"UTF-16 by header", "text/html; charset=utf-16be", "\x00a\x00\xfc", "utf-16be", "aü"},
		{"escapes are no ASCII", "text/html; charset=iso-2022-jp", "\x1b$B$\"\x1b(B", "iso-2022-jp", "あ"},
		{"replacement", "text/html; charset=iso-2022-kr", "abc", "replacement", "\ufffd"},
		{"shift_jis", "text/html; charset=sjis", "\x82\xa0", "shift_jis", "あ"},
	}
	for _, tt := range tests {
		text, charset, err := ToUTF8(tt.contentType, []byte(tt.body))
		if string(text) != tt.text || charset != tt.charset || err != nil {
			t.Errorf("%s: got %q, %s, %v, want %q, %s", tt.name, text, charset, err, tt.text, tt.charset)
		}
	}
}

func TestPrescan(t *testing.T) {
	tests := []struct{ head, want string }{
		{`<meta charset=koi8-r>`, "koi8-r"},
		{`<META/CHARSET="KOI8-R"/>`, "koi8-r"},
		{`<meta x charset = 'koi8-r' charset=gbk>`, "koi8-r"},
		{`<meta http-equiv=Content-Type content="text/html; charset=koi8-r">`, "koi8-r"},
		{`<meta content='text/html;charset="koi8-r";' http-equiv="content-type">`, "koi8-r"},
		{`<meta content="text/html; charset=koi8-r">`, ""},
		{`<meta http-equiv=content-type content="charsets charset koi8-r">`, ""},
		{`<meta charset=none><meta charset=gbk>`, "gbk"},
		{`<meta charset><meta charset=""><meta charset=gbk>`, "gbk"},
		{`<meta charset=utf-16le>`, "utf-8"},
		{`<meta charset=x-user-defined>`, "windows-1252"},
		{`<!--<meta charset=gbk>--><meta charset=koi8-r>`, "koi8-r"},
		{`<!--><meta charset=gbk>-->`, "gbk"},
		{`<a title="<meta charset=gbk>">`, ""},
		{`</a title='>'><meta charset=gbk>`, "gbk"},
		{`<!x <meta charset=gbk>`, ""},
		{`<? <meta charset=gbk>`, ""},
		{`<metacharset=gbk>`, ""},
		{`< <<meta charset=gbk>`, "gbk"},
		{`<?xml version="1.0" encoding = 'koi8-r'?><html>`, "koi8-r"},
		{`<?xml version="1.0" encoding="koi8-r"?><meta charset=gbk>`, "gbk"},
		{"<\x00?\x00x\x00", "utf-16le"},
		{"<meta charset=gbk", "gbk"},
		{"<meta charset='gbk", "gbk"},
		{"<meta", ""},
		{"<", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := prescan([]byte(tt.head)); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.head, got, tt.want)
		}
	}
	late := strings.Repeat(" ", 1024) + "<meta charset=koi8-r>\xfc"
	if _, charset, _ := ToUTF8("", []byte(late)); charset != "windows-1252" {
		t.Errorf("a meta behind 1,024 bytes was read: %s", charset)
	}
}

func TestPlainPagesAreNotCopied(t *testing.T) {
	for contentType, body := range map[string]string{
		"text/html; charset=utf-8":        "ü",
		"text/html; charset=windows-1251": "abc",
		"text/html":                       "<meta charset=utf-8>ü",
	} {
		page := []byte(body)
		if n := testing.AllocsPerRun(10, func() { ToUTF8(contentType, page) }); n > 2 {
			t.Errorf("%s: %v allocations", contentType, n)
		}
		if text, _, _ := ToUTF8(contentType, page); &text[0] != &page[0] {
			t.Errorf("%s: copied", contentType)
		}
	}
}

func TestQueryEncoding(t *testing.T) {
	page := mustParse(t, "http://h/")
	tests := []struct{ charset, ref, want string }{
		{"windows-1252", "/ä?ä=é#ä", "http://h/%C3%A4?%E4=%E9"},
		{"windows-1252", "?中", "http://h/?%26%2320013%3B"},
		{"gbk", "?a=中&b", "http://h/?a=%D6%D0&b"},
		{"shift_jis", "?ソ", "http://h/?%83\\"},
		{"utf-16le", "?ä", "http://h/?%C3%A4"},
		{"utf-8", "?ä", "http://h/?%C3%A4"},
		{"", "?ä", "http://h/?%C3%A4"},
		{"no such", "?ä", "http://h/?%C3%A4"},
		{"gbk", "x#?中", "http://h/x"},
	}
	for _, tt := range tests {
		doc := ExtractLinks(page, []byte("<a href='"+tt.ref+"'>"), LinkOptions{Charset: tt.charset})
		if got := doc.Links[0].URL.String(); got != tt.want {
			t.Errorf("%s in %s: got %s, want %s", tt.ref, tt.charset, got, tt.want)
		}
	}
}

func TestIsHTML(t *testing.T) {
	tests := []struct {
		contentType, body string
		want              bool
	}{
		{"text/html", "", true},
		{" Text/HTML ; charset=x", "", true},
		{"text/html, text/html", "", true},
		{"application/xhtml+xml", "", true},
		{"text/plain", "<html>", false},
		{"text/htmlx", "<html>", false},
		{"", "\xef\xbb\xbf\n <!DOCTYPE HTML>", true},
		{"", "<!-- x", true},
		{"", "<p>", true},
		{"", "<path>", false},
		{"", "<p", false},
		{"", "{}", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got := IsHTML(tt.contentType, []byte(tt.body)); got != tt.want {
			t.Errorf("%q, %q: got %v", tt.contentType, tt.body, got)
		}
	}
}
