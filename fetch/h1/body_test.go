package h1

import "testing"

func TestFraming(t *testing.T) {
	in := func(lines, body string) string { return "HTTP/1.1 200 OK\r\n" + lines + "\r\n" + body }
	const both = "body framing: both transfer-encoding and content-length"
	const differ, invalid = "body framing: differing content-lengths, the last", "body framing: invalid content-length"
	const coding, codings = "body framing: unsupported transfer coding", "body framing: unsupported transfer codings, the first of several"
	const cl, te, chunked = "Content-Length: ", "Transfer-Encoding: ", "2\r\nok\r\n0\r\n\r\n"
	checkFacts(t, "GET", []fact{
		{in("", "ok"), `200 until close "ok"`},
		{in("", ""), `200 until close ""`},
		{in(cl+"2\r\n", "ok"), `200 length "ok" again`},
		{in(cl+"2\r\n", "ok\r\n"), `200 length "ok"`},
		{in(cl+"0\r\n", ""), `200 length "" again`},
		{in(cl+"002\r\n", "ok"), `200 length "ok" again`},
		{in(cl+"2\r\n"+cl+"2\r\n", "ok"), `200 length "ok" again`},
		{in(cl+"2,\t2 , 2\r\n"+cl+"2\r\n", "ok"), `200 length "ok" again`},
		{in("CONTENT-length:2\r\n", "ok"), `200 length "ok" again`},
		{in("Content-Lengthy: 2\r\n", "ok"), `200 until close "ok"`},
		{in(cl+"3\r\n"+cl+"2\r\n", "ok"), differ},
		{in(cl+"2, 3\r\n", "ok"), differ},
		{in(cl+"02\r\n"+cl+"2\r\n", "ok"), differ},
		{in(cl+"2,\r\n", "ok"), differ},
		{in(cl+",2\r\n", "ok"), differ},
		{in(cl+"\r\n"+cl+"2\r\n", "ok"), differ},
		{in(cl+"\r\n", "ok"), invalid},
		{in(cl+"-2\r\n", "ok"), invalid},
		{in(cl+"+2\r\n", "ok"), invalid},
		{in(cl+"2 2\r\n", "ok"), invalid},
		{in(cl+"2s\r\n", "ok"), invalid},
		{in(cl+"0x2\r\n", "ok"), invalid},
		{in(cl+"9223372036854775807\r\n", "ok"), "body: broke off after 2 of 9223372036854775807 bytes"},
		{in(cl+"9223372036854775808\r\n", "ok"), invalid},
		{in(cl+"18446744073709551618\r\n", "ok"), invalid},
		{in(te+"chunked\r\n", chunked), `200 chunked "ok" again`},
		{in(te+" , CHUNKED ,\r\n", chunked), `200 chunked "ok" again`},
		{in(te+"\r\n chunked\r\n", chunked), `200 chunked "ok" again`},
		{in(te+"identity\r\n", chunked), `200 until close "2\r\nok\r\n0\r\n\r\n"`},
		{in(te+"chunked\r\n"+cl+"2\r\n", chunked), both},
		{in(cl+"2\r\n"+te+"identity\r\n", chunked), both},
		{in(te+"\r\n", chunked), coding},
		{in(te+"xchunked\r\n", chunked), coding},
		{in(te+"chunked;q=1\r\n", chunked), coding},
		{in(te+"gzip\r\n", chunked), coding},
		{in(te+"gzip, chunked\r\n", chunked), codings},
		{in(te+"chunked, gzip\r\n", chunked), codings},
		{in(te+"chunked\r\n"+te+"identity\r\n", chunked), codings},
		{in(te+"identity, chunked\r\n", chunked), codings},
		{in(te+"chunked, chunked\r\n", chunked), codings},
	})
}

func TestBodyless(t *testing.T) {
	const length = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
	checkFacts(t, "HEAD", []fact{
		{"HTTP/1.1 200 OK\r\n" + length, `200 none "" again`},
		{"HTTP/1.1 200 OK\r\n\r\n", `200 none "" again`},
		{"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK", `200 none ""`},
		{"HTTP/1.0 404 No\r\n\r\n", `404 none ""`},
	})
	checkFacts(t, "GET", []fact{
		{"HTTP/1.1 204 No Content\r\n" + length, `204 none "" again`},
		{"HTTP/1.1 304 Not Modified\r\n" + length, `304 none "" again`},
		{"HTTP/1.1 304 Not Modified\r\n" + length + "hello", `304 none ""`},
		{"HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n", `205 length "" again`},
	})
	checkFacts(t, "CONNECT", []fact{
		{"HTTP/1.1 200 Established\r\n" + length + "tunnel", `200 none ""`},
		{"HTTP/1.1 407 Who\r\nContent-Length: 2\r\n\r\nno", `407 length "no" again`},
	})
}

