package warc

import (
	"testing"

	"clew/fetch/h1"
)

// What came over HTTP/2 can be read like anything else, and says so.
func TestHTTP2(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	head := AppendResponseHead(nil, 404, h1.Header{{Name: "content-type", Value: "text/plain"}, {Name: "x", Value: "a\r\nb: c"}})
	equal(t, "head", string(head), "HTTP/1.1 404 \r\ncontent-type: text/plain\r\nx: a  b: c\r\n\r\n")
	x := exchange(string(head) + "hello")
	x.Protocols = []string{"h2", "tls/1.3"}
	c := a.write(x)
	equal(t, "status", c.Status, 404)
	equal(t, "type", c.MIME, "text/plain")
	equal(t, "digest", c.Digest, "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N")
	equal(t, "protocol", a.response().get("WARC-Protocol"), "h2")
}
