package h2

import (
	"testing"

	"golang.org/x/net/http2"
)

func TestResponses(t *testing.T) {
	checkFacts(t, "GET", []fact{
		{"head alone", head(1, end, "204"), "1 204; 1 complete"},
		{"body", head(1, 0, "200", "a: b", "c: d") + dataOf(1, end, "hello"), "1 200 a=b, c=d; 1 data hello; 1 complete"},
		{"body in pieces", head(1, 0, "200") + dataOf(1, 0, "he") + dataOf(1, 0, "llo") + dataOf(1, end, ""), "1 200; 1 data hello; 1 complete"},
		{"length", head(1, 0, "200", "content-length: 5") + dataOf(1, end, "hello"), "1 200 content-length=5; 1 data hello; 1 complete"},
		{"length twice", head(1, 0, "200", "content-length: 5", "content-length: 5") + dataOf(1, end, "hello"), "1 200 content-length=5, content-length=5; 1 data hello; 1 complete"},
		{"padding", head(1, padded, "200")[:0] + frame(http2.FrameHeaders, padded|http2.FlagHeadersEndHeaders, 1, pad(list("200"), 100)) + dataOf(1, padded|end, pad("hello", 127)), "1 200; 1 data hello; 1 complete"},
		{"padding alone", head(1, 0, "200") + dataOf(1, padded, pad("", 9)) + dataOf(1, padded|end, pad("", 0)), "1 200; 1 complete"},
		{"priority", frame(http2.FrameHeaders, hasPrio|http2.FlagHeadersEndHeaders|end, 1, word(0)+"\x10"+list("200")), "1 200; 1 complete"},
		{"interim", head(1, 0, "100") + head(1, 0, "103", "link: x") + head(1, end, "200"), "1 200; 1 complete"},
		{"trailers", head(1, 0, "200") + dataOf(1, 0, "hello") + head(1, end, "sum: 1"), "1 200; 1 data hello; 1 complete, sum=1"},
		{"trailers without a body", head(1, 0, "200") + head(1, end, "sum: 1"), "1 200; 1 complete, sum=1"},
		{"empty trailers", head(1, 0, "200") + head(1, end), "1 200; 1 complete"},
		{"continuation", head(1, more|end, "200") + continuation(1, false, "") + continuation(1, false, list("a: b")) + continuation(1, true, ""), "1 200 a=b; 1 complete"},
		{"cut within a field", frame(http2.FrameHeaders, end, 1, list("200", "a: bcd")[:3]) + continuation(1, true, list("200", "a: bcd")[3:]), "1 200 a=bcd; 1 complete"},
		{"unknown frames", frame(250, 0, 0, "zzz") + head(1, 0, "200") + frame(251, 255, 1, "zz") + frame(0xa, 0, 0, "") + dataOf(1, end, "x"), "1 200; 1 data x; 1 complete"},
		{"PRIORITY", frame(http2.FramePriority, 0, 1, word(0)+"\x01") + head(1, end, "200"), "1 200; 1 complete"},
		{"PRIORITY of a stream that was never opened", frame(http2.FramePriority, 0, 99, word(0)+"\x01") + head(1, end, "200"), "1 200; 1 complete"},
		{"set-cookie stays apart", head(1, end, "200", "set-cookie: a", "set-cookie: b"), "1 200 set-cookie=a, set-cookie=b; 1 complete"},
		{"white space around a value", head(1, end, "200", "a:  b\t"), "1 200 a=b; 1 complete"},
		{"controls and high bytes in a value", head(1, end, "200", "a: \x01\x7f\xff"), "1 200 a=\x01\x7f\xff; 1 complete"},
		{"no content, whatever the length says", head(1, end, "304", "content-length: 10"), "1 304 content-length=10; 1 complete"},
		{"status 999", head(1, end, "999"), "1 999; 1 complete"},
		{"DATA after the end", head(1, 0, "200") + dataOf(1, end, "hello") + dataOf(1, end, "extra"), "1 200; 1 data hello; 1 complete"},
		{"head after the end", head(1, end, "200") + head(1, end, "200"), "1 200; 1 complete"},
		{"RST after the end", head(1, end, "200") + rst(1, http2.ErrCodeNo), "1 200; 1 complete"},
		{"a reserved bit", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|end, 1<<31|1, list("200")), "1 200; 1 complete"},
	})
	checkFacts(t, "HEAD", []fact{
		{"length of what is not sent", head(1, end, "200", "content-length: 5000"), "1 200 content-length=5000; 1 complete"},
		{"an empty frame ends it", head(1, 0, "200", "content-length: 5000") + dataOf(1, end, ""), "1 200 content-length=5000; 1 complete"},
		{"a body", head(1, 0, "200") + dataOf(1, end, "x"), "1 200; 1 failed: HTTP/2: a body where there must be none"},
	})
}