func TestKeepAlive(t *testing.T) {
	in := func(minor, connection string) string {
		return "HTTP/1." + minor + " 200 OK\r\nContent-Length: 0\r\n" + connection + "\r\n"
	}
	checkFacts(t, "GET", []fact{
		{in("1", ""), `200 length "" again`},
		{in("1", "Connection: close\r\n"), `200 length ""`},
		{in("1", "Connection: x-close, Close ,y\r\n"), `200 length ""`},
		{in("1", "Connection: keep-alive\r\nconnection: close\r\n"), `200 length ""`},
		{in("1", "Connection: upgrade\r\nUpgrade: h2c\r\n"), `200 length "" again`},
		{in("1", "Connection: closed\r\n"), `200 length "" again`},
		{in("1", "Proxy-Connection: close\r\n"), `200 length "" again`},
		{in("0", ""), `200 length ""`},
		{in("0", "Connection: Keep-Alive\r\n"), `200 length "" again`},
		{in("0", "Connection: keep-alive, close\r\n"), `200 length ""`},
		{in("0", "Proxy-Connection: keep-alive\r\n"), `200 length ""`},
		{"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", `200 chunked ""`},
	})
}

func TestChunked(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	const end = "0\r\n\r\n"
	const noSize, badSize, after = "chunked body: want a size", "chunked body: invalid byte after the size", "chunked body: want CRLF after the data"
	for _, f := range []fact{
		{end, `200 chunked "" again`},
		{"2\r\nok\r\n" + end, `200 chunked "ok" again`},
		{"1\r\no\r\n001\r\nk\r\n000\r\n\r\n", `200 chunked "ok" again`},
		{"A\r\n0123456789\r\n0a\r\n0123456789\r\n" + end, `200 chunked "01234567890123456789" again`},
		{"2;a=b;c=\"d;\xff\"\r\nok\r\n0;x\r\n\r\n", `200 chunked "ok" again`},
		{"2;\r\nok\r\n" + end, `200 chunked "ok" again`},
		{"2 \t \r\nok\r\n0  ;a\r\n\r\n", `200 chunked "ok" again`},
		{"2\r\nok\r\n" + end + "more", `200 chunked "ok"`},
		{"0\r\nA: b\r\nc:d\n\r\n", `200 chunked "" again`},
		{"2\r\n\r\n\r\n" + end, `200 chunked "\r\n" again`},
		{"\r\n2\r\nok\r\n" + end, noSize},
		{" 2\r\nok\r\n" + end, noSize},
		{"+2\r\nok\r\n" + end, noSize},
		{"-2\r\nok\r\n" + end, noSize},
		{";a\r\nok\r\n" + end, noSize},
		{"0x2\r\nok\r\n" + end, badSize},
		{"2 a\r\nok\r\n" + end, badSize},
		{"2\x00\r\nok\r\n" + end, badSize},
		{"2\nok\r\n" + end, badSize},
		{"2\rok\r\n" + end, "chunked body: want CRLF after the size"},
		{"2;a\nok\r\n" + end, "chunked body: control character in an extension"},
		{"2;a\x00\r\nok\r\n" + end, "chunked body: control character in an extension"},
		{"2\r\nokay\r\n" + end, after},
		{"2\r\nok\n" + end, after},
		{"2\r\nok\r0" + end, after},
		{"2\r\nok" + end, after},
		{"8000000000000000\r\nok", "chunked body: size over 63 bits"},
		{"10000000000000002\r\nok\r\n" + end, "chunked body: size over 63 bits"},
		{repeat("9", 100) + "\r\nok", "chunked body: size over 63 bits"},
		{"7fffffffffffffff\r\nok", "body: broke off after 2 bytes"},
		{"2\r\nok\r\n", "body: broke off after 2 bytes"},
		{"2\r\nok\r\n0\r\n", "body: broke off after 2 bytes"},
		{"2\r\nok\r\n0\r\n\r", "body: broke off after 2 bytes"},
		{"", "body: broke off after 0 bytes"},
		{"0\r\n a: b\r\n\r\n", "trailer: white space before the first field"},
		{"0\r\na\r\n\r\n", "trailer: no colon"},
		{"0\r\na: \x00\r\n\r\n", "trailer: NUL in a line"},
		{"0\r\na: b\rc\r\n\r\n", "trailer: CR within a line"},
	} {
		checkFacts(t, "GET", []fact{{head + f.in, f.want}})
	}
	o := everyWay(t, "GET", Limits{}, head+"0\r\nContent-Length: 9\r\nDigest: a\r\n b\r\n\r\n")
	if o.Trailer.Get("digest") != "a b" || len(o.Trailer) != 2 || o.Head.Header.Has("digest") {
		t.Errorf("trailer %q, header %q", o.Trailer, o.Head.Header)
	}
}

func TestEndOfStream(t *testing.T) {
	checkFacts(t, "GET", []fact{
		{"", "no response: closed before its first byte"},
		{"H", "head: broke off after 1 bytes"},
		{"\r\n", "head: broke off after 2 bytes"},
		{"HTTP/1.1 200 OK\r\nA: b\r\n", "head: broke off after 23 bytes"},
		{"HTTP/1.1 200 OK\r\n\r", "head: broke off after 18 bytes"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "body: broke off after 4 of 5 bytes"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "body: broke off after 0 of 5 bytes"},
	})
}
