package weburl_test

import (
	"math/rand/v2"
	"strings"
)

// tokens are what generated URLs are made of: all that means something to the
// parser, in halves that meet in unforeseen ways.
var tokens = strings.Split("http: https: ws: wss: ftp: file: mailto: data: foo: HTTP: "+
	`/ / / // /// \ \\ : :: @ [ ] ? ? # # . .. ./ ../ /. /.. /./ /../ .a ..a %2e %2E%2e .%2e %2f `+
	"a b c.d example.com EXAMPLE.com localhost www. xn--a xn-- xn--zca ü.de ß ☕ 日本 。 ． é × "+
	"1 09 0x 0x7f 1.2.3.4 256 4294967295 127.1 [::1] [1:2::3:4] [::1.2.3.4] [1:2:3:4:5:6:7:8] "+
	":80 :443 :8080 :0 :65535 :65536 :00080 :x user user:pass C: C| c|/ d:/ | ^ ~ "+
	"% %4 %41 %zz %00 %20 %e4 %c3%bc %25 < > \" ' ` { } ! $ & = ; + , * ( ) _ - "+
	"\x00 \x1f \x7f \xff \xc3 \xe2\x82 \xe0\x80 \xed\xa0 \xf0\x9f\x98 \xf0\x80 \xf4\x90 \xc0\x80 \x80 \u00ad \u200d \ufffd \ufeff a&b=c q=1&p=2", " ")

// blanks cannot stand in the list above.
var blanks = []string{" ", "  ", "\t", "\n", "\r\n"}

func generate(r *rand.Rand) string {
	var b strings.Builder
	if r.IntN(3) == 0 {
		b.WriteString([]string{"http://", "https://", "http://a.b/", "file://", "foo://"}[r.IntN(5)])
	}
	for range r.IntN(7) {
		if r.IntN(20) == 0 {
			b.WriteString(blanks[r.IntN(len(blanks))])
		}
		b.WriteString(tokens[r.IntN(len(tokens))])
	}
	return b.String()
}

// bases are what references are resolved against.
var bases = []string{
	"http://example.com", "http://example.com/a/b/c?q#f", "https://u:p@example.com:8080//x/../y",
	"http://1.2.3.4/a//", "https://[::1]/?", "ws://h/p", "file:///C:/a/b", "file://host/x", "file:///",
	"foo://h/a/b", "foo://h", "foo:/a/b", "foo:/.//x/y", "foo:opaque?q", "mailto:a@b", "data:,x",
}