func TestMalformedResponses(t *testing.T) {
	const failed = "1 failed: HTTP/2: "
	checkFacts(t, "GET", []fact{
		{"no status", head(1, end, "a: b"), failed + "a head without a status"},
		{"empty head", head(1, end), failed + "a head without a status"},
		{"status twice", head(1, end, "200", "200"), failed + `a second status: "200"`},
		{"status behind a field", head(1, end, "a: b", "200"), failed + `a pseudo-header field behind others: ":status"`},
		{"unknown pseudo-header field", head(1, end, "200", ":foo: x"), failed + `a pseudo-header field that responses have not: ":foo"`},
		{"of a request", head(1, end, "200", ":path: /"), failed + `a pseudo-header field that responses have not: ":path"`},
		{"status of two digits", head(1, end, "20"), failed + `the status is not of three digits: "20"`},
		{"status of four", head(1, end, "2000"), failed + `the status is not of three digits: "2000"`},
		{"status of letters", head(1, end, "abc"), failed + `the status is not of three digits: "abc"`},
		{"status with a sign", head(1, end, "-20"), failed + `the status is not of three digits: "-20"`},
		{"status with a space", head(1, end, "200 "), failed + `the status is not of three digits: "200 "`},
		{"empty status", head(1, end, ":status: "), failed + `the status is not of three digits`},
		{"status 099", head(1, end, "099"), failed + `the status is not of three digits: "099"`},
		{"capitals", head(1, end, "200", "X-Upper: 1"), failed + `a field name that is no token in lower case: "X-Upper"`},
		{"capitals, and fields behind", head(1, end, "200", "X: 1", "y: 2"), failed + `a field name that is no token in lower case: "X"`},
		{"space in a name", head(1, end, "200", "a b: 1"), failed + `a field name that is no token in lower case: "a b"`},
		{"empty name", frame(http2.FrameHeaders, http2.FlagHeadersEndHeaders|end, 1, "\x88\x00\x00\x01x"), failed + `a field name that is no token in lower case`},
		{"colon in a name", head(1, end, "200", "a:b: 1"), failed + `a field name that is no token in lower case: "a:b"`},
		{"CR LF", head(1, end, "200", "x: a\r\nset-cookie: b"), failed + `NUL, CR or LF in the field x: "a\r\nset-cookie: b"`},
		{"NUL", head(1, end, "200", "x: a\x00b"), failed + `NUL, CR or LF in the field x: "a\x00b"`},
		{"connection", head(1, end, "200", "connection: close"), failed + `a field that is about the connection: "connection"`},
		{"transfer-encoding", head(1, end, "200", "transfer-encoding: chunked"), failed + `a field that is about the connection: "transfer-encoding"`},
		{"101", head(1, 0, "101"), failed + "a protocol switch, which HTTP/2 has not"},
		{"an interim head ends it", head(1, end, "100"), failed + `the stream ends with an interim response: "100"`},
		{"too many interim", repeat(head(1, 0, "100"), 33), failed + `too many interim responses: "100"`},
		{"body without a head", dataOf(1, end, "hello"), failed + "a body without a head"},
		{"body behind an interim head", head(1, 0, "100") + dataOf(1, end, "hello"), failed + "a body without a head"},
		{"longer than announced", head(1, 0, "200", "content-length: 3") + dataOf(1, end, "hello"), "1 200 content-length=3; " + failed + "more than the announced content-length"},
		{"longer, later", head(1, 0, "200", "content-length: 3") + dataOf(1, 0, "abc") + dataOf(1, end, "d"), "1 200 content-length=3; 1 data abc; " + failed + "more than the announced content-length"},
		{"shorter", head(1, 0, "200", "content-length: 10") + dataOf(1, end, "hello"), "1 200 content-length=10; 1 data hello; 1 failed: body: broke off after 5 of 10 bytes"},
		{"shorter, trailers", head(1, 0, "200", "content-length: 10") + dataOf(1, 0, "hello") + head(1, end, "a: b"), "1 200 content-length=10; 1 data hello; 1 failed: body: broke off after 5 of 10 bytes"},
		{"shorter by one", head(1, 0, "200", "content-length: 5") + dataOf(1, end, "hell"), "1 200 content-length=5; 1 data hell; 1 failed: body: broke off after 4 of 5 bytes"},
		{"nothing of it", head(1, end, "200", "content-length: 10"), "1 200 content-length=10; 1 failed: body: broke off after 0 of 10 bytes"},
		{"lengths that differ", head(1, end, "200", "content-length: 5", "content-length: 6"), failed + `differing content-lengths, the last: "6"`},
		{"no length", head(1, end, "200", "content-length: abc"), failed + `invalid content-length: "abc"`},
		{"a body with 204", head(1, 0, "204") + dataOf(1, end, "x"), "1 204; " + failed + "a body where there must be none"},
		{"a status in the trailers", head(1, 0, "200") + dataOf(1, 0, "hello") + head(1, end, "200"), "1 200; 1 data hello; " + failed + `a pseudo-header field in the trailers: ":status"`},
		{"trailers that end nothing", head(1, 0, "200") + head(1, 0, "a: b"), "1 200; " + failed + "a second head, or trailers before the end"},
		{"reset", head(1, 0, "200") + rst(1, http2.ErrCodeCancel), "1 200; 1 failed: HTTP/2: reset by the server (CANCEL)"},
		{"reset without a fault", head(1, 0, "200") + rst(1, http2.ErrCodeNo), "1 200; 1 failed: HTTP/2: reset by the server (NO_ERROR)"},
	})
}
