package h1

import (
	"reflect"
	"slices"
	"testing"
)

func TestStatusLine(t *testing.T) {
	const ok = `200 length "" again`
	const rest = "\r\nContent-Length: 0\r\n\r\n"
	const version, code = "status line: want HTTP/1.1 and a space", "status line: want a status code of three digits"
	const notHTTP, early = "status line: want HTTP/", "status line: CR before it"
	checkFacts(t, "GET", []fact{
		{"HTTP/1.1 200 OK" + rest, ok},
		{"HTTP/1.1 200 " + rest, ok},
		{"HTTP/1.1 200" + rest, ok},
		{"HTTP/1.1 200  OK" + rest, ok},
		{"HTTP/1.1 200 \tOK:\t" + rest, ok},
		{"HTTP/1.1 200 Ori\xc3\xabntatie\x01\x7f\xff" + rest, ok},
		{"HTTP/1.2 200 OK" + rest, ok},
		{"HTTP/1.0 200 OK" + rest, `200 length ""`},
		{"HTTP/1.1 999 OK" + rest, `999 length "" again`},
		{"\r\n\n\r\n\nHTTP/1.1 200 OK" + rest, ok},
		{"\r\n\r\n\r\n\r\n\r\nHTTP/1.1 200 OK" + rest, notHTTP},
		{"\rHTTP/1.1 200 OK" + rest, early},
		{"\r\rHTTP/1.1 200 OK" + rest, early},
		{" HTTP/1.1 200 OK" + rest, notHTTP},
		{"http/1.1 200 OK" + rest, notHTTP},
		{"ICY 200 OK" + rest, notHTTP},
		{"HTTPS/1.1 200 OK" + rest, notHTTP},
		{"<html>old</html>", notHTTP},
		{"\x15\x03\x01\x00\x02\x02(", notHTTP},
		{"HTTP/\n1.1 200 OK" + rest, version},
		{"HTTP/11.1 200 OK" + rest, version},
		{"HTTP/1.01 200 OK" + rest, version},
		{"HTTP/1.1\t200 OK" + rest, version},
		{"HTTP/1.1" + rest, version},
		{"HTTP/2 200 OK" + rest, version},
		{"HTTP/2.0 200 OK" + rest, "status line: want version 1"},
		{"HTTP/0.9 200 OK" + rest, "status line: want version 1"},
		{"HTTP/1.1  200 OK" + rest, code},
		{"HTTP/1.1 20 OK" + rest, code},
		{"HTTP/1.1 2000 OK" + rest, code},
		{"HTTP/1.1 -20 OK" + rest, code},
		{"HTTP/1.1 200\tOK" + rest, code},
		{"HTTP/1.1 OK" + rest, code},
		{"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK" + rest, code},
		{"HTTP/1.1 099 OK" + rest, "status line: want a status code of 100 or more"},
		{"HTTP/1.1 200 \x00OK" + rest, "head: NUL in a line"},
		{"HTTP/1.1 200 O\rK" + rest, "head: CR within a line"},
		{"HTTP/1.1 200 OK\r" + rest, "head: CR within a line"},
	})
}

func TestFields(t *testing.T) {
	const ok = `200 length "" again`
	in := func(lines string) string { return "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n" }
	const noToken, noColon = "header field: name is no token", "header field: no colon"
	checkFacts(t, "GET", []fact{
		{in("a:b\n"), ok},
		{in("a:\r\n"), ok},
		{in("a: \x01\x7f\xff\r\n"), ok},
		{in("a: b\r\n\tc\r\n"), ok},
		{in("!#$%&'*+-.^_`|~09azAZ: b\r\n"), ok},
		{in(": b\r\n"), "header field: empty name"},
		{in("a b: c\r\n"), noToken},
		{in("a\x00: c\r\n"), "head: NUL in a line"},
		{in("a\xff: c\r\n"), noToken},
		{in("(a): c\r\n"), noToken},
		{in("a : b\r\n"), "header field: white space before the colon"},
		{in("a\t : b\r\n"), "header field: white space before the colon"},
		{in(" a: b\r\n"), "header field: white space before the first field"},
		{in("\ta: b\r\n"), "header field: white space before the first field"},
		{in("a\r\n"), noColon},
		{in("a: b\rc: d\r\n"), "head: CR within a line"},
		{in("a: b\r\r\n"), "head: CR within a line"},
		{in("\ra: b\r\n"), "head: CR within a line"},
		{in("a: b\x00\r\n"), "head: NUL in a line"},
		{in("a: b\r\n \x00\r\n"), "head: NUL in a line"},
	})
}

func TestHeadIsKeptAsSent(t *testing.T) {
	const in = "HTTP/1.1 404 No such\tthing\r\nX-A:  one \r\nx-b:\ttwo\n" +
		"Fold: a\r\n b \r\n \t \r\n\tc\r\nEmpty-Fold:\r\n d\r\nX-a: three\r\nContent-Length: 3\r\n\r\n"
	o := everyWay(t, "GET", Limits{}, in+"abc")
	want := Head{
		Major: 1, Minor: 1, StatusCode: 404, Reason: "No such\tthing",
		Header: Header{{"X-A", "one"}, {"x-b", "two"}, {"Fold", "a b c"}, {"Empty-Fold", "d"},
			{"X-a", "three"}, {"Content-Length", "3"}},
		Framing: Length, ContentLength: 3, KeepAlive: true, Raw: in,
	}
	if !reflect.DeepEqual(o.Head, want) {
		t.Errorf("got  %+v\nwant %+v", o.Head, want)
	}
}

func TestHeader(t *testing.T) {
	h := Header{{"Set-Cookie", "a"}, {"Link", "x"}, {"set-cookie", "b, c"}, {"Kind", ""}}
	if got := slices.Collect(h.Values("SET-COOKIE")); !slices.Equal(got, []string{"a", "b, c"}) {
		t.Errorf("Values: %q", got)
	}
	for range h.Values("set-cookie") {
		break
	}
	if h.Get("link") != "x" || h.Get("kind") != "" || h.Get("none") != "" {
		t.Error("Get")
	}
	if !h.Has("kind") || h.Has("none") || h.Has("\u212aind") {
		t.Error("Has: want the ASCII case ignored, and no other")
	}
}

func TestInterim(t *testing.T) {
	const final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	checkFacts(t, "GET", []fact{
		{"HTTP/1.1 100 Continue\r\n\r\n" + final, `200 length "ok" again`},
		{"HTTP/1.1 103 Hints\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n" + final, `200 length "ok" again`},
		{"HTTP/1.1 100 Continue\r\n\r\n\r\n" + final, `200 length "ok" again`},
		{repeat("HTTP/1.1 199 x\r\n\r\n", 32) + final, `200 length "ok" again`},
		{repeat("HTTP/1.1 199 x\r\n\r\n", 33) + final, "interim response: too many before the final one"},
		{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "interim response: protocol switch that was not asked for"},
		{"HTTP/1.1 100 Continue\r\na b\r\n\r\n" + final, "header field: name is no token"},
		{"HTTP/1.1 100 Continue\r\n\r\n", "head: broke off after 25 bytes"},
	})
}
